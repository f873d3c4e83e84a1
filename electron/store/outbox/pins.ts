import type { OfflineScope } from '../../../contract/offline.ts'
import type { Database } from '../driver.ts'
import type { Sealer } from './seal.ts'

interface StoredPin {
  kind: OfflineScope['kind']
  id: string
  seal: string
}

/** Projects and sessions that a person keeps offline. They outlive the replica, which holds a copy to join with. */
export class Pins {
  readonly #db: Database
  readonly #sealer: Sealer

  constructor(db: Database, sealer: Sealer) {
    this.#db = db
    this.#sealer = sealer
  }

  all(): OfflineScope[] {
    return this.#db
      .readable<StoredPin>('select kind, id, seal from pins')
      .filter(({ kind, id, seal }) => this.#sealer.agrees('pins', [kind, id], seal))
      .map(({ kind, id }) => ({ kind, id }))
  }

  set({ kind, id }: OfflineScope, kept: boolean): void {
    if (!kept) this.#db.run('delete from pins where kind = ? and id = ?', [kind, id])
    else this.#db.run('insert or replace into pins (kind, id, seal) values (?, ?, ?)', [kind, id, this.#sealer.seal('pins', [kind, id])])
  }
}
