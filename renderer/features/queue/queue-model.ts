import { Groups } from './groups.ts'
import { VisibleTree } from './visible-tree.ts'

/**
 * The queue as integers: the replica's keys, oldest first, without those decided here, and where one stands in it.
 * A key press costs O(log n); only a new index costs O(n).
 */
export class QueueModel {
  #keys: Int32Array = new Int32Array()
  #tree = new VisibleTree(new Int32Array(1))
  #groups: Groups | null = null
  #size = 0
  /** decided here, but the index may still hold them */
  #hidden = new Set<number>()
  #current: number | null = null
  /** where the current key stands in `#keys`, or would stand when it is not in it */
  #position = 0

  get size(): number {
    return this.#size
  }

  get current(): number | null {
    return this.#current
  }

  /** The item one looks at has left the queue meanwhile. */
  get currentIsGone(): boolean {
    return this.#current !== null && !this.#stands()
  }

  /** Row of the current item in the list; of the one that follows it when it is gone. */
  get currentRow(): number {
    return this.#tree.before(this.#position)
  }

  keyAt(row: number): number | undefined {
    return row < 0 || row >= this.#size ? undefined : this.#keys[this.#tree.nth(row)]
  }

  /** -1: not in the queue. Linear (a fast scan of integers): not for the path of a key press. */
  rowOf(key: number): number {
    if (this.#hidden.has(key)) return -1
    const index = this.#keys.indexOf(key)
    return index < 0 ? -1 : this.#tree.before(index)
  }

  // ---- lines: the rows, and above the first of each group one for its head

  get lines(): number {
    return this.#size + (this.#groups?.total ?? 0)
  }

  lineOf(row: number): number {
    if (this.#groups === null) return row
    return row >= this.#size ? this.lines : row + this.#groups.through(this.#groups.at(this.#tree.nth(row)))
  }

  /** The row on this line; below a head, the one that follows it. */
  rowAt(line: number): number {
    if (this.#groups === null) return line
    let low = 0
    let high = this.#size
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.lineOf(middle) >= line) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The group of a row: its first row, and how many there are; null where there are none. */
  groupOf(row: number): { group: number; first: number; size: number } | null {
    if (this.#groups === null || row < 0 || row >= this.#size) return null
    const group = this.#groups.at(this.#tree.nth(row))
    return { group, first: this.#tree.before(this.#groups.start(group)), size: this.#groups.size(group) }
  }

  rows(from: number, to: number): number[] {
    const found: number[] = []
    for (let row = Math.max(0, from); row < to; row++) {
      const key = this.keyAt(row)
      if (key === undefined) break
      found.push(key)
    }
    return found
  }

  /** What would follow the current item by another index; null where it is not in that, or nothing is current. */
  following(keys: Int32Array, count: number): number[] | null {
    const index = this.#current === null ? -1 : keys.indexOf(this.#current)
    if (index < 0) return null
    const found: number[] = []
    for (let at = index + 1; at < keys.length && found.length < count; at++) {
      const key = keys[at] as number
      if (!this.#hidden.has(key)) found.push(key)
    }
    return found
  }

  /** Stands on this key, whether it is in the queue or not. */
  select(key: number): void {
    const index = this.#keys.indexOf(key)
    this.#current = key
    if (index >= 0) this.#position = index
  }

  /** The key one step away; null at the ends. */
  neighbour(step: 1 | -1): number | null {
    const row = this.currentRow + (step === 1 && !this.#stands() ? 0 : step)
    return this.keyAt(row) ?? null
  }

  move(step: 1 | -1): number | null {
    const key = this.neighbour(step)
    if (key !== null) this.#stand(this.currentRow + (step === 1 && !this.#stands() ? 0 : step))
    return key
  }

  /** Takes the current key out and stands on the next one, on the last when there is none; null: empty. */
  takeCurrent(): number | null {
    const row = this.currentRow
    if (this.#current !== null) this.#hide(this.#current)
    if (this.#size === 0) {
      this.#current = null
      return null
    }
    this.#stand(Math.min(row, this.#size - 1))
    return this.#current
  }

  /**
   * Puts a key back that `takeCurrent` took: undone, or its decision could not be kept. Where the index has dropped it
   * meanwhile it goes before `follower`, which followed it then, or to the end; the next index sets it right.
   */
  putBack(key: number, follower: number | null): void {
    const wasHidden = this.#hidden.delete(key)
    const index = this.#keys.indexOf(key)
    if (index >= 0) {
      if (!wasHidden) return
      this.#tree.add(index, 1)
      this.#groups?.add(index, 1)
      this.#size += 1
      return
    }
    const found = follower === null ? -1 : this.#keys.indexOf(follower)
    const place = found < 0 ? this.#keys.length : found
    const keys = new Int32Array(this.#keys.length + 1)
    keys.set(this.#keys.subarray(0, place))
    keys[place] = key
    keys.set(this.#keys.subarray(place), place + 1)
    this.merge(keys, this.#groups?.startsWithOneMore(place) ?? null)
  }

  /**
   * A newer index. What one looks at stays current, also when it is no longer in the queue; arrivals go where they
   * belong and never change it. With nothing current the first becomes so. `starts`: the first place of each group.
   */
  merge(keys: Int32Array, starts: Int32Array | null = null): void {
    const oldKeys = this.#keys
    const oldPosition = this.#position
    const visible = new Int32Array(keys.length + 1).fill(1)
    const stillHidden = new Set<number>()
    // Few are hidden, as a rule: the index drops them within a moment. A native scan for each beats asking for every key.
    for (const key of this.#hidden) {
      const index = keys.indexOf(key)
      if (index < 0) continue
      stillHidden.add(key)
      visible[index + 1] = 0
    }
    this.#keys = keys
    this.#hidden = stillHidden
    this.#groups = starts === null ? null : new Groups(starts, keys.length, (place) => visible[place + 1] === 1)
    this.#tree = new VisibleTree(visible)
    this.#size = keys.length - stillHidden.size
    if (this.#current === null) {
      this.#position = 0
      if (this.#size > 0) this.#stand(0)
      return
    }
    const index = keys.indexOf(this.#current)
    this.#position = index >= 0 ? index : successorIn(keys, oldKeys, oldPosition)
  }

  /** Another selection of the same queue: what one looks at stays current when it is among these, or `kept`; else the first is. */
  replace(keys: Int32Array, starts: Int32Array | null = null, kept: number | null = null): void {
    if (this.#current !== null && this.#current !== kept && keys.indexOf(this.#current) < 0) this.#current = null
    this.merge(keys, starts)
  }

  /** From an item that is gone to the one that follows it, to the last when there is none. It may come back. */
  leaveGone(): void {
    if (this.#size === 0) this.#current = null
    else this.#stand(Math.min(this.currentRow, this.#size - 1))
  }

  /** All keys from one row to another, both included, in order. */
  range(from: number, to: number): number[] {
    return this.rows(Math.min(from, to), Math.max(from, to) + 1)
  }

  /** Another queue: nothing of the old one counts. */
  reset(): void {
    this.#hidden.clear()
    this.#current = null
    this.merge(new Int32Array())
  }

  #stands(): boolean {
    return this.#current !== null && this.#keys[this.#position] === this.#current && !this.#hidden.has(this.#current)
  }

  #stand(row: number): void {
    this.#position = this.#tree.nth(row)
    this.#current = this.#keys[this.#position] ?? null
  }

  #hide(key: number): void {
    if (this.#hidden.has(key)) return
    this.#hidden.add(key)
    const index = this.#keys[this.#position] === key ? this.#position : this.#keys.indexOf(key)
    if (index < 0) return
    this.#tree.add(index, -1)
    this.#groups?.add(index, -1)
    this.#size -= 1
  }
}

/** Where the first of the keys that followed stands now. A handful of looks suffices; past them, the same place. */
function successorIn(keys: Int32Array, oldKeys: Int32Array, oldPosition: number): number {
  for (const key of oldKeys.subarray(oldPosition, oldPosition + 64)) {
    const index = keys.indexOf(key)
    if (index >= 0) return index
  }
  return Math.min(oldPosition, keys.length)
}
