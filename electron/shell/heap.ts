import { setFlagsFromString } from 'node:v8'

/**
 * For main and all threads that it starts from here on: the space for new objects keeps its first size, 2 MB. A thread
 * that is busy for a while (a first pull, quick decisions) lets it grow to 16 MB otherwise, and it stays so for as long
 * as work goes on. V8 reads the flag whenever it would grow.
 */
export const keepHeapsSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1')
