import type { SyncStatus } from '../../contract/status.ts'
import type { SyncOptions } from './api.ts'
import { backoffMs } from './backoff.ts'
import { failureOf, type Failure } from './failure.ts'
import { inMs, type Machine } from './machine.ts'
import { Timer } from './timer.ts'

export type LaneName = 'pull' | 'send' | 'contents'

/** How long the system may say that it is offline before the server is asked all the same. */
const offlineRetryMs = 30_000

/**
 * The way to the server, one for all lanes: the cause of a failure nearly always is common. It is closed with a state that
 * says why and opens again by itself when that may be over; a wake or a sign-in opens it sooner.
 */
export class Gate {
  readonly #options: Pick<SyncOptions, 'clock' | 'network' | 'random' | 'emit'>
  readonly #machine: Machine
  readonly #on: { opened: () => void; closed: () => void }
  readonly #retry: Timer
  #isOpen = false
  /** of everything that is under way */
  #abort = new AbortController()
  #failures = 0
  #failedLane: LaneName | null = null
  /** by order of the server, whatever wakes us; ms of the monotonic clock */
  #notBefore = 0

  constructor(options: Pick<SyncOptions, 'clock' | 'network' | 'random' | 'emit'>, machine: Machine, on: { opened: () => void; closed: () => void }) {
    this.#options = options
    this.#machine = machine
    this.#on = on
    this.#retry = new Timer(options.clock, () => this.open())
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  open(): void {
    if (this.#isOpen) return
    this.#retry.stop()
    const { state, status } = this.#machine
    // The system may be wrong about being offline: after a while it is tried all the same.
    if (!this.#options.network.online() && state !== 'offline') return this.#close('offline', offlineRetryMs, null)
    this.#isOpen = true
    // What a lane has under way since an earlier opening stays under the same signal: stopping has to reach it too.
    if (this.#abort.signal.aborted) this.#abort = new AbortController()
    this.#machine.to(state === 'offline' || state === 'waiting' ? state : 'starting', { error: state === 'failed' ? null : status.error })
    this.#on.opened()
  }

  /** The same, but not before the time that the server has named. */
  openIfAllowed(): void {
    if (this.#options.clock.monotonic() >= this.#notBefore) this.open()
  }

  /** The system says that there is no network. */
  lostNetwork(): void {
    if (this.#isOpen) this.#close('offline', offlineRetryMs, null)
  }

  /** Work of a lane, under the signal of everything that is under way. */
  async through(lane: LaneName, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#abort
    try {
      await work(signal)
      if (this.#failedLane === lane) this.#failures = 0
    } catch (error) {
      if (!signal.aborted) throw error
      // Cut off by ourselves: what was asked for is done when the gate opens, with all else.
    }
  }

  failed(lane: LaneName, error: unknown): void {
    const failure = failureOf(error)
    const needsPerson = failure.state === 'sign_in_needed' || failure.state === 'failed'
    // What else was under way when the gate closed adds nothing, unless it needs a person and nothing else does.
    if (!this.#isOpen && (!needsPerson || this.#machine.state === 'sign_in_needed' || this.#machine.state === 'failed')) return
    if (needsPerson) {
      this.#close(failure.state, null, failure.error)
      if (failure.state === 'sign_in_needed') this.#options.emit.signInNeeded(failure.error)
      return
    }
    this.#failedLane = lane
    const delay = Math.max(failure.retryAfterMs ?? 0, backoffMs(this.#failures++, this.#options.random))
    this.#notBefore = failure.retryAfterMs === undefined ? 0 : this.#options.clock.monotonic() + failure.retryAfterMs
    this.#close(failure.state, delay, failure.error)
  }

  /** Cuts off everything under way, and does not open by itself any more. */
  shut(): void {
    this.#isOpen = false
    this.#abort.abort()
    this.#retry.stop()
  }

  /** The next opening is the first again. */
  forgetFailures(): void {
    this.#failures = 0
    this.#notBefore = 0
  }

  #close(state: Failure['state'], retryInMs: number | null, error: SyncStatus['error']): void {
    this.#isOpen = false
    // Without a network, answers that are waited for would hold the next attempt up until they time out.
    if (state === 'offline') this.#abort.abort()
    this.#retry.stop()
    this.#on.closed()
    if (retryInMs !== null) this.#retry.start(retryInMs)
    this.#machine.to(state, { error, next_try_at: retryInMs === null ? null : inMs(this.#options.clock, retryInMs) })
  }
}
