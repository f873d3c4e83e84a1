import { AppError } from '../../contract/errors.ts'
import { replicatedTableNames } from '../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../contract/ipc.ts'
import type { SetAside } from '../../contract/outbox.ts'
import type { LookTarget } from '../../contract/presence.ts'
import type { OutboxStatus, SyncStatus } from '../../contract/status.ts'
import type { AccountHost, OpenAccount } from '../auth/auth.ts'
import { nothingLeft, type Left } from '../shell/leaving.ts'
import type { NewsReading, OverdueSpan, QueryName, Store } from '../store/api.ts'
import type { WakeReason } from '../sync/api.ts'
import { createDeciding, type Deciding } from './deciding.ts'
import { createHealth, type Health } from './health.ts'
import { assemble, sendAll, type OpenDesk } from './open-desk.ts'
import type { DeskOptions } from './options.ts'
import { createPeopleDesk, type PeopleDesk } from './people.ts'

/** What the store does alone; for some of it the desk tells others afterwards. */
type PassedOn = 'putDraft' | 'noteLook' | 'snooze' | 'views' | 'putView' | 'removeView' | 'putKept' | 'removeKept' | 'keepOffline'

/** The open account: its store, backend and engine tied together. Handlers ask it; auth opens and closes it. */
export interface AccountDesk extends AccountHost, Deciding, Health, Pick<Store, PassedOn> {
  people: PeopleDesk
  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): Promise<IpcOutput<Q>>
  /** The account that is open now, for work of many steps: rejects when it is left, and is never about another. */
  here(): Pick<AccountDesk, 'query' | 'verifyChain'>
  /** the setting has changed */
  contentLimitChanged(): void
  outboxStatus(): Promise<OutboxStatus>
  /** null: no account is open */
  news(overdue: OverdueSpan): Promise<NewsReading | null>
  setAside(): SetAside
  syncStatus(): SyncStatus
  /** what is on this screen, for colleagues to see */
  look(target: LookTarget): void
  /** something may have changed: the window has focus, the computer woke up, somebody asks */
  wake(reason: Extract<WakeReason, 'resume' | 'focus' | 'manual'>): void
  /** before the end: sends what can be sent within `ms`, and says what is left */
  settle(ms: number): Promise<Left>
}

/** How long signing out tries to send first. */
const lastSendMs = 4_000
/** The store's thread is started again so often within a minute; more is not chance. */
const mostCrashes = 3
const crashWindowMs = 60_000
const emptyOutbox: OutboxStatus = { unsent: 0, sending: 0, conflicts: 0, refused: 0, storage: 'disk' }
const stopped: Omit<SyncStatus, 'since'> = { state: 'stopped', last_pull_at: null, progress: null, next_try_at: null, realtime: false, error: null }

export function createDesk(options: DeskOptions): AccountDesk {
  const { events, log } = options
  let desk: OpenDesk | null = null
  let crashes: number[] = []
  /** the store does not stay up: the account is open, and whatever needs the store says this */
  let broken: AppError | null = null
  /** until it has ended the account is neither left nor another opened: what is started again would be this one's, beside that */
  let recovering: Promise<void> = Promise.resolve()
  let closed: SyncStatus = { ...stopped, since: new Date().toISOString() }

  const atDesk = (): OpenDesk => {
    if (broken) throw broken
    if (!desk) throw new AppError('signed_out', 'No account is open here.')
    return desk
  }

  const sayOutbox = (at: OpenDesk) => {
    at.store.outboxStatus().then(
      (status) => {
        if (desk === at) events.outboxStatus(status)
      },
      (error: unknown) => log.warn('desk', 'could not count the outbox', { error }),
    )
  }

  const limitContents = (store: Store) => {
    store.setContentLimit(options.contentLimitBytes()).catch((error: unknown) => log.warn('desk', 'could not limit the contents', { error }))
  }

  const open = async (account: OpenAccount) => {
    const next = await assemble(account, options)
    desk = next
    broken = null
    next.store.onCrash((error) => {
      recovering = recover(next, error).catch((failure: unknown) => {
        log.error('desk', 'the store could not be started again', { error: failure })
        if (desk === next) giveUp(next.account)
      })
    })
    next.store.onRebuilt(() => {
      if (desk === next) events.replicaRebuilt()
    })
    if (next.report.replicaRebuilt) events.replicaRebuilt()
    sayOutbox(next)
    limitContents(next.store)
    void options.painted.then(() => {
      if (desk === next) next.engine.start()
    })
  }

  /** The store's thread ended by itself. What was committed is in its files. */
  const recover = async (crashed: OpenDesk, error: Error) => {
    if (desk !== crashed) return
    log.error('desk', 'the store’s thread ended', { error })
    await crashed.engine.stop()
    crashes = [...crashes.filter((at) => performance.now() - at < crashWindowMs), performance.now()]
    if (desk !== crashed) return
    if (crashes.length > mostCrashes) return giveUp(crashed.account)
    await open(crashed.account)
    events.replicaChanged([...replicatedTableNames])
  }

  /** Told where everything else is told from: the line at the foot, and each screen, which asks once more. */
  const giveUp = ({ folder }: OpenAccount) => {
    log.error('desk', 'the store is not started again')
    const kept = folder === null ? 'A temporary account keeps nothing, so what was not sent is lost.' : 'What was saved is in its file.'
    broken = new AppError('internal', `The part of Countersign that keeps your work on this computer stopped and cannot be started again. Restart Countersign. ${kept}`)
    closed = { ...stopped, state: 'failed', error: broken.toShape(), since: new Date().toISOString() }
    events.syncStatus(closed)
    events.replicaChanged([...replicatedTableNames])
  }

  const leave = async (end: (store: Store) => Promise<void>) => {
    await recovering
    const left = desk
    desk = null
    broken = null
    if (!left) return
    await left.engine.stop()
    await end(left.store)
    closed = { ...stopped, since: new Date().toISOString() }
    events.syncStatus(closed)
    events.outboxStatus(emptyOutbox)
  }

  return {
    ...createDeciding(atDesk, sayOutbox, options),
    ...createHealth(atDesk, options),
    people: createPeopleDesk(() => {
      const { account, backend, engine } = atDesk()
      return { userId: account.account.user_id, backend, wake: (reason) => engine.wake(reason) }
    }),

    open,
    resume() {
      desk?.engine.resume()
      desk?.engine.wake('manual')
    },
    async close() {
      if (desk && !broken) await options.beforeClosing?.()
      await leave((store) => store.close())
    },
    destroy: () => leave((store) => store.destroy()),
    unsent: async () => (desk ? onlyHere(await sendAll(atDesk(), lastSendMs)) : 0),
    waiting: async () => (desk ? onlyHere(await atDesk().store.outboxStatus()) : 0),
    async settle(ms) {
      const at = broken ? null : desk
      // From a read-only copy nothing is sent, and what is in it stays where it was.
      if (!at || at.report.storage === 'read_only') return nothingLeft
      const { unsent, conflicts, refused } = await sendAll(at, ms)
      return { unsent, returned: conflicts + refused, kept: at.account.folder !== null }
    },

    here() {
      const at = atDesk()
      return { query: (name, input) => at.store.query(name, input), verifyChain: createHealth(() => at, options).verifyChain }
    },
    async query(name, input) {
      const at = atDesk()
      const answer = await at.store.query(name, input)
      if (lacksContent(name, answer)) at.engine.wake('content')
      return answer
    },
    news: async (overdue) => (broken ? null : (desk?.store.news(overdue) ?? null)),
    outboxStatus: async () => (desk ? atDesk().store.outboxStatus() : emptyOutbox),
    setAside: () => ({ rows: desk?.report.rowsSetAside ?? 0, file: desk?.report.outboxSetAside ?? null }),
    syncStatus: () => (broken ? closed : (desk?.engine.status() ?? closed)),

    putDraft: (item, text) => atDesk().store.putDraft(item, text),
    noteLook: (id, hash) => atDesk().store.noteLook(id, hash),
    async snooze(items, until) {
      await atDesk().store.snooze(items, until)
      events.replicaChanged(['work_artifacts', 'work_checkpoints'])
    },
    views: () => atDesk().store.views(),
    putView: (view) => atDesk().store.putView(view),
    removeView: (id) => atDesk().store.removeView(id),
    putKept: (entry) => atDesk().store.putKept(entry),
    removeKept: (kind, id) => atDesk().store.removeKept(kind, id),
    async keepOffline(scope, kept) {
      const at = atDesk()
      await at.store.keepOffline(scope, kept)
      at.engine.wake('content')
    },
    contentLimitChanged() {
      if (desk && !broken) limitContents(desk.store)
    },

    look: (target) => desk?.backend.look(target),
    wake: (reason) => desk?.engine.wake(reason),
  }
}

/** Decisions that only this computer has. */
const onlyHere = ({ unsent, conflicts, refused }: OutboxStatus): number => unsent + conflicts + refused

function lacksContent(name: QueryName, answer: unknown): boolean {
  if (name === 'items.content') return (answer as IpcOutput<'items.content'>)?.state !== 'ready'
  if (name !== 'items.detail' && name !== 'queue.index') return false
  const detail = name === 'items.detail' ? (answer as IpcOutput<'items.detail'>) : (answer as IpcOutput<'queue.index'>).first
  return detail?.kind === 'artifact' && detail.content.state !== 'ready'
}
