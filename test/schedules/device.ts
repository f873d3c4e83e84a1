import type { Command } from '../../contract/commands.ts'
import type { WorkspaceChoice } from '../../contract/status.ts'
import { BackendError, type AnswerBody, type Backend } from '../../electron/backend/api.ts'
import type { Store } from '../../electron/store/api.ts'
import { createStoreInProcess } from '../../electron/store/in-process.ts'
import type { SyncEngine } from '../../electron/sync/api.ts'
import { createSyncEngine } from '../../electron/sync/engine.ts'
import type { Random } from '../support/random.ts'
import { body, member, newLocation } from '../unit/store/fixtures.ts'
import type { FakeClock } from '../unit/sync/fakes.ts'
import type { ModelServer } from './server.ts'

/** The way between a device and the server, as it is now. */
export interface Network {
  state: 'up' | 'down' | 'flaky'
  /** the server answers 500 or 429 until then, ms of the monotonic clock */
  stormUntil: number
  /** the session was ended by the server */
  expired: boolean
  /** pokes get through */
  pokes: boolean
}

/** A reviewer's computer: the real engine over the real store, with simulated time and network. */
export interface Device {
  userId: string
  store: Store
  engine: SyncEngine
  network: Network
  /** the system says that the network changed */
  networkChanged(): void
  poke(): void
}

export async function createDevice(server: ModelServer, userId: string, clock: FakeClock, random: Random, plant: (store: Store) => Store): Promise<Device> {
  const store = plant(createStoreInProcess({ monotonic: clock.monotonic, now: clock.now }))
  await store.open({ ...newLocation(null), userId })
  const network: Network = { state: 'up', stormUntil: 0, expired: false, pokes: true }
  let onChange: () => void = () => undefined
  const backend = new SimulatedBackend(server, userId, network, clock, random.fork())
  const engine = createSyncEngine({
    store,
    backend,
    clock,
    random: () => random.next(),
    network: {
      online: () => network.state !== 'down',
      onChange(listener) {
        onChange = listener
        return () => undefined
      },
    },
    emit: {
      status: () => undefined,
      replicaChanged: () => undefined,
      contentChanged: () => undefined,
      outboxStatus: () => undefined,
      signInNeeded: () => undefined,
    },
  })
  return { userId, store, engine, network, networkChanged: () => onChange(), poke: () => backend.poke() }
}

class SimulatedBackend implements Backend {
  readonly #server: ModelServer
  readonly #userId: string
  readonly #network: Network
  readonly #clock: FakeClock
  readonly #random: Random
  #onPoke: (() => void) | null = null

  constructor(server: ModelServer, userId: string, network: Network, clock: FakeClock, random: Random) {
    this.#server = server
    this.#userId = userId
    this.#network = network
    this.#clock = clock
    this.#random = random
  }

  workspaces = (signal?: AbortSignal): Promise<WorkspaceChoice[]> => this.#call(() => [member], signal)
  size = (): Promise<number | null> => Promise.resolve(null)
  contents = (_ids: readonly string[], signal?: AbortSignal): Promise<AnswerBody> => this.#call(() => body([]), signal)
  pull = (_id: string, cursor: Record<string, unknown> | null, _limit: number, signal?: AbortSignal): Promise<AnswerBody> =>
    this.#body(() => this.#server.pull(cursor, this.#random.between(1, 6)), signal)
  submit = (commands: readonly Command[], signal?: AbortSignal): Promise<AnswerBody> =>
    this.#body(() => this.#server.submit(this.#userId, commands, () => this.#random.chance(0.05)), signal)

  subscribe(ids: readonly string[], onPoke: (id: string) => void, onState: (up: boolean) => void): () => void {
    const [id] = ids
    this.#onPoke = id === undefined ? null : () => onPoke(id)
    onState(this.#network.pokes)
    return () => (this.#onPoke = null)
  }

  poke(): void {
    if (this.#network.pokes && this.#network.state === 'up') this.#onPoke?.()
  }

  /** An answer may also break off in its middle. */
  async #body(work: () => AnswerBody, signal?: AbortSignal): Promise<AnswerBody> {
    const whole = await this.#call(work, signal)
    return this.#network.state === 'flaky' && this.#random.chance(0.1) ? whole.slice(0, whole.length >> 1) : whole
  }

  /** The request travels, the server works, the answer travels: each may be lost or late, and the server's mood changes. */
  async #call<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    await this.#travel(signal)
    if (this.#clock.monotonic() < this.#network.stormUntil) {
      throw this.#random.chance(0.5) ? new BackendError('server', '500') : new BackendError('rate_limited', '429', { retryAfterMs: 1_500 })
    }
    if (this.#network.expired) throw new BackendError('unauthorized', '401')
    const answer = work()
    await this.#travel(signal)
    return answer
  }

  async #travel(signal?: AbortSignal): Promise<void> {
    const { state } = this.#network
    const late = this.#random.chance(state === 'flaky' ? 0.5 : 0.2) ? this.#random.between(1, state === 'flaky' ? 12_000 : 400) : 0
    if (late > 0) await this.#wait(late, signal)
    // It may have gone meanwhile.
    if (this.#network.state === 'down' || (this.#network.state === 'flaky' && this.#random.chance(0.3))) throw new BackendError('network', 'lost')
  }

  #wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(new BackendError('network', 'aborted'))
      if (signal?.aborted) return abort()
      const cancel = this.#clock.setTimeout(resolve, ms)
      signal?.addEventListener('abort', () => {
        cancel()
        abort()
      })
    })
  }
}
