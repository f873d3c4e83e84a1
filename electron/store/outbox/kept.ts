import { keptEntry, type KeptEntry, type KeptKind } from '../../../contract/kept.ts'
import type { Database } from '../driver.ts'
import type { Sealer } from './seal.ts'

interface StoredEntry {
  kind: string
  id: string
  entry: string
  seal: string
}

/** Filters and templates that a person saved. A row with a wrong seal reads as none. */
export class Kept {
  readonly #db: Database
  readonly #sealer: Sealer

  constructor(db: Database, sealer: Sealer) {
    this.#db = db
    this.#sealer = sealer
  }

  /** By name. */
  list(kind: KeptKind): KeptEntry[] {
    const rows = this.#db.readable<StoredEntry>('select * from kept where kind = ?', [kind])
    return rows
      .filter((row) => this.#sealer.agrees('kept', [row.kind, row.id, row.entry], row.seal))
      .flatMap((row) => keptEntry.safeParse(JSON.parse(row.entry)).data ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name))
  }

  put(entry: KeptEntry): void {
    const fields = [entry.kind, entry.id, JSON.stringify(entry)]
    this.#db.run(
      'insert into kept (kind, id, entry, seal) values (?, ?, ?, ?) on conflict (kind, id) do update set entry = excluded.entry, seal = excluded.seal',
      [...fields, this.#sealer.seal('kept', fields)],
    )
  }

  remove(kind: KeptKind, id: string): void {
    this.#db.run('delete from kept where kind = ? and id = ?', [kind, id])
  }
}
