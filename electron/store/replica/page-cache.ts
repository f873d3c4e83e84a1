import type { Database } from '../driver.ts'

/**
 * In KB. A long pull writes at random places of every index and is slower with less. Afterwards the queue's order and
 * what it is filtered by are in arrays (queue.ts, facets.ts), and to read a page again costs three microseconds.
 */
const room = { pulling: 24_000, resting: 4_000 }

/** Pages of the replica that stay in memory, decrypted. */
export class PageCache {
  readonly #db: Database
  #phase: keyof typeof room | null = null

  constructor(db: Database) {
    this.#db = db
    this.hold('resting')
  }

  /** What is more than that is freed. */
  hold(phase: keyof typeof room): void {
    if (phase === this.#phase) return
    this.#phase = phase
    this.#db.exec(`pragma cache_size = -${room[phase]}; pragma shrink_memory`)
  }
}
