import type { Snoozes } from '../outbox/snoozes.ts'
import type { Database } from '../driver.ts'
import type { Queue } from './queue.ts'

/** The outbox knows snoozed items by id; the queue goes by keys. Looked up again when snoozes or rows have changed. */
export class SnoozedKeys {
  readonly #db: Database
  readonly #queue: Queue
  #seen = ''
  #keys: [key: number, until: number][] = []

  constructor(db: Database, queue: Queue) {
    this.#db = db
    this.#queue = queue
  }

  /** key → ms since the epoch; only those that still sleep */
  at(snoozes: Snoozes, now: number): ReadonlyMap<number, number> {
    const seen = `${snoozes.version} ${this.#queue.version}`
    if (seen !== this.#seen) {
      this.#keys = this.#lookUp(new Map(snoozes.asleep(now)))
      this.#seen = seen
    }
    return new Map(this.#keys.filter(([, until]) => until > now))
  }

  #lookUp(untilById: ReadonlyMap<string, number>): [number, number][] {
    if (untilById.size === 0) return []
    const ids = [JSON.stringify([...untilById.keys()])]
    const found = ['work_artifacts', 'work_checkpoints'].flatMap(
      (table) => this.#db.rows(`select key, id from ${table} where id in (select value from json_each(?))`, ids) as [number, string][],
    )
    return found.map(([key, id]) => [key, untilById.get(id) ?? 0])
  }
}
