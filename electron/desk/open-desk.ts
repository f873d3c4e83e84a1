import type { OutboxStatus, SyncStatus } from '../../contract/status.ts'
import type { OpenAccount } from '../auth/auth.ts'
import { isLoopback } from '../auth/connection.ts'
import type { AccountBackend } from '../backend/backend.ts'
import type { OpenReport, Store } from '../store/api.ts'
import type { SyncEngine, SyncOptions } from '../sync/api.ts'
import type { DeskOptions } from './options.ts'

/** What one open account consists of. */
export interface OpenDesk {
  account: OpenAccount
  store: Store
  backend: AccountBackend
  engine: SyncEngine
  report: OpenReport
  /** called whenever sync or outbox may have moved */
  moved: Set<() => void>
}

/** Opens the account's store and ties backend and engine to it; the engine is not started yet. */
export async function assemble(account: OpenAccount, options: DeskOptions): Promise<OpenDesk> {
  const { events, log } = options
  const store = options.createStore()
  const report = await openStore(store, account)
  if (report.replicaRebuilt || report.outboxSetAside !== null || report.rowsSetAside > 0) log.warn('desk', 'the store was repaired', { report })
  const backend = options.createBackend(account, (viewers) => events.viewers(viewers))
  account.session.onRenewed(() => backend.renewed())
  const moved = new Set<() => void>()
  const tellMoved = () => moved.forEach((listener) => listener())
  const { hostname } = new URL(account.connection.url)
  let last: SyncStatus['state'] = 'stopped'
  const engine = options.createEngine({
    store,
    backend,
    clock: systemClock,
    random: Math.random,
    // A stack on this computer is there without any network.
    network: { ...options.network, online: () => isLoopback(hostname) || options.network.online() },
    emit: {
      status: (status) => {
        if (status.state !== last) log.info('sync', status.state, status.error ? { error: status.error } : undefined)
        last = status.state
        events.syncStatus(status)
        tellMoved()
      },
      outboxStatus: (status) => {
        events.outboxStatus(status)
        tellMoved()
      },
      replicaChanged: events.replicaChanged,
      contentChanged: events.contentChanged,
      signInNeeded: events.signInNeeded,
    },
  })
  return { account, store, backend, engine, report, moved }
}

/** Whether a decision would be on its way at once. */
export const isUp = ({ state }: SyncStatus): boolean => state === 'live' || state === 'pulling' || state === 'starting'

/** Ends the holds and waits until all is sent, or it can't be, or the time is up. */
export async function sendAll({ store, engine, moved }: OpenDesk, ms: number): Promise<OutboxStatus> {
  await store.releaseHolds()
  engine.wake('command')
  const until = performance.now() + ms
  for (;;) {
    const status = await store.outboxStatus()
    if (status.unsent === 0 || !isUp(engine.status()) || performance.now() >= until) return status
    await nextMove(moved, until - performance.now())
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
