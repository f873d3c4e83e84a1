import type { ReplicatedTable } from '../../../contract/feed.ts'
import type { Database, Value } from '../driver.ts'
import { isItemTable, replicatedStatements, toValues } from './tables.ts'

export interface StoredRow {
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
  #nextKey: number
  #tombstones: number

  constructor(db: Database, isMarked: (id: string) => boolean) {
    this.#db = db
    this.#isMarked = isMarked
    this.#nextKey = 1 + (db.value<number>('select max((select coalesce(max(key), 0) from work_artifacts), (select coalesce(max(key), 0) from work_checkpoints))') ?? 0)
    this.#tombstones = db.value<number>('select count(*) from tombstones') ?? 0
  }

  /** false: the stored row, or its deletion, is newer */
  upsert(table: ReplicatedTable, row: { id: string; row_version: number }, generation: number): boolean {
    const stored = this.#find(table, row.id)
    if (stored === undefined) {
      if (this.#isDeleted(row, generation)) return false
      this.#insert(table, row, generation)
      return true
    }
    if (stored.generation >= generation && row.row_version < stored.row_version) return false
    this.#db.run(replicatedStatements[table].update, [...toValues(table, row as never).slice(1), generation, stored.key])
    return true
  }

  /** false: nothing was there, or a newer row is */
  delete(table: ReplicatedTable, id: string, rowVersion: number, workspaceId: string, generation: number): boolean {
    const stored = this.#find(table, id)
    if (stored !== undefined && stored.generation >= generation && rowVersion < stored.row_version) return false
    this.#db.run(
      `insert into tombstones (id, workspace_id, row_version, generation) values (?, ?, ?, ?)
       on conflict (id) do update set row_version = excluded.row_version, generation = excluded.generation
       where excluded.generation > generation or excluded.row_version > row_version`,
      [id, workspaceId, rowVersion, generation],
    )
    this.#tombstones += 1
    if (stored === undefined) return false
    if (table === 'work_artifacts') this.#db.run('delete from contents where key = ?', [stored.key])
    this.#db.run(`delete from ${table} where key = ?`, [stored.key])
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

  #insert(table: ReplicatedTable, row: { id: string }, generation: number): void {
    const values: Value[] = [...toValues(table, row as never), generation]
    if (isItemTable(table)) {
      // Whether it really waits is known when the page's other rows are in (waiting.ts).
      values.push((row as { status?: string }).status === 'pending' ? 1 : 0, this.#isMarked(row.id) ? 1 : 0, this.#nextKey++)
    }
    this.#db.run(replicatedStatements[table].insert, values)
  }
}

