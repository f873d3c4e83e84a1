export function missingLibraries(ldd: string): string[]
export function missingPackages(found: { ldd: string; hasXvfb: boolean; hasFonts: boolean }): { names: string[]; unknown: string[] }
export function ensureSystem(executable: string): Promise<void>
