import type { VerdictKey } from './verdicts.ts'

const longest = 200

/**
 * Keys pressed before the item they are for was on screen, in their order. After one that asks for words nothing more
 * is taken: what follows would have been typed into the note.
 */
export class PendingKeys {
  keys: readonly VerdictKey[] = []

  get empty(): boolean {
    return this.keys.length === 0
  }

  add(key: VerdictKey): void {
    const closed = this.keys.length >= longest || this.keys.some((waiting) => waiting !== 'a')
    if (!closed) this.keys = [...this.keys, key]
  }

  take(): VerdictKey | null {
    const [first, ...rest] = this.keys
    this.keys = rest
    return first ?? null
  }

  clear(): void {
    this.keys = []
  }
}
