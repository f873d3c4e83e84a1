import { maxSavedViews, savedView, type SavedView } from '../../../contract/queue.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Database } from '../driver.ts'
import type { Sealer } from './seal.ts'

/** The reviewer's own filters with their names, in the order in which they were made. */
export class SavedViews {
  readonly #db: Database
  readonly #sealer: Sealer

  constructor(db: Database, sealer: Sealer) {
    this.#db = db
    this.#sealer = sealer
  }

  /** One that cannot be read (a newer version wrote it, or it was changed from outside) is left out. */
  list(): SavedView[] {
    return this.#db.readable<{ id: string; view: string; seal: string }>('select id, view, seal from saved_views order by position').flatMap(({ id, view, seal }) => {
      if (!this.#sealer.agrees('saved_views', [id, view], seal)) return []
      const parsed = savedView.safeParse(JSON.parse(view))
      return parsed.success ? [parsed.data] : []
    })
  }

  put(view: SavedView): void {
    const text = JSON.stringify(view)
    const others = this.#db.value<number>('select count(*) from saved_views where id <> ?', [view.id]) ?? 0
    if (others >= maxSavedViews) throw new AppError('invalid_input', `There is room for ${maxSavedViews} views of your own. Remove one first.`)
    this.#db.run(
      `insert into saved_views (id, position, view, seal) values (?, (select coalesce(max(position), 0) + 1 from saved_views), ?, ?)
       on conflict (id) do update set view = excluded.view, seal = excluded.seal`,
      [view.id, text, this.#sealer.seal('saved_views', [view.id, text])],
    )
  }

  remove(id: string): void {
    this.#db.run('delete from saved_views where id = ?', [id])
  }
}
