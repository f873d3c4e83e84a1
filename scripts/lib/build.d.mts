export function inputHash(folder?: string): string
export function isBuilt(hash: string, folder?: string): boolean
export function forgetBuild(folder?: string): void
export function recordBuild(hash: string, folder?: string): void
