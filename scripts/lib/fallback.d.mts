export const source: { package: string; version: string; integrity: string }
export const fallbackVersion: string
/** Throws unless the file has the integrity (`sha512-<base64>`). */
export function checkIntegrity(file: string, integrity: string): Promise<void>
/** What is wrong with an unpacked runtime: undefined when nothing is, 'missing', or a sentence. */
export function damage(folder: string): Promise<string | undefined>
/** The fallback runtime's folder, unpacked into the cache when it is missing or damaged. */
export function fallbackFolder(options?: { cache?: string; fetchTarball?: (folder: string) => Promise<string> }): Promise<string>
export function isFallback(folder: string): boolean
export function fallbackRuns(): boolean
