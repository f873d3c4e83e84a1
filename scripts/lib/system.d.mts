export function missingLibraries(ldd: string): string[]
export function missingPackages(found: { ldd: string; programs?: string[]; hasFonts: boolean }): { names: string[]; unknown: string[] }
export function ensureSystem(executable: string, options?: { desktop?: boolean }): Promise<void>
