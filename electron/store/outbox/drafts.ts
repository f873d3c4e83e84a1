import { AppError } from '../../../contract/errors.ts'
import type { DraftRef } from '../../../contract/items.ts'
import type { Database } from '../driver.ts'
import type { Sealer } from './seal.ts'

interface StoredDraft {
  kind: string
  item_id: string
  text: string
  updated_at: string
  seal: string
}

/** What was typed and not sent yet, per item, across restarts. */
export class Drafts {
  readonly #db: Database
  readonly #sealer: Sealer

  constructor(db: Database, sealer: Sealer) {
    this.#db = db
    this.#sealer = sealer
  }

  /** An empty text removes the draft. */
  put(item: DraftRef, text: string, at: string): void {
    if (text === '') {
      this.#db.run('delete from drafts where kind = ? and item_id = ?', [item.kind, item.id])
      return
    }
    const fields = [item.kind, item.id, text, at]
    this.#db.run(
      `insert into drafts (kind, item_id, text, updated_at, seal) values (?, ?, ?, ?, ?)
       on conflict (kind, item_id) do update set text = excluded.text, updated_at = excluded.updated_at, seal = excluded.seal`,
      [...fields, this.#sealer.seal('drafts', fields)],
    )
  }

  /** A draft with a wrong seal, or damaged, reads as none: words that nobody typed are not shown as ours. */
  get(item: DraftRef): string {
    const row = this.#find(item)
    if (row === undefined) return ''
    return this.#sealer.agrees('drafts', [row.kind, row.item_id, row.text, row.updated_at], row.seal) ? row.text : ''
  }

  #find(item: DraftRef): StoredDraft | undefined {
    try {
      return this.#db.get<StoredDraft>('select * from drafts where kind = ? and item_id = ?', [item.kind, item.id])
    } catch (error) {
      if (error instanceof AppError && error.code === 'storage_corrupt') return undefined
      throw error
    }
  }

  all(): { item: DraftRef; text: string; updated_at: string }[] {
    return this.#db
      .readable<StoredDraft>('select * from drafts')
      .filter((row) => this.#sealer.agrees('drafts', [row.kind, row.item_id, row.text, row.updated_at], row.seal))
      .map((row) => ({ item: { kind: row.kind as DraftRef['kind'], id: row.item_id }, text: row.text, updated_at: row.updated_at }))
  }
}
