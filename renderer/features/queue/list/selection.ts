import type { QueueModel } from '../queue-model.ts'

/** The items picked for a bulk decision or to be snoozed, by key. A new one with every change. */
export class Selection {
  readonly keys: ReadonlySet<number>
  /** where a range begins */
  readonly anchor: number | null

  constructor(keys: ReadonlySet<number> = new Set(), anchor: number | null = null) {
    this.keys = keys
    this.anchor = anchor
  }

  get size(): number {
    return this.keys.size
  }

  toggle(key: number): Selection {
    const keys = new Set(this.keys)
    if (!keys.delete(key)) keys.add(key)
    return new Selection(keys, key)
  }

  /** From the anchor to this key, besides what is picked already. */
  to(key: number, model: QueueModel): Selection {
    const from = this.anchor === null ? -1 : model.rowOf(this.anchor)
    const until = model.rowOf(key)
    if (from < 0 || until < 0) return this.toggle(key)
    return new Selection(new Set([...this.keys, ...model.range(from, until)]), this.anchor)
  }

  /** Only what is still listed stays picked. */
  within(listed: Int32Array): Selection {
    if (this.keys.size === 0) return this
    const there = new Set(listed)
    const left = [...this.keys].filter((key) => there.has(key))
    return left.length === this.keys.size ? this : new Selection(new Set(left), this.anchor)
  }
}
