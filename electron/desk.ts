import { z } from 'zod'
import { mostProblems, type ChainProblem, type ChainReports } from '../contract/activity.ts'
import { isDecision, type Command, type CommandKind } from '../contract/commands.ts'
import type { ContentCheck, feedLag as feedLagSchema, LocalDiagnostics, ServerHealth } from '../contract/diagnostics.ts'
import { AppError, type AppErrorShape } from '../contract/errors.ts'
import { replicatedTableNames, type ReplicatedTable } from '../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../contract/ipc.ts'
import type { LookTarget, Viewer } from '../contract/presence.ts'
import type { BulkDecision, BulkPreview, SavedView } from '../contract/queue.ts'
import type { KeptEntry, KeptKind } from '../contract/kept.ts'
import type { OfflineScope } from '../contract/offline.ts'
import type { OutboxStatus, SyncStatus } from '../contract/status.ts'
import type { DraftRef, ItemRef } from '../contract/items.ts'
import type { SetAside } from '../contract/outbox.ts'
import type { AccountHost, OpenAccount } from './auth/auth.ts'
import { isLoopback } from './auth/connection.ts'
import type { AccountBackend } from './backend/backend.ts'
import { createPeopleDesk, type PeopleDesk } from './people.ts'
import { nothingLeft, type Left } from './shell/leaving.ts'
import type { Log } from './shell/log.ts'
import type { NewsReading, OpenReport, OverdueSpan, QueryName, Store } from './store/api.ts'
import { failureOf } from './sync/failure.ts'
import { checkContents } from './sync/check.ts'
import type { SyncEngine, SyncOptions, WakeReason } from './sync/api.ts'

/** What one open account consists of. */
interface Desk {
  account: OpenAccount
  store: Store
  backend: AccountBackend
  engine: SyncEngine
  report: OpenReport
  /** called whenever sync or outbox may have moved */
  moved: Set<() => void>
}

export interface DeskEvents {
  replicaChanged(tables: ReplicatedTable[]): void
  contentChanged(ids: string[]): void
  syncStatus(status: SyncStatus): void
  outboxStatus(status: OutboxStatus): void
  /** who of my colleagues looks at what; none once offline */
  viewers(viewers: Viewer[]): void
  /** the server refused the open account's session in a call of the engine */
  signInNeeded(error: AppErrorShape): void
}

export interface DeskOptions {
  createStore(): Store
  createBackend(account: OpenAccount, onViewers: (viewers: Viewer[]) => void): AccountBackend
  createEngine(options: SyncOptions): SyncEngine
  network: SyncOptions['network']
  events: DeskEvents
  /** ms that a decision waits in the outbox while online */
  holdMs(): number
  /** of contents kept on this computer before the least recently read go */
  contentLimitBytes?(): number
  /** the network may be used from now on: the queue is on screen, or the window is and shows something else */
  painted: Promise<void>
  log: Log
}

/** The open account: its store, backend and engine tied together. Handlers ask it; auth opens and closes it. */
export interface AccountDesk extends AccountHost {
  people: PeopleDesk
  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): Promise<IpcOutput<Q>>
  add(command: Command): Promise<{ command_id: string; storage: 'disk' | 'memory' }>
  undo(commandId: string): Promise<boolean>
  dismiss(commandId: string): Promise<void>
  putDraft(item: DraftRef, text: string): Promise<void>
  putKept(entry: KeptEntry): Promise<void>
  removeKept(kind: KeptKind, id: string): Promise<void>
  keepOffline(scope: OfflineScope, kept: boolean): Promise<void>
  /** the setting has changed */
  contentLimitChanged(): void
  noteLook(artifactId: string, contentSha256: string): Promise<void>
  prepareBulk(input: IpcInput<'bulk.prepare'>): Promise<BulkPreview>
  decideBulk(decision: BulkDecision): Promise<IpcOutput<'bulk.decide'>>
  undoBulk(bulkId: string): Promise<IpcOutput<'bulk.undo'>>
  snooze(items: readonly ItemRef[], until: string | null): Promise<void>
  views(): Promise<SavedView[]>
  putView(view: SavedView): Promise<void>
  removeView(id: string): Promise<void>
  flush(): Promise<void>
  outboxStatus(): Promise<OutboxStatus>
  /** null: no account is open */
  news(overdue: OverdueSpan): Promise<NewsReading | null>
  setAside(): SetAside
  syncStatus(): SyncStatus
  diagnostics(): Promise<LocalDiagnostics>
  serverHealth(): Promise<ServerHealth>
  /** the server's own check of the record, of one workspace or of all that are kept here */
  verifyChain(workspaceId: string | null): Promise<ChainReports['server']>
  checkContents(whole: boolean): Promise<ContentCheck>
  /** what is on this screen, for colleagues to see */
  look(target: LookTarget): void
  /** something may have changed: the window has focus, the computer woke up, somebody asks */
  wake(reason: Extract<WakeReason, 'resume' | 'focus' | 'manual'>): void
  /** before the end: sends what can be sent within `ms`, and says what is left */
  settle(ms: number): Promise<Left>
}

/** How long signing out tries to send first. */
const lastSend = 4_000
/** A bulk decision waits longer before it is sent than a single one: it is taken back less often, and costs more then. */
const bulkHoldMs = 10_000
const nothing: OutboxStatus = { unsent: 0, sending: 0, conflicts: 0, refused: 0, storage: 'disk' }

export function createDesk(options: DeskOptions): AccountDesk {
  const { events, log } = options
  let desk: Desk | null = null
  let crashes: number[] = []
  const stopped: SyncStatus = {
    state: 'stopped',
    since: new Date().toISOString(),
    last_pull_at: null,
    progress: null,
    next_try_at: null,
    realtime: false,
    error: null,
  }

  const limitContents = (store: Store) => {
    const bytes = options.contentLimitBytes?.()
    if (bytes === undefined) return
    store.setContentLimit(bytes).catch((error: unknown) => log.warn('desk', 'could not limit the contents', { error }))
  }

  const atDesk = (): Desk => {
    if (!desk) throw new AppError('signed_out', 'No account is open here.')
    return desk
  }

  const mayDecide = (): Desk => {
    const at = atDesk()
    if (at.report.storage === 'read_only') throw new AppError('storage_read_only', 'This computer’s storage takes no writes: nothing can be decided until it does.')
    if (at.account.folder === null && !isUp(at.engine.status())) {
      throw new AppError('network', 'The server can’t be reached, and nothing is kept on this computer in temporary mode: this decision can’t be taken now.', { retry: true })
    }
    return at
  }

  const sayOutbox = async ({ store }: Desk) => {
    if (desk?.store === store) events.outboxStatus(await store.outboxStatus())
  }
  /** after a change that is done: whoever asked need not wait for the count */
  const sayOutboxSoon = (at: Desk) => {
    sayOutbox(at).catch((error: unknown) => log.warn('desk', 'could not count the outbox', { error }))
  }

  const assemble = async (account: OpenAccount): Promise<Desk> => {
    const store = options.createStore()
    const report = await openStore(store, account)
    if (report.replicaRebuilt || report.outboxSetAside !== null || report.rowsSetAside > 0) log.warn('desk', 'the store was repaired', { report })
    const backend = options.createBackend(account, (viewers) => events.viewers(viewers))
    account.session.onRenewed(() => backend.renewed())
    const moved = new Set<() => void>()
    const tell = () => moved.forEach((listener) => listener())
    const { url } = account.connection
    let last = stopped.state
    const engine = options.createEngine({
      store,
      backend,
      clock: systemClock,
      random: Math.random,
      // A stack on this computer is there without any network.
      network: { ...options.network, online: () => isLoopback(new URL(url).hostname) || options.network.online() },
      emit: {
        status: (status) => {
          if (status.state !== last) log.info('sync', status.state, status.error ? { error: status.error } : undefined)
          last = status.state
          events.syncStatus(status)
          tell()
        },
        outboxStatus: (status) => {
          events.outboxStatus(status)
          tell()
        },
        replicaChanged: events.replicaChanged,
        contentChanged: events.contentChanged,
        signInNeeded: events.signInNeeded,
      },
    })
    return { account, store, backend, engine, report, moved }
  }

  /** The store's thread ended by itself. What was committed is in its files; three times in a minute is not chance. */
  const recover = async (crashed: Desk, error: Error) => {
    if (desk !== crashed) return
    log.error('desk', 'the store’s thread ended', { error })
    await crashed.engine.stop()
    crashes = [...crashes.filter((at) => performance.now() - at < 60_000), performance.now()]
    if (desk !== crashed || crashes.length > 3) return
    await open(crashed.account)
    events.replicaChanged([...replicatedTableNames])
  }

  const open = async (account: OpenAccount) => {
    const next = await assemble(account)
    desk = next
    next.store.onCrash((error) => {
      recover(next, error).catch((failure: unknown) => log.error('desk', 'the store could not be started again', { error: failure }))
    })
    sayOutboxSoon(next)
    limitContents(next.store)
    void options.painted.then(() => {
      if (desk === next) next.engine.start()
    })
  }

  const leave = async (end: (store: Store) => Promise<void>) => {
    const left = desk
    desk = null
    if (!left) return
    await left.engine.stop()
    await end(left.store)
    events.syncStatus({ ...stopped, since: new Date().toISOString() })
    events.outboxStatus(nothing)
  }

  /** Ends the holds and waits until all is sent, or it can't be, or the time is up. */
  const sendAll = async (at: Desk, ms: number): Promise<OutboxStatus> => {
    await at.store.releaseHolds()
    at.engine.wake('command')
    const until = performance.now() + ms
    for (;;) {
      const status = await at.store.outboxStatus()
      if (status.unsent === 0 || desk !== at || !isUp(at.engine.status()) || performance.now() >= until) return status
      await nextMove(at.moved, until - performance.now())
    }
  }

  return {
    people: createPeopleDesk(() => {
      const { account, backend, engine } = atDesk()
      return { userId: account.account.user_id, backend, wake: (reason) => engine.wake(reason) }
    }),
    open,
    resume() {
      desk?.engine.resume()
      desk?.engine.wake('manual')
    },
    close: () => leave((store) => store.close()),
    destroy: () => leave((store) => store.destroy()),
    async unsent() {
      if (!desk) return 0
      return waitingIn(await sendAll(desk, lastSend))
    },
    waiting: async () => (desk ? waitingIn(await desk.store.outboxStatus()) : 0),

    async query(name, input) {
      const at = atDesk()
      const answer = await at.store.query(name, input)
      if (lacksContent(name, answer)) at.engine.wake('content')
      return answer
    },
    async add(command) {
      const at = mayDecide()
      const { storage } = await at.store.addCommand(command, waitsForUndo(command) ? options.holdMs() : 0)
      if (!isDecision(command)) events.replicaChanged([...shownIn[command.kind]])
      at.engine.wake('command')
      return { command_id: command.command_id, storage }
    },
    async undo(commandId) {
      const at = atDesk()
      const undone = await at.store.undoCommand(commandId)
      if (undone) events.replicaChanged([...anyShown])
      at.engine.wake('command')
      return undone
    },
    async dismiss(commandId) {
      const at = atDesk()
      await at.store.dismissCommand(commandId)
      events.replicaChanged([...anyShown])
      sayOutboxSoon(at)
    },
    prepareBulk: (input) => atDesk().store.prepareBulk(input),
    async decideBulk(decision) {
      const at = mayDecide()
      const result = await at.store.decideBulk(decision, Math.max(options.holdMs(), bulkHoldMs))
      events.replicaChanged(['work_artifacts'])
      sayOutboxSoon(at)
      at.engine.wake('command')
      return result
    },
    async undoBulk(bulkId) {
      const at = atDesk()
      const undone = await at.store.undoBulk(bulkId)
      events.replicaChanged(['work_artifacts'])
      sayOutboxSoon(at)
      at.engine.wake('command')
      return undone
    },
    async snooze(items, until) {
      await atDesk().store.snooze(items, until)
      events.replicaChanged(['work_artifacts', 'work_checkpoints'])
    },
    views: () => atDesk().store.views(),
    putView: (view) => atDesk().store.putView(view),
    removeView: (id) => atDesk().store.removeView(id),
    putDraft: (item, text) => atDesk().store.putDraft(item, text),
    putKept: (entry) => atDesk().store.putKept(entry),
    removeKept: (kind, id) => atDesk().store.removeKept(kind, id),
    async keepOffline(scope, kept) {
      const at = atDesk()
      await at.store.keepOffline(scope, kept)
      at.engine.wake('content')
    },
    contentLimitChanged() {
      if (desk) limitContents(desk.store)
    },
    noteLook: (id, hash) => atDesk().store.noteLook(id, hash),
    async flush() {
      const at = atDesk()
      await at.store.releaseHolds()
      at.engine.wake('command')
    },
    outboxStatus: async () => (desk ? desk.store.outboxStatus() : nothing),
    news: async (overdue) => desk?.store.news(overdue) ?? null,
    setAside: () => ({ rows: desk?.report.rowsSetAside ?? 0, file: desk?.report.outboxSetAside ?? null }),
    syncStatus: () => desk?.engine.status() ?? stopped,
    async diagnostics() {
      const at = atDesk()
      const [inspection, rows, outbox] = await Promise.all([at.store.inspect(), at.store.countRows(), at.store.outboxStatus()])
      const { report, account, engine } = at
      return {
        ...inspection,
        rows,
        key_store: account.account.key_store,
        storage: report.storage,
        replica_rebuilt: report.replicaRebuilt,
        set_aside: { rows: report.rowsSetAside, file: report.outboxSetAside },
        outbox,
        sync: engine.status(),
      }
    },
    async serverHealth() {
      const { store, backend } = atDesk()
      const started = performance.now()
      try {
        const database = await backend.health()
        const round_trip_ms = Math.round(performance.now() - started)
        return { ok: true, round_trip_ms, database, behind: await feedLag(store, backend).catch(() => null) }
      } catch (error) {
        return { ok: false, error: failureOf(error).error }
      }
    },
    async verifyChain(workspaceId) {
      const { store, backend } = atDesk()
      const answer = { ok: true as const, events: 0, problems: [] as ChainProblem[], total_problems: 0 }
      try {
        const ids = workspaceId === null ? (await store.query('workspaces.list', undefined)).map(({ id }) => id) : [workspaceId]
        for (const id of ids) {
          const { events: count, problems } = await backend.verifyChain(id)
          answer.events += count
          answer.total_problems += problems.length
          answer.problems = [...answer.problems, ...problems].slice(0, mostProblems)
        }
        return answer
      } catch (error) {
        const { code, message } = failureOf(error).error
        return { ok: false, code, message }
      }
    },
    async checkContents(whole) {
      const at = atDesk()
      const { broken, ...check } = await checkContents(at.store, whole, Math.random)
      if (broken.length > 0) {
        log.warn('desk', 'contents did not agree with their hash', { broken: broken.length })
        events.contentChanged(broken)
        at.engine.wake('content')
      }
      return { ...check, broken: broken.length }
    },
    look: (target) => desk?.backend.look(target),
    wake: (reason) => desk?.engine.wake(reason),
    async settle(ms) {
      const at = desk
      // From a read-only copy nothing is sent, and what is in it stays where it was.
      if (!at || at.report.storage === 'read_only') return nothingLeft
      const { unsent, conflicts, refused } = await sendAll(at, ms)
      return { unsent, returned: conflicts + refused, kept: at.account.folder !== null }
    },
  }
}

/** What a pull would bring now, counted up to a hundred rows per workspace. */
async function feedLag(store: Store, backend: AccountBackend): Promise<z.infer<typeof feedLagSchema>> {
  const lag = { rows: 0, more: false }
  for (const { id } of await store.query('workspaces.list', undefined)) {
    const body = await backend.pull(id, await store.cursor(id), 100)
    const page = lagPage.parse(JSON.parse(new TextDecoder().decode(body)))
    lag.rows += page.changes.length
    lag.more ||= page.more
  }
  return lag
}

const lagPage = z.object({ changes: z.array(z.unknown()), more: z.boolean() })

/** What cannot be taken back once it is with the server waits a moment here; everything else goes at once. */
const waitsForUndo = (command: Command): boolean =>
  isDecision(command) || command.kind === 'delete_project' || command.kind === 'cancel_session' || command.kind === 'comment'

/** The tables whose queries show a command before it is sent. */
const shownIn: Record<Exclude<CommandKind, 'review_artifact' | 'resolve_checkpoint' | 'reopen'>, readonly ReplicatedTable[]> = {
  claim: ['claims'],
  release: ['claims'],
  comment: ['comments'],
  create_project: ['projects'],
  update_project: ['projects'],
  delete_project: ['projects', 'work_sessions', 'work_artifacts', 'work_checkpoints'],
  create_session: ['work_sessions'],
  start_session: ['work_sessions'],
  pause_session: ['work_sessions'],
  cancel_session: ['work_sessions'],
  retry_application: ['work_applications'],
}
const anyShown = new Set([...Object.values(shownIn).flat(), 'work_artifacts', 'work_checkpoints'] as const)

async function openStore(store: Store, { folder, account, keys }: OpenAccount): Promise<OpenReport> {
  try {
    return await store.open({ folder, userId: account.user_id, keys: { replica: keys.replica, outbox: keys.outbox, hmac: keys.hmac } })
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

/** What only this computer has. */
const waitingIn = ({ unsent, conflicts, refused }: OutboxStatus): number => unsent + conflicts + refused

const systemClock: SyncOptions['clock'] = {
  now: Date.now,
  monotonic: () => performance.now(),
  setTimeout(callback, ms) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

function nextMove(moved: Set<() => void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      moved.delete(done)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, ms)
    moved.add(done)
  })
}

function lacksContent(name: QueryName, answer: unknown): boolean {
  if (name === 'items.content') return (answer as IpcOutput<'items.content'>)?.state !== 'ready'
  if (name !== 'items.detail') return false
  const detail = answer as IpcOutput<'items.detail'>
  return detail?.kind === 'artifact' && detail.content.state !== 'ready'
}

/** Whether a decision would be on its way at once. */
const isUp = ({ state }: SyncStatus): boolean => state === 'live' || state === 'pulling' || state === 'starting'
