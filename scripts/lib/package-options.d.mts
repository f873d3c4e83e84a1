export const packageHelp: string
export function packageOptions(argv: string[]): { help: boolean; installers: boolean }
export function artifactName(what: { version: string; platform: string; arch: string; fallback: boolean }): string
