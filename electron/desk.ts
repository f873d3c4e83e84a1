import type { Command } from '../contract/commands.ts'
import { AppError } from '../contract/errors.ts'
import type { ReplicatedTable } from '../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../contract/ipc.ts'
import type { OutboxStatus, SyncStatus } from '../contract/status.ts'
import type { ItemRef } from '../contract/views.ts'
import type { AccountHost, OpenAccount } from './auth/auth.ts'
import type { AccountBackend } from './backend/backend.ts'
import type { Log } from './shell/log.ts'
import type { OpenReport, QueryName, Store } from './store/api.ts'
import type { SyncEngine, SyncEvents } from './sync/api.ts'

/** What one open account consists of. */
interface Desk {
  account: OpenAccount
  store: Store
  engine: SyncEngine
  report: OpenReport
}

export interface DeskEvents {
  replicaChanged(tables: ReplicatedTable[]): void
  contentChanged(ids: string[]): void
  syncStatus(status: SyncStatus): void
  outboxStatus(status: OutboxStatus): void
}

export interface DeskOptions {
  createStore(): Store
  createBackend(account: OpenAccount): AccountBackend
  createEngine(parts: { store: Store; backend: AccountBackend; memory: boolean; events: SyncEvents; log: Log }): SyncEngine
  events: DeskEvents
  /** ms that a decision waits in the outbox while online */
  holdMs(): number
  /** the network may be used from now on: after the window's first paint */
  painted: Promise<void>
  log: Log
}

/** The open account: its store, backend and engine tied together. Handlers ask it; auth opens and closes it. */
export interface AccountDesk extends AccountHost {
  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): Promise<IpcOutput<Q>>
  add(command: Command): Promise<{ command_id: string; storage: 'disk' | 'memory' }>
  undo(commandId: string): Promise<boolean>
  dismiss(commandId: string): Promise<void>
  putDraft(item: ItemRef, text: string): Promise<void>
  flush(): Promise<void>
  outboxStatus(): Promise<OutboxStatus>
  syncStatus(): SyncStatus
  /** something may have changed: the network is back, the window has focus, the computer woke up */
  wake(): void
  /** before the end: sends what can be sent within `ms`; answers how many decisions a temporary account would lose */
  settle(ms: number): Promise<number>
}

/** How long signing out tries to send first. */
const lastSend = 4_000
const nothing: OutboxStatus = { unsent: 0, sending: 0, conflicts: 0, refused: 0, storage: 'disk' }

export function createDesk(options: DeskOptions): AccountDesk {
  const { events, log } = options
  let desk: Desk | null = null
  const stopped: SyncStatus = {
    state: 'stopped',
    since: new Date().toISOString(),
    last_pull_at: null,
    progress: null,
    next_try_at: null,
    realtime: false,
    error: null,
  }

  const atDesk = (): Desk => {
    if (!desk) throw new AppError('signed_out', 'No account is open here.')
    return desk
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
    const backend = options.createBackend(account)
    account.session.onRenewed(() => backend.renewed())
    const memory = account.folder === null
    const engine = options.createEngine({
      store,
      backend,
      memory,
      log,
      events: {
        replicaChanged: events.replicaChanged,
        contentChanged: events.contentChanged,
        status: events.syncStatus,
        outbox: events.outboxStatus,
      },
    })
    return { account, store, engine, report }
  }

  const recover = async (crashed: Desk, error: Error) => {
    if (desk !== crashed) return
    log.error('desk', 'the store’s thread ended; starting it again', { error })
    await crashed.engine.stop()
    if (desk !== crashed) return
    await open(crashed.account)
    events.replicaChanged(['work_artifacts', 'work_checkpoints', 'work_sessions', 'projects'])
  }

  const open = async (account: OpenAccount) => {
    const next = await assemble(account)
    desk = next
    next.store.onCrash((error) => {
      recover(next, error).catch((failure: unknown) => log.error('desk', 'the store could not be started again', { error: failure }))
    })
    sayOutboxSoon(next)
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
  const sendAll = async ({ engine, store }: Desk, ms: number): Promise<OutboxStatus> => {
    await store.releaseHolds()
    await engine.flush(ms)
    return store.outboxStatus()
  }

  return {
    open,
    resume: () => desk?.engine.wake(),
    close: () => leave((store) => store.close()),
    destroy: () => leave((store) => store.destroy()),
    async unsent() {
      if (!desk) return 0
      const { unsent, conflicts, refused } = await sendAll(desk, lastSend)
      return unsent + conflicts + refused
    },

    query: (name, input) => atDesk().store.query(name, input),
    async add(command) {
      const at = atDesk()
      if (at.report.storage === 'read_only') throw new AppError('storage_read_only', 'This computer’s storage takes no writes: nothing can be decided until it does.')
      if (at.account.folder === null && !isUp(at.engine.status())) {
        throw new AppError('network', 'The server can’t be reached, and nothing is kept on this computer in temporary mode: this decision can’t be taken now.', { retry: true })
      }
      const { storage } = await at.store.addCommand(command, options.holdMs())
      at.engine.wakeOutbox()
      sayOutboxSoon(at)
      return { command_id: command.command_id, storage }
    },
    async undo(commandId) {
      const at = atDesk()
      const undone = await at.store.undoCommand(commandId)
      if (undone) events.replicaChanged(['work_artifacts', 'work_checkpoints'])
      sayOutboxSoon(at)
      return undone
    },
    async dismiss(commandId) {
      const at = atDesk()
      await at.store.dismissCommand(commandId)
      events.replicaChanged(['work_artifacts', 'work_checkpoints'])
      sayOutboxSoon(at)
    },
    putDraft: (item, text) => atDesk().store.putDraft(item, text),
    async flush() {
      const at = atDesk()
      await at.store.releaseHolds()
      at.engine.wakeOutbox()
      sayOutboxSoon(at)
    },
    outboxStatus: async () => (desk ? desk.store.outboxStatus() : nothing),
    syncStatus: () => desk?.engine.status() ?? stopped,
    wake: () => desk?.engine.wake(),
    async settle(ms) {
      const at = desk
      if (!at) return 0
      const { unsent } = await sendAll(at, ms)
      return at.account.folder === null ? unsent : 0
    },
  }
}

async function openStore(store: Store, { folder, account, keys }: OpenAccount): Promise<OpenReport> {
  try {
    return await store.open({ folder, userId: account.user_id, keys: { replica: keys.replica, outbox: keys.outbox, hmac: keys.hmac } })
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

/** Whether a decision would be on its way at once. */
const isUp = ({ state }: SyncStatus): boolean => state === 'live' || state === 'pulling' || state === 'starting'
