import type { QueueModel } from './queue-model.ts'

/** Items that are back in the queue before its index knows: an index asked for earlier may still lack them. */
export class Returning {
  readonly #items = new Map<number, { follower: number | null; since: number }>()
  readonly #model: QueueModel

  constructor(model: QueueModel) {
    this.#model = model
  }

  has = (key: number): boolean => this.#items.has(key)

  /** Into the queue, before the one that followed it, and from now on there whatever an index says. */
  add(key: number, follower: number | null): void {
    this.#items.set(key, { follower, since: Infinity })
    this.#model.putBack(key, follower)
  }

  /** The replica has it again: an index asked for from now on is right about it. */
  known(key: number, follower: number | null): void {
    this.#items.set(key, { follower, since: performance.now() })
  }

  drop(key: number): void {
    this.#items.delete(key)
  }

  /** A newer index is in the model; it was asked for at `askedAt`. */
  merged(askedAt: number): void {
    for (const [key, { follower, since }] of this.#items) {
      if (askedAt > since) this.#items.delete(key)
      else this.#model.putBack(key, follower)
    }
  }
}
