import type { Command } from '../../../contract/commands.ts'
import type { FeedChange } from '../../../contract/feed.ts'
import type { OutboxStatus, SyncStatus, WorkspaceChoice } from '../../../contract/status.ts'
import { BackendError, type AnswerBody, type Backend } from '../../../electron/backend/api.ts'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { createStoreInProcess } from '../../../electron/store/in-process.ts'
import type { Clock, SyncEngine, SyncEvents } from '../../../electron/sync/api.ts'
import { createSyncEngine } from '../../../electron/sync/engine.ts'
import { body, change, member, newLocation, page, sha256, artifact, workspaceId } from '../store/fixtures.ts'

/** A clock that stands still until it is told: `advance` runs what falls due, one after the other, each to its end. */
export class FakeClock implements Clock {
  #now = 0
  #wall = Date.UTC(2026, 0, 5)
  readonly #timers = new Map<symbol, { at: number; callback: () => void }>()

  now = (): number => this.#wall + this.#now
  monotonic = (): number => this.#now

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#wall += ms
  }

  setTimeout = (callback: () => void, ms: number): (() => void) => {
    const id = Symbol('timer')
    this.#timers.set(id, { at: this.#now + ms, callback })
    return () => this.#timers.delete(id)
  }

  get waiting(): number {
    return this.#timers.size
  }

  async advance(ms: number): Promise<void> {
    await settled()
    const until = this.#now + ms
    for (;;) {
      const next = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, one], [, other]) => one.at - other.at)[0]
      if (next === undefined) break
      this.#timers.delete(next[0])
      this.#now = next[1].at
      next[1].callback()
      await settled()
    }
    this.#now = until
    await settled()
  }
}

/** Everything that can happen without time passing has happened: store and backend are in this thread and answer at once. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A server of one workspace: rows in a log that the cursor counts, decisions that take effect once per command id. */
class FakeBackend implements Backend {
  mine: WorkspaceChoice[] = [member]
  readonly log: FeedChange[] = []
  readonly applied = new Map<string, Command>()
  readonly texts = new Map<string, string>()
  /** names of the calls, in order */
  readonly calls: string[] = []
  readonly batches: string[][] = []
  pageSize = 100
  /** how many rows each pull asked for at most */
  readonly limits: number[] = []
  /** what a pull brings in all; null: this server does not count */
  rows: number | null = null
  sizesAsked = 0
  fail: { [name: string]: ((input: unknown) => BackendError | Promise<never> | null) | undefined } = {}
  /** the effect happens, the answer is lost */
  loseAnswers = 0
  poke: (workspaceId: string) => void = () => undefined
  channel: (up: boolean) => void = () => undefined
  loseChannel: () => void = () => undefined
  subscribed: readonly string[] = []

  async workspaces(signal?: AbortSignal): Promise<WorkspaceChoice[]> {
    await this.#begin('workspaces', null, signal)
    return this.mine
  }

  async pull(id: string, cursor: { at?: number } | null, limit: number, signal?: AbortSignal): Promise<AnswerBody> {
    this.limits.push(limit)
    await this.#begin('pull', id, signal)
    const from = cursor?.at ?? 0
    const changes = id === workspaceId ? this.log.slice(from, from + this.pageSize) : []
    const at = from + changes.length
    return page(changes, { cursor: { at }, more: id === workspaceId && at < this.log.length, reset: cursor === null })
  }

  async size(): Promise<number | null> {
    this.sizesAsked += 1
    return this.rows
  }

  async contents(ids: readonly string[], signal?: AbortSignal): Promise<AnswerBody> {
    await this.#begin('contents', ids, signal)
    return body(
      ids.flatMap((id) => {
        const content = this.texts.get(id)
        return content === undefined ? [] : [{ id, content, content_sha256: sha256(content) }]
      }),
    )
  }

  async submit(commands: readonly Command[], signal?: AbortSignal): Promise<AnswerBody> {
    await this.#begin('submit', commands, signal)
    this.batches.push(commands.map(({ command_id }) => command_id))
    const results = commands.map((command) => {
      const first = { command_id: command.command_id, outcome: 'applied', changes: [this.#effect(command)] }
      if (this.applied.has(command.command_id)) return { command_id: command.command_id, outcome: 'duplicate', first }
      this.applied.set(command.command_id, command)
      return first
    })
    if (this.loseAnswers-- > 0) throw new BackendError('network', 'cut off')
    return body(results)
  }

  subscribe(ids: readonly string[], onPoke: (id: string) => void, onState: (up: boolean) => void, onLost: () => void): () => void {
    this.calls.push('subscribe')
    this.subscribed = ids
    this.poke = onPoke
    this.channel = onState
    this.loseChannel = onLost
    return () => {
      this.subscribed = []
      this.calls.push('unsubscribe')
    }
  }

  count(name: string): number {
    return this.calls.filter((call) => call === name).length
  }

  #effect(command: Command): FeedChange {
    return change('work_artifacts', artifact({ id: command.target_id, status: 'approved', row_version: 2 }))
  }

  async #begin(name: string, input: unknown, signal?: AbortSignal): Promise<void> {
    this.calls.push(name)
    const failure = this.fail[name]?.(input) ?? null
    if (failure instanceof BackendError) throw failure
    if (failure !== null) await Promise.race([failure, aborted(signal)])
  }
}

const aborted = (signal?: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new BackendError('network', 'aborted'))))

/** Never answers. */
export const hang = (): Promise<never> => new Promise(() => undefined)

interface Rig {
  engine: SyncEngine
  store: Store
  backend: FakeBackend
  clock: FakeClock
  network: { online: boolean; change: (online: boolean) => void }
  heard: { states: SyncStatus['state'][]; statuses: SyncStatus[]; tables: string[][]; contents: string[][]; outbox: OutboxStatus[]; signIn: number; onStatus: (status: SyncStatus) => void }
  random: { value: number }
}

export async function rig(options: { random?: number; location?: StoreLocation } = {}): Promise<Rig> {
  const clock = new FakeClock()
  const store = createStoreInProcess({ monotonic: clock.monotonic, now: clock.now })
  await store.open(options.location ?? newLocation(null))
  const backend = new FakeBackend()
  const heard: Rig['heard'] = { states: [], statuses: [], tables: [], contents: [], outbox: [], signIn: 0, onStatus: () => undefined }
  let onChange: () => void = () => undefined
  const network = {
    online: true,
    change(online: boolean) {
      network.online = online
      onChange()
    },
  }
  const random = { value: options.random ?? 0.5 }
  const emit: SyncEvents = {
    status(status) {
      heard.statuses.push(status)
      heard.onStatus(status)
      if (heard.states.at(-1) !== status.state) heard.states.push(status.state)
    },
    replicaChanged: (tables) => void heard.tables.push(tables),
    contentChanged: (ids) => void heard.contents.push(ids),
    outboxStatus: (status) => void heard.outbox.push(status),
    signInNeeded: () => void (heard.signIn += 1),
  }
  const engine = createSyncEngine({
    store,
    backend,
    clock,
    random: () => random.value,
    network: {
      online: () => network.online,
      onChange(listener) {
        onChange = listener
        return () => (onChange = () => undefined)
      },
    },
    emit,
  })
  return { engine, store, backend, clock, network, heard, random }
}

/** One that runs and has nothing to do. */
export async function started(): Promise<Rig> {
  const all = await rig()
  all.engine.start()
  await settled()
  return all
}

export const lastOutbox = ({ heard }: Rig) => heard.outbox.at(-1)

export const down = (failure: 'network' | 'server' = 'network') => () => new BackendError(failure, 'no')
export const allDown = { workspaces: down(), pull: down(), submit: down(), contents: down() }
