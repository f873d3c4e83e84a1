/** Counts and finds visible positions in O(log n): a Fenwick tree over one bit per key. */
export class VisibleTree {
  readonly #sums: Int32Array
  readonly #top: number

  /** `sums`: 1 for each visible one, from place 1 on; taken over */
  constructor(sums: Int32Array) {
    this.#sums = sums
    const length = sums.length - 1
    for (let i = 1; i <= length; i++) {
      const parent = i + (i & -i)
      // Plain typed-array reads: this loop runs over the whole queue.
      if (parent <= length) sums[parent] = (sums[parent] as number) + (sums[i] as number)
    }
    this.#top = length === 0 ? 0 : 2 ** Math.floor(Math.log2(length))
  }

  #sum(i: number): number {
    return this.#sums[i] ?? 0
  }

  add(index: number, difference: number): void {
    for (let i = index + 1; i < this.#sums.length; i += i & -i) this.#sums[i] = this.#sum(i) + difference
  }

  /** visible ones before this index */
  before(index: number): number {
    let sum = 0
    for (let i = index; i > 0; i -= i & -i) sum += this.#sum(i)
    return sum
  }

  /** index of the nth visible one, n from 0; the length when there are fewer */
  nth(n: number): number {
    let index = 0
    let left = n
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = index + step
      if (next < this.#sums.length && this.#sum(next) <= left) {
        index = next
        left -= this.#sum(next)
      }
    }
    return index
  }
}
