import type { VerdictKey } from './verdicts.ts'

/** More than minutes of typing at any pace. */
const longest = 5_000

/** What a key asked for before the item that it is for was on screen. */
export type Act =
  | { kind: 'verdict'; key: VerdictKey }
  | { kind: 'note' }
  /** the menu of templates */
  | { kind: 'templates' }
  | { kind: 'insert'; template: string }
  | { kind: 'text'; text: string }
  | { kind: 'send' }
  | { kind: 'move'; step: 1 | -1 }

export type WrittenAhead = Extract<Act, { kind: 'text' | 'insert' }>

/**
 * Keys pressed before their item was on screen, in their order: none is lost, none lands on a neighbour. After one that
 * opens the note, what is typed are its words, until they are sent.
 */
export class PendingKeys {
  acts: readonly Act[] = []
  /** There was no room for a key: what follows would be out of step, so nothing is taken until the last has gone. */
  overflown = false

  get empty(): boolean {
    return this.acts.length === 0
  }

  /** The next letters are words, not keys. */
  get typing(): boolean {
    const last = this.acts.findLast(({ kind }) => kind !== 'text')
    return last !== undefined && opensNote(last)
  }

  add(act: Act): void {
    if (this.acts.length >= longest) this.overflown = true
    if (!this.overflown) this.acts = [...this.acts, act]
  }

  type(text: string): void {
    if (this.overflown) return
    const last = this.acts.at(-1)
    if (last?.kind === 'text') this.acts = [...this.acts.slice(0, -1), { kind: 'text', text: last.text + text }]
    else this.add({ kind: 'text', text })
  }

  /** Takes the last typed letter away. */
  erase(): void {
    const last = this.acts.at(-1)
    if (last?.kind !== 'text' || this.overflown) return
    const letters = [...last.text].slice(0, -1).join('')
    this.acts = letters === '' ? this.acts.slice(0, -1) : [...this.acts.slice(0, -1), { kind: 'text', text: letters }]
  }

  take(): Act | null {
    const [first, ...rest] = this.acts
    this.acts = rest
    this.overflown &&= rest.length > 0
    return first ?? null
  }

  /** Takes the latest back. */
  drop(): void {
    this.acts = this.acts.slice(0, -1)
    this.overflown &&= !this.empty
  }

  clear(): void {
    this.acts = []
    this.overflown = false
  }

  /**
   * What is written among them, typed or from templates, in its order, and to which item: so many after the one that they
   * wait for, before it where below 0.
   */
  words(): ReadonlyMap<number, readonly WrittenAhead[]> {
    const words = new Map<number, WrittenAhead[]>()
    const decided = new Set<number>()
    let item = 0
    const go = (step: 1 | -1) => {
      do item += step
      while (decided.has(item))
    }
    for (const act of this.acts) {
      if (act.kind === 'text' || act.kind === 'insert') words.set(item, [...(words.get(item) ?? []), act])
      else if (act.kind === 'move') go(act.step)
      else if (!opensNote(act)) {
        decided.add(item)
        go(1)
      }
    }
    return words
  }
}

/** What is typed behind it are words. */
function opensNote(act: Act): boolean {
  switch (act.kind) {
    case 'verdict':
      return act.key !== 'a'
    case 'note':
    case 'templates':
    case 'insert':
      return true
    case 'text':
    case 'send':
    case 'move':
      return false
  }
}
