export const oldestNode: string
export function compareVersions(a: string, b: string): number
export function pathWithoutModules(path: string, folder?: string): string
export function chooseNode(options?: { version?: string; executable?: string; folder?: string }): string | undefined
export function ensureNode(script: string): Promise<void>
