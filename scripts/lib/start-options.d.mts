export const startHelp: string
export interface StartOptions {
  help: boolean
  smoke: boolean
  /** Absolute path. */
  profile: string
  connection?: { url: string; key: string }
}
export function startOptions(argv: string[], folder?: string): StartOptions
