export function installedAsLocked(lockText: string | undefined, installedText: string | undefined): boolean
export function installState(folder?: string): 'stamped' | 'adoptable' | 'needed'
export function ensureInstalled(folder?: string): Promise<void>
export function prepare(script: string): Promise<void>
