import { VisibleTree } from './visible-tree.ts'

/**
 * Where the queue is kept by session: which of its places belong together, and which of the groups still have a visible
 * item. A decision costs O(log n), like everything in the queue's model.
 */
export class Groups {
  readonly #starts: Int32Array
  readonly #visible: Int32Array
  readonly #tree: VisibleTree
  #total = 0

  /** `starts`: the first place of each group, ascending from 0; `isVisible`: by place */
  constructor(starts: Int32Array, length: number, isVisible: (place: number) => boolean) {
    this.#starts = starts
    this.#visible = new Int32Array(starts.length)
    const marks = new Int32Array(starts.length + 1)
    for (let group = 0; group < starts.length; group++) {
      const end = starts[group + 1] ?? length
      let visible = 0
      for (let place = starts[group] as number; place < end; place++) if (isVisible(place)) visible += 1
      this.#visible[group] = visible
      if (visible > 0) {
        marks[group + 1] = 1
        this.#total += 1
      }
    }
    this.#tree = new VisibleTree(marks)
  }

  /** Groups with a visible item. */
  get total(): number {
    return this.#total
  }

  /** The group that a place belongs to. */
  at(place: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  start(group: number): number {
    return this.#starts[group] ?? 0
  }

  /** Visible items of a group. */
  size(group: number): number {
    return this.#visible[group] ?? 0
  }

  /** Groups with a visible item up to and with this one. */
  through(group: number): number {
    return this.#tree.before(group + 1)
  }

  /** An item came into sight (1) or went out of it (-1). */
  add(place: number, difference: 1 | -1): void {
    const group = this.at(place)
    const before = this.size(group)
    this.#visible[group] = before + difference
    if ((before === 0) === (before + difference === 0)) return
    this.#tree.add(group, difference)
    this.#total += difference
  }

  /** As many starts, with one more place before `place`: it joins the group that ends or goes on there. */
  startsWithOneMore(place: number): Int32Array {
    return this.#starts.map((start) => (start > place || (start === place && start > 0) ? start + 1 : start))
  }
}
