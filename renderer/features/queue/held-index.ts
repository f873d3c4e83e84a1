import { isComing, type QueueBuffer } from './buffer.ts'
import type { QueueModel } from './queue-model.ts'

/** A queue whose next items do not come (no network, a slow server) is brought up to date all the same after this, in ms. */
const patience = 1_000
/** So many of the items that come next have to be here. */
const needed = 3

/** The queue's order as it was at `askedAt` (as performance.now()); `sessions`: where each begins. */
export interface Order {
  keys: Int32Array
  sessions: Int32Array | null
  askedAt: number
}

/**
 * Keeps a newer order back while items that it puts before the next ones are on their way: whoever decides one item
 * after the other goes on as before and does not wait for them.
 */
export class HeldIndex {
  #held: Order | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #model: QueueModel
  readonly #buffer: QueueBuffer
  readonly #merge: (order: Order) => void

  constructor(model: QueueModel, buffer: QueueBuffer, merge: (order: Order) => void) {
    this.#model = model
    this.#buffer = buffer
    this.#merge = merge
  }

  /** Merged at once or, where nobody waits for it, when its next items are here; true: it is kept back. */
  offer(order: Order, urgent: boolean): boolean {
    this.#held = order
    if (urgent || this.#isReady(order)) this.#release()
    else this.#timer ??= setTimeout(() => this.#release(), patience)
    return this.#held !== null
  }

  /** Items came. */
  look(): void {
    if (this.#held !== null && this.#isReady(this.#held)) this.#release()
  }

  /** The items that come next by what is kept back. */
  next(count: number): number[] {
    return this.#held === null ? [] : (this.#model.following(this.#held.keys, count) ?? [])
  }

  drop(): void {
    this.#held = null
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Where the current item has left the queue that is news, and nothing to keep back. */
  #isReady({ keys }: Order): boolean {
    const isHere = (key: number) => {
      const loaded = this.#buffer.get(key)
      return loaded !== undefined && !isComing(loaded)
    }
    return this.#model.following(keys, needed)?.every(isHere) ?? true
  }

  #release(): void {
    const order = this.#held
    this.drop()
    if (order !== null) this.#merge(order)
  }
}
