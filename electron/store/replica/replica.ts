import type { Cursor, FeedChange, ReplicatedTable } from '../../../contract/feed.ts'
import { cursor as cursorSchema, replicatedTableNames } from '../../../contract/feed.ts'
import { AppError } from '../../../contract/errors.ts'
import type { WorkspaceChoice } from '../../../contract/status.ts'
import { storedJson, type Database } from '../driver.ts'
import { migrate } from '../migrate.ts'
import { applyChanges, type Applied, type PageEnvelope } from './apply.ts'
import { Contents, type ContentLimits } from './contents.ts'
import { Facets } from './facets.ts'
import { NameIndex } from './name-index.ts'
import { Overlay, type OverlayOptions } from './overlay.ts'
import { tidyDecisions } from './decisions.ts'
import { Queue } from './queue.ts'
import { RowWriter } from './rows.ts'
import { replicaMigrations } from './schema.ts'
import { Search } from './search.ts'
import { SnoozedKeys } from './snoozed-keys.ts'
import { isItemTable, workspaceColumn } from './tables.ts'
import { WaitingPass } from './waiting.ts'

export interface ReplicaOptions {
  contentLimits: ContentLimits
  monotonic: () => number
  userId: string
  /** does a decision made here, not yet confirmed, hide this item from the queue? */
  isMarked: (id: string) => boolean
  overlay: OverlayOptions
  onPoint: (name: string) => void
}

interface PageApplied {
  tables: ReplicatedTable[]
  seen: Set<string>
  rows: number
}

interface Feed {
  cursor: string | null
  generation: number
  sweep: number
}

/** The disposable copy of the server's rows. */
export class Replica {
  readonly db: Database
  readonly contents: Contents
  readonly queue: Queue
  readonly search: Search
  readonly overlay: Overlay
  readonly facets: Facets
  readonly names: NameIndex
  readonly snoozed: SnoozedKeys
  readonly #writer: RowWriter
  readonly #options: ReplicaOptions
  readonly #going = new Set<string>()
  /** keys of the items that the transaction has touched and the queue does not know of yet */
  readonly #changed = new Set<number>()

  /** Takes the database over; throws storage_corrupt or schema_mismatch when it is not a replica that we can use. */
  constructor(db: Database, options: ReplicaOptions) {
    this.db = db
    this.#options = options
    migrate(db, replicaMigrations, () => options.onPoint('replica.migrate'))
    this.queue = new Queue(db)
    this.search = new Search(db)
    this.overlay = new Overlay(db, options.overlay)
    this.facets = new Facets(db, options.userId)
    this.names = new NameIndex(db)
    this.snoozed = new SnoozedKeys(db, this.queue)
    this.contents = new Contents(db, options.contentLimits, options.monotonic, options.onPoint)
    const onRow = (table: ReplicatedTable, key: number) => {
      this.facets.changed(table, key)
      this.names.changed(table)
      if (isItemTable(table)) this.#changed.add(key)
    }
    this.#writer = new RowWriter(db, options.isMarked, this.overlay, onRow, (key) => this.contents.remove(key))
  }

  /** Marks and effects are a cache of the outbox: all gone, then those of its commands. */
  rebuildMarks(marked: Iterable<string>, changed: readonly string[]): void {
    this.queue.forget()
    this.db.transaction(() => {
      this.overlay.rebuild(changed)
      for (const table of ['work_artifacts', 'work_checkpoints']) this.db.run(`update ${table} set marked = 0 where marked = 1`)
      this.mark(marked, true)
      this.#going.clear()
      for (const id of changed) this.#markProject(id)
    })
    this.facets.forgetSessions()
    this.names.forget()
  }

  /** The rows of these targets show what the commands on them say. */
  renew(ids: readonly string[]): ReplicatedTable[] {
    if (ids.length === 0) return []
    const tables = new Set<ReplicatedTable>()
    try {
      this.db.transaction(() => {
        for (const id of ids) {
          const table = this.overlay.renew(id)
          if (table !== null) tables.add(table)
          if (this.#markProject(id)) for (const each of ['work_sessions', 'work_artifacts', 'work_checkpoints'] as const) tables.add(each)
        }
      })
    } catch (error) {
      this.overlay.reload()
      throw error
    }
    if (tables.has('work_sessions')) this.facets.forgetSessions()
    for (const table of tables) this.names.changed(table)
    return [...tables]
  }

  /** Projects that are about to be deleted here: what belongs to them is not shown. */
  get going(): ReadonlySet<string> {
    return this.#going
  }

  /** The items of a project that is about to be deleted wait no more; they do again when it is not. */
  #markProject(id: string): boolean {
    const going = this.overlay.isGoing(id)
    if (going === this.#going.has(id)) return false
    if (going) this.#going.add(id)
    else this.#going.delete(id)
    for (const table of ['work_artifacts', 'work_checkpoints']) {
      const rows = this.db.all<{ key: number; id: string }>(
        `select key, id from ${table} where marked = ? and work_session_id in (select id from work_sessions where project_id = ?)`,
        [going ? 0 : 1, id],
      )
      const keys = rows.filter((row) => going || !this.#options.isMarked(row.id)).map(({ key }) => key)
      this.db.run(`update ${table} set marked = ? where key in (select value from json_each(?))`, [going ? 1 : 0, JSON.stringify(keys)])
    }
    this.queue.forget()
    return true
  }

  mark(ids: Iterable<string>, marked: boolean): void {
    const list = JSON.stringify([...ids])
    if (list === '[]') return
    for (const table of ['work_artifacts', 'work_checkpoints']) {
      const keys = this.db.column<number>(`select key from ${table} where id in (select value from json_each(?)) and marked is not ?`, [list, marked ? 1 : 0])
      if (keys.length === 0) continue
      this.db.run(`update ${table} set marked = ? where key in (select value from json_each(?))`, [marked ? 1 : 0, JSON.stringify(keys)])
      if (marked) {
        this.queue.follow(new Set(keys))
        continue
      }
      // What waits again is put beside others: those that a page has deleted meanwhile must be gone from the list.
      for (const key of keys) this.#changed.add(key)
      this.#followQueue()
    }
  }

  setWorkspaces(workspaces: readonly WorkspaceChoice[]): ReplicatedTable[] {
    return this.db.transaction(() => {
      const ids = new Set(workspaces.map(({ id }) => id))
      const known = this.db.all<WorkspaceChoice>('select workspace_id as id, name, role from feeds')
      const gone = known.filter(({ id }) => !ids.has(id))
      for (const { id } of gone) this.purge(id)
      const news = workspaces.filter(({ id, name, role }) => !known.some((feed) => feed.id === id && feed.name === name && feed.role === role))
      for (const { id, name, role } of news) {
        this.db.run(
          `insert into feeds (workspace_id, name, role) values (?, ?, ?)
           on conflict (workspace_id) do update set name = excluded.name, role = excluded.role`,
          [id, name, role],
        )
      }
      if (gone.length > 0) return [...replicatedTableNames]
      return news.length > 0 ? ['workspaces', 'workspace_memberships'] : []
    })
  }

  cursor(workspaceId: string): Cursor | null {
    const text = this.#feed(workspaceId)?.cursor ?? null
    return text === null ? null : cursorSchema.parse(storedJson(text))
  }

  /**
   * One page and its cursor, in one transaction. Yields between rows, so that the worker can let the screen's calls go
   * first; they may see the page half applied, which shows newer rows early and nothing wrong.
   */
  *applyPage(workspaceId: string, page: PageEnvelope): Generator<void, PageApplied> {
    this.db.begin()
    try {
      const applied = yield* this.#applyInTransaction(workspaceId, page)
      this.#options.onPoint('pull.before_commit')
      this.db.commit()
      this.#options.onPoint('pull.after_commit')
      this.#followQueue()
      return applied
    } catch (error) {
      this.db.rollback()
      this.#forgetRead()
      throw error
    } finally {
      this.db.rollback()
    }
  }

  /** Rows of an answer to commands. A workspace that left the replica meanwhile is not brought back. */
  applyAnswer(workspaceId: string, changes: readonly FeedChange[]): { tables: Set<ReplicatedTable>; seen: Set<string> } {
    const feed = this.#feed(workspaceId)
    if (feed === undefined) return { tables: new Set(), seen: new Set() }
    try {
      const applied = this.db.transaction(() => {
        const steps = this.#applyChanges(workspaceId, feed.generation, changes)
        for (;;) {
          const step = steps.next()
          if (step.done === true) return step.value
        }
      })
      this.#followQueue()
      return applied
    } catch (error) {
      this.#forgetRead()
      throw error
    }
  }

  /** All rows of a workspace, its cursor included. */
  purge(workspaceId: string): ReplicatedTable[] {
    this.queue.forget()
    this.names.forget()
    this.db.transaction(() => {
      for (const table of replicatedTableNames) {
        this.db.run(`delete from ${table} where ${workspaceColumn(table)} = ?`, [workspaceId])
      }
      this.overlay.purge(workspaceId)
      this.db.run('delete from tombstones where workspace_id = ?', [workspaceId])
      this.db.run('delete from event_heads where workspace_id = ?', [workspaceId])
      this.db.run('delete from feeds where workspace_id = ?', [workspaceId])
      this.#tidy()
    })
    return [...replicatedTableNames]
  }

  close(): void {
    this.db.close()
  }

  *#applyInTransaction(workspaceId: string, page: PageEnvelope): Generator<void, PageApplied> {
    const feed = this.#feed(workspaceId)
    if (feed === undefined) throw new AppError('not_member', 'This workspace is not kept here any more.')
    // From here on the rows of this generation count; the others go when the run is complete, so that nothing flickers.
    const generation = page.reset ? feed.generation + 1 : feed.generation
    let sweep = feed.sweep === 1 || (page.reset && feed.cursor !== null)
    const { tables, seen, rows } = yield* this.#applyChanges(workspaceId, generation, page.changes)
    if (sweep && !page.more) {
      yield* this.#sweep(workspaceId, generation, tables)
      sweep = false
    }
    this.db.run('update feeds set cursor = ?, generation = ?, sweep = ? where workspace_id = ?', [
      JSON.stringify(page.cursor),
      generation,
      sweep ? 1 : 0,
      workspaceId,
    ])
    return { tables: [...tables], seen, rows }
  }

  *#applyChanges(workspaceId: string, generation: number, changes: readonly unknown[]): Generator<void, Applied> {
    const applied = yield* applyChanges(this.db, this.#writer, workspaceId, generation, changes)
    for (const key of applied.waits) this.#changed.add(key)
    return applied
  }

  #followQueue(): void {
    this.queue.follow(this.#changed)
    this.#changed.clear()
  }

  /** A transaction was rolled back: what was read within it may never have been. */
  #forgetRead(): void {
    this.#changed.clear()
    this.queue.forget()
    this.facets.forget()
    this.names.forget()
    this.contents.measure()
  }

  /** What a run that began from nothing did not bring is gone on the server. */
  *#sweep(workspaceId: string, generation: number, tables: Set<ReplicatedTable>): Generator<void> {
    const left = new WaitingPass()
    const old = [workspaceId, generation]
    const revisions = 'select distinct revision_of from work_artifacts where workspace_id = ? and generation < ? and revision_of is not null'
    for (const id of this.db.column<string>(revisions, old)) left.artifact(id, null)
    const sessions = 'select distinct work_session_id from work_checkpoints where workspace_id = ? and generation < ?'
    for (const id of this.db.column<string>(sessions, old)) left.checkpoint(id)
    this.overlay.sweep(workspaceId, generation)
    for (const table of replicatedTableNames) {
      const gone = this.db.run(`delete from ${table} where ${workspaceColumn(table)} = ? and generation < ? and id not in (select id from overlaid)`, old)
      if (gone > 0) tables.add(table)
      yield
    }
    left.run(this.db)
    this.queue.forget()
    this.db.run('delete from tombstones where workspace_id = ? and generation < ?', [workspaceId, generation])
    this.#tidy()
  }

  #tidy(): void {
    this.db.run('delete from session_counts where artifacts = 0 and pending_checkpoints = 0')
    tidyDecisions(this.db)
    this.contents.dropOrphans()
  }

  #feed(workspaceId: string): Feed | undefined {
    return this.db.get<Feed>('select cursor, generation, sweep from feeds where workspace_id = ?', [workspaceId])
  }
}
