import type { Command } from '../../../contract/commands.ts'
import type { ReplicatedTable } from '../../../contract/feed.ts'
import type { Database } from '../driver.ts'
import { effectOf, overlaidTable, type OverlaidTable } from './effects.ts'
import { columnsOf, fromStored, replicatedStatements, toValues } from './tables.ts'

/** A row as the server has it, with the run that brought it; null: the server has none. */
interface Base {
  row: object & { row_version: number }
  generation: number
}

interface Entry {
  table_name: OverlaidTable
  id: string
  workspace_id: string
  base: string | null
}

export interface OverlayOptions {
  userId: string
  /** what was asked for here and the server's rows do not show yet, in order */
  effectsOn(id: string): Command[]
}

/**
 * Projects and sessions that were created, changed or deleted here are shown as they will be: their rows hold the
 * effect, so that every query, order and filter sees it, and `overlaid` keeps what the server has. Like the marks of
 * decisions a cache of the outbox: put back and made anew when the account is opened.
 */
export class Overlay {
  readonly #db: Database
  readonly #options: OverlayOptions
  readonly #ids = new Set<string>()

  constructor(db: Database, options: OverlayOptions) {
    this.#db = db
    this.#options = options
    this.reload()
  }

  /** The server's rows everywhere, then the effects on these targets. */
  rebuild(targets: readonly string[]): void {
    this.#db.transaction(() => {
      for (const entry of this.#db.all<Entry>('select * from overlaid')) this.#write(entry.table_name, entry.id, baseOf(entry))
      this.#db.run('delete from overlaid')
      this.reload()
      for (const id of targets) this.renew(id)
    })
  }

  /** Makes the row of a target what the commands on it say now. Answers the table, null where there is none to change. */
  renew(id: string): OverlaidTable | null {
    const commands = this.#options.effectsOn(id).filter(({ kind }) => overlaidTable(kind) !== null)
    const entry = this.#ids.has(id) ? this.#entry(id) : undefined
    const [first] = commands
    if (first === undefined) {
      if (entry === undefined) return null
      this.#write(entry.table_name, id, baseOf(entry))
      this.#forget(id)
      return entry.table_name
    }
    const table = overlaidTable(first.kind) as OverlaidTable
    const generation = this.#db.value<number>('select generation from feeds where workspace_id = ?', [first.workspace_id])
    // A workspace that is not kept here (any more) shows nothing of it; the outbox keeps the command.
    if (generation === undefined) return null
    const base = entry === undefined ? this.#stored(table, id) : baseOf(entry)
    if (entry === undefined) this.#remember(table, id, first.workspace_id, base)
    this.#writeEffect(table, id, base, commands, generation)
    return table
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0
  }

  /** Is this row the screen's, not the server's? Asked for each row that comes. */
  has(id: string): boolean {
    return this.#ids.size > 0 && this.#ids.has(id) && this.#entry(id) !== undefined
  }

  /** The version of a project that the server has; null: it has none (yet). */
  serverVersion(id: string): number | null {
    const entry = this.#ids.has(id) ? this.#entry(id) : undefined
    if (entry !== undefined) return baseOf(entry)?.row.row_version ?? null
    return this.#db.value<number>('select row_version from projects where id = ?', [id]) ?? null
  }

  /** Is the project of this session about to be deleted here? Its items wait no more. */
  isGoing(projectId: string): boolean {
    return this.has(projectId) && this.#options.effectsOn(projectId).some(({ kind }) => kind === 'delete_project')
  }

  /** The server's version of a row of ours came, or its deletion (null). false: what is kept is newer. */
  receive(table: ReplicatedTable, id: string, row: Base['row'] | null, version: number, generation: number): boolean {
    const entry = this.#entry(id)
    if (entry === undefined) return false
    const before = baseOf(entry)
    if (before !== null && before.generation >= generation && version < before.row.row_version) return false
    this.#keep(id, row === null ? null : { row, generation })
    this.renew(id)
    return table === entry.table_name
  }

  /** A run that began from nothing is complete: what it did not bring is gone on the server. */
  sweep(workspaceId: string, generation: number): void {
    for (const entry of this.#db.all<Entry>('select * from overlaid where workspace_id = ?', [workspaceId])) {
      const base = baseOf(entry)
      if (base !== null && base.generation < generation) this.#keep(entry.id, null)
      this.renew(entry.id)
    }
  }

  /** The workspace's rows go, with what was kept beneath. */
  purge(workspaceId: string): void {
    this.#db.run('delete from overlaid where workspace_id = ?', [workspaceId])
    this.reload()
  }

  #writeEffect(table: OverlaidTable, id: string, base: Base | null, commands: readonly Command[], generation: number): void {
    const basketOf = (projectId: string) => this.#db.value<string>('select basket_id from projects where id = ?', [projectId]) ?? null
    const row = effectOf(table, commands, base?.row ?? null, { userId: this.#options.userId, basketOf })
    this.#write(table, id, row === null ? null : { row: row as Base['row'], generation: base?.generation ?? generation })
  }

  #write(table: OverlaidTable, id: string, value: Base | null): void {
    const key = this.#db.value<number>(`select key from ${table} where id = ?`, [id])
    if (value === null) {
      if (key !== undefined) this.#db.run(`delete from ${table} where key = ?`, [key])
      return
    }
    const values = toValues(table, value.row as never)
    if (key === undefined) this.#db.run(replicatedStatements[table].insert, [...values, value.generation])
    else this.#db.run(replicatedStatements[table].update, [...values.slice(1), value.generation, key])
  }

  #stored(table: OverlaidTable, id: string): Base | null {
    const columns = columnsOf(table).map(([name]) => `"${name}"`).join(', ')
    const found = this.#db.get<Base['row'] & { generation: number }>(`select ${columns}, generation from ${table} where id = ?`, [id])
    if (found === undefined) return null
    const { generation, ...row } = fromStored<typeof found>(table, found)
    return { row, generation }
  }

  #remember(table: OverlaidTable, id: string, workspaceId: string, base: Base | null): void {
    this.#db.run('insert into overlaid (table_name, id, workspace_id, base) values (?, ?, ?, ?)', [table, id, workspaceId, base === null ? null : JSON.stringify(base)])
    this.#ids.add(id)
  }

  #keep(id: string, base: Base | null): void {
    this.#db.run('update overlaid set base = ? where id = ?', [base === null ? null : JSON.stringify(base), id])
  }

  #forget(id: string): void {
    this.#db.run('delete from overlaid where id = ?', [id])
    this.#ids.delete(id)
  }

  #entry(id: string): Entry | undefined {
    return this.#db.get<Entry>('select * from overlaid where id = ?', [id])
  }

  /** What the file says, after something was rolled back. */
  reload(): void {
    this.#ids.clear()
    for (const id of this.#db.column<string>('select id from overlaid', [])) this.#ids.add(id)
  }
}

const baseOf = ({ base }: Entry): Base | null => (base === null ? null : (JSON.parse(base) as Base))
