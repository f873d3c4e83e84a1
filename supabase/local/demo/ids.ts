import { createHash } from 'node:crypto'

/** The demo's ids are hashes of names: the same in every stack. Version 8 is for ids made in ways of one's own. */
export function demoId(name: string): string {
  const hex = createHash('sha256').update(`countersign demo ${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const mainWorkspace = demoId('workspace larkfield')
export const otherWorkspace = demoId('workspace harbour')
