import type { ReplicatedTable } from '../../../contract/feed.ts'
import type { Database, Value } from '../driver.ts'
import type { Overlay } from './overlay.ts'
import { isItemTable, replicatedStatements, toValues } from './tables.ts'

interface StoredRow {
  key: number
  row_version: number
  generation: number
}

/**
 * Writes single rows under the version rule: a row is applied when its version is not lower than the stored one, and
 * always over a row of an earlier generation (a restored server may count from lower versions again).
 */
export class RowWriter {
  readonly #db: Database
  readonly #isMarked: (id: string) => boolean
  readonly #overlay: Overlay
  readonly #onRow: (table: ReplicatedTable, key: number) => void
  readonly #dropContent: (key: number) => void
  #nextKey: number
  #tombstones: number

  /** `onRow`: a row came, changed or went; `dropContent`: the artifact that it belongs to goes */
  constructor(db: Database, isMarked: (id: string) => boolean, overlay: Overlay, onRow: (table: ReplicatedTable, key: number) => void, dropContent: (key: number) => void) {
    this.#db = db
    this.#isMarked = isMarked
    this.#overlay = overlay
    this.#onRow = onRow
    this.#dropContent = dropContent
    this.#nextKey = 1 + (db.value<number>('select max((select coalesce(max(key), 0) from work_artifacts), (select coalesce(max(key), 0) from work_checkpoints))') ?? 0)
    this.#tombstones = db.value<number>('select count(*) from tombstones') ?? 0
  }

  /** false: the stored row, or its deletion, is newer */
  upsert(table: ReplicatedTable, row: { id: string; row_version: number }, generation: number): boolean {
    if (this.#overlay.has(row.id)) return !this.#isDeleted(row, generation) && this.#overlay.receive(table, row.id, row, row.row_version, generation)
    const stored = this.#find(table, row.id)
    if (stored === undefined) {
      if (this.#isDeleted(row, generation)) return false
      this.#insert(table, row, generation)
      return true
    }
    if (stored.generation >= generation && row.row_version < stored.row_version) return false
    this.#db.run(replicatedStatements[table].update, [...toValues(table, row as never).slice(1), generation, stored.key])
    this.#onRow(table, stored.key)
    return true
  }

  /** false: nothing was there, or a newer row is */
  delete(table: ReplicatedTable, id: string, rowVersion: number, workspaceId: string, generation: number): boolean {
    const overlaid = this.#overlay.has(id)
    const stored = this.#find(table, id)
    if (overlaid ? !this.#overlay.receive(table, id, null, rowVersion, generation) : isNewer(stored, rowVersion, generation)) return false
    this.#db.run(
      `insert into tombstones (id, workspace_id, row_version, generation) values (?, ?, ?, ?)
       on conflict (id) do update set row_version = excluded.row_version, generation = excluded.generation
       where excluded.generation > generation or excluded.row_version > row_version`,
      [id, workspaceId, rowVersion, generation],
    )
    this.#tombstones += 1
    if (overlaid) return true
    if (stored === undefined) return false
    if (table === 'work_artifacts') this.#dropContent(stored.key)
    this.#db.run(`delete from ${table} where key = ?`, [stored.key])
    this.#onRow(table, stored.key)
    return true
  }

  #find(table: ReplicatedTable, id: string): StoredRow | undefined {
    const found = this.#db.row(replicatedStatements[table].find, [id]) as [number, number, number] | undefined
    return found && { key: found[0], row_version: found[1], generation: found[2] }
  }

  #isDeleted(row: { id: string; row_version: number }, generation: number): boolean {
    if (this.#tombstones === 0) return false
    const deleted = this.#db.row('select row_version, generation from tombstones where id = ?', [row.id]) as [number, number] | undefined
    if (deleted === undefined) return false
    if (deleted[1] >= generation && row.row_version <= deleted[0]) return true
    this.#db.run('delete from tombstones where id = ?', [row.id])
    return false
  }

  /** Its project is about to be deleted here. */
  #isGoing(sessionId: string | undefined): boolean {
    if (this.#overlay.isEmpty || sessionId === undefined) return false
    const project = this.#db.value<string>('select project_id from work_sessions where id = ?', [sessionId])
    return project !== undefined && this.#overlay.isGoing(project)
  }

  #insert(table: ReplicatedTable, row: { id: string }, generation: number): void {
    const values: Value[] = [...toValues(table, row as never), generation]
    if (isItemTable(table)) {
      // Whether it really waits is known when the page's other rows are in (waiting.ts).
      const { status, work_session_id } = row as { status?: string; work_session_id?: string }
      values.push(status === 'pending' ? 1 : 0, this.#isMarked(row.id) || this.#isGoing(work_session_id) ? 1 : 0, this.#nextKey)
      this.#onRow(table, this.#nextKey++)
    }
    this.#db.run(replicatedStatements[table].insert, values)
    // The session's key is SQLite's; whom it concerns are items that came before it.
    if (table === 'work_sessions') this.#onRow(table, this.#db.value<number>('select last_insert_rowid()') ?? 0)
  }
}

const isNewer = (stored: StoredRow | undefined, rowVersion: number, generation: number): boolean =>
  stored !== undefined && stored.generation >= generation && rowVersion < stored.row_version
