export function withLock<T>(file: string, work: () => Promise<T>, options?: { timeout?: number; onWait?: (pid: number) => void }): Promise<T>
