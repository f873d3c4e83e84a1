import { sessionStatuses, taskTypes } from '../../../contract/entities.ts'
import type { ReplicatedTable } from '../../../contract/feed.ts'
import type { Database } from '../driver.ts'

const itemsAtOnce = 1_000
export const noConfidence = 255

const artifacts = `
  select a.key, coalesce((select s.key from work_sessions s where s.id = a.work_session_id), 0), unixepoch(a.created_at),
    cast(round(a.agent_confidence * 100) as integer), a.revision, a.artifact_type, a.workspace_id
  from work_artifacts a where a.key in (select value from json_each(?))`
const checkpoints = `
  select c.key, coalesce((select s.key from work_sessions s where s.id = c.work_session_id), 0), unixepoch(c.created_at),
    null, c.stage, c.checkpoint_type, c.workspace_id
  from work_checkpoints c where c.key in (select value from json_each(?))`
const sessions = `
  select key, project_id, executed_by_agent_id, task_type, status, initiated_by_user_id, id
  from work_sessions where key in (select value from json_each(?))`

type ItemColumns = [key: number, session: number, created: number, confidence: number | null, revision: number, type: string, workspace: string]
type SessionColumns = [key: number, project: string | null, agent: string | null, task: string, status: string, by: string | null, id: string]

/** Texts as small integers from 1 on; 0: none. */
export class Names {
  readonly texts: string[] = ['']
  readonly #numbers = new Map<string, number>()

  of(text: string | null): number {
    if (text === null) return 0
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.texts.length)
    return this.texts.push(text) - 1
  }

  /** 0 when it never came. */
  find(text: string): number {
    return this.#numbers.get(text) ?? 0
  }
}

/**
 * What the queue is filtered and sorted by, as columns of numbers indexed by key: a filter over 100,000 items is a loop
 * over integers instead of a query. Filled for items when they are first asked for; a changed row is read again.
 */
export class Facets {
  readonly projects = new Names()
  readonly agents = new Names()
  readonly types = new Names()
  readonly workspaces = new Names()
  /** by an item's key */
  session = new Int32Array(0)
  created = new Float64Array(0)
  confidence = new Uint8Array(0)
  revision = new Uint16Array(0)
  type = new Uint16Array(0)
  workspace = new Uint16Array(0)
  isCheckpoint = new Uint8Array(0)
  /** by a session's key */
  project = new Int32Array(0)
  agent = new Int32Array(0)
  task = new Uint8Array(0)
  status = new Uint8Array(0)
  isMine = new Uint8Array(0)
  readonly sessionIds = new Map<number, string>()
  #known = new Uint8Array(0)
  #knownSessions = new Uint8Array(0)
  #sessionsWanted = true
  /** items whose session has not come */
  readonly #orphans = new Set<number>()
  readonly #db: Database
  readonly #userId: string

  constructor(db: Database, userId: string) {
    this.#db = db
    this.#userId = userId
  }

  /** A row came, changed or went. */
  changed(table: ReplicatedTable, key: number): void {
    if (table === 'work_artifacts' || table === 'work_checkpoints') {
      if (key < this.#known.length) this.#known[key] = 0
      return
    }
    if (table !== 'work_sessions') return
    if (key < this.#knownSessions.length) this.#knownSessions[key] = 0
    this.#sessionsWanted = true
    for (const orphan of this.#orphans) this.#known[orphan] = 0
    this.#orphans.clear()
  }

  /** A transaction was rolled back: what was read within it may never have been. */
  forget(): void {
    this.#known.fill(0)
    this.forgetSessions()
  }

  /** Sessions were changed here. */
  forgetSessions(): void {
    this.#knownSessions.fill(0)
    this.#sessionsWanted = true
  }

  /** Reads what is not known of these items; with `until`, stops at that time (performance.now()). True: all is known. */
  ensure(keys: Int32Array, until = Infinity): boolean {
    let missing: number[] = []
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number
      if (this.#known[key] === 1) continue
      missing.push(key)
      if (missing.length < itemsAtOnce) continue
      this.#readItems(missing)
      missing = []
      if (performance.now() > until) return false
    }
    if (missing.length > 0) this.#readItems(missing)
    if (this.#sessionsWanted) this.#ensureSessions(keys)
    return true
  }

  #ensureSessions(keys: Int32Array): void {
    const missing = new Set<number>()
    for (let i = 0; i < keys.length; i++) {
      const session = this.session[keys[i] as number] as number
      if (session > 0 && this.#knownSessions[session] !== 1) missing.add(session)
    }
    this.#readSessions([...missing])
    this.#sessionsWanted = false
  }

  #readItems(keys: readonly number[]): void {
    this.#growItems(Math.max(...keys))
    const list = [JSON.stringify(keys)]
    for (const [sql, isCheckpoint] of [[artifacts, 0], [checkpoints, 1]] as const) {
      for (const row of this.#db.rows(sql, list) as unknown as ItemColumns[]) {
        const [key, session, created, confidence, revision, type, workspace] = row
        this.session[key] = session
        this.created[key] = created * 1_000
        this.confidence[key] = confidence ?? noConfidence
        this.revision[key] = revision
        this.type[key] = this.types.of(type)
        this.workspace[key] = this.workspaces.of(workspace)
        this.isCheckpoint[key] = isCheckpoint
        if (session === 0) this.#orphans.add(key)
      }
    }
    for (const key of keys) this.#known[key] = 1
    this.#sessionsWanted = true
  }

  #readSessions(keys: readonly number[]): void {
    if (keys.length === 0) return
    this.#growSessions(keys.reduce((last, key) => Math.max(last, key), 0))
    for (const row of this.#db.rows(sessions, [JSON.stringify(keys)]) as unknown as SessionColumns[]) {
      const [key, project, agent, task, status, by, id] = row
      this.project[key] = this.projects.of(project)
      this.agent[key] = this.agents.of(agent)
      this.task[key] = 1 + taskTypes.indexOf(task as (typeof taskTypes)[number])
      this.status[key] = 1 + sessionStatuses.indexOf(status as (typeof sessionStatuses)[number])
      this.isMine[key] = by === this.#userId ? 1 : 0
      this.sessionIds.set(key, id)
    }
    for (const key of keys) this.#knownSessions[key] = 1
  }

  #growItems(last: number): void {
    if (last < this.#known.length) return
    const size = roomFor(last)
    this.#known = grown(this.#known, new Uint8Array(size))
    this.session = grown(this.session, new Int32Array(size))
    this.created = grown(this.created, new Float64Array(size))
    this.confidence = grown(this.confidence, new Uint8Array(size))
    this.revision = grown(this.revision, new Uint16Array(size))
    this.type = grown(this.type, new Uint16Array(size))
    this.workspace = grown(this.workspace, new Uint16Array(size))
    this.isCheckpoint = grown(this.isCheckpoint, new Uint8Array(size))
  }

  #growSessions(last: number): void {
    if (last < this.#knownSessions.length) return
    const size = roomFor(last)
    this.#knownSessions = grown(this.#knownSessions, new Uint8Array(size))
    this.project = grown(this.project, new Int32Array(size))
    this.agent = grown(this.agent, new Int32Array(size))
    this.task = grown(this.task, new Uint8Array(size))
    this.status = grown(this.status, new Uint8Array(size))
    this.isMine = grown(this.isMine, new Uint8Array(size))
  }
}

const roomFor = (last: number): number => Math.ceil((last + 1) * 1.25) + 1_024

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
