import type { ItemRef } from '../../../contract/items.ts'
import type { Database } from '../driver.ts'
import type { Sealer } from './seal.ts'

interface StoredSnooze {
  kind: string
  item_id: string
  until: string
  seal: string
}

/** Items put off until a time, on this computer, across restarts. In memory as in the file. */
export class Snoozes {
  /** counts changes */
  version = 0
  readonly #db: Database
  readonly #sealer: Sealer
  /** by item id, ms since the epoch */
  readonly #until = new Map<string, number>()

  /** One whose time has come is gone. */
  constructor(db: Database, sealer: Sealer, now: number) {
    this.#db = db
    this.#sealer = sealer
    for (const { kind, item_id, until, seal } of db.readable<StoredSnooze>('select kind, item_id, until, seal from snoozes')) {
      const at = Date.parse(until)
      if (at > now && sealer.agrees('snoozes', [kind, item_id, until], seal)) this.#until.set(item_id, at)
      else db.run('delete from snoozes where kind = ? and item_id = ?', [kind, item_id])
    }
  }

  /** `until` null: wakes them. */
  set(items: readonly ItemRef[], until: string | null): void {
    this.#db.transaction(() => {
      for (const { kind, id } of items) {
        if (until === null) this.#db.run('delete from snoozes where kind = ? and item_id = ?', [kind, id])
        else {
          this.#db.run(
            `insert into snoozes (kind, item_id, until, seal) values (?, ?, ?, ?)
             on conflict (kind, item_id) do update set until = excluded.until, seal = excluded.seal`,
            [kind, id, until, this.#sealer.seal('snoozes', [kind, id, until])],
          )
        }
      }
    })
    for (const { id } of items) {
      if (until === null) this.#until.delete(id)
      else this.#until.set(id, Date.parse(until))
    }
    this.version += 1
  }

  /** Those that still sleep: id and when they come back, ms since the epoch. */
  asleep(now: number): [id: string, until: number][] {
    return [...this.#until].filter(([, until]) => until > now)
  }
}
