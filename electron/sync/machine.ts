import type { PullProgress, SyncState, SyncStatus } from '../../contract/status.ts'
import type { Clock } from './api.ts'

/** Which state may follow which; docs/sync.md draws it. */
const transitions: Readonly<Record<SyncState, readonly SyncState[]>> = {
  stopped: ['starting', 'offline'],
  starting: ['pulling', 'waiting', 'offline', 'sign_in_needed', 'failed', 'stopped'],
  pulling: ['live', 'waiting', 'offline', 'sign_in_needed', 'failed', 'stopped'],
  live: ['pulling', 'waiting', 'offline', 'sign_in_needed', 'failed', 'stopped'],
  // Both are left when the server has answered, not when it is asked again: "offline since" stays true meanwhile.
  waiting: ['pulling', 'offline', 'sign_in_needed', 'failed', 'stopped'],
  offline: ['pulling', 'waiting', 'sign_in_needed', 'failed', 'stopped'],
  sign_in_needed: ['starting', 'offline', 'stopped'],
  failed: ['starting', 'offline', 'stopped'],
}

type Details = Partial<Pick<SyncStatus, 'next_try_at' | 'error'>>

/** The state with what is known about it, told to whoever listens. */
export class Machine {
  readonly #clock: Clock
  readonly #tell: (status: SyncStatus) => void
  #status: SyncStatus
  #cancelProgress: (() => void) | null = null

  constructor(clock: Clock, tell: (status: SyncStatus) => void) {
    this.#clock = clock
    this.#tell = tell
    this.#status = {
      state: 'stopped',
      since: this.#time(),
      last_pull_at: null,
      progress: null,
      next_try_at: null,
      realtime: false,
      error: null,
    }
  }

  get state(): SyncState {
    return this.#status.state
  }

  get status(): SyncStatus {
    return this.#status
  }

  /** `since` stays while only the details change: offline since, however often it was tried again. */
  to(state: SyncState, details: Details = {}): void {
    const before = this.#status
    if (before.state !== state && !transitions[before.state].includes(state)) throw new Error(`no way from ${before.state} to ${state}`)
    this.#set({
      ...before,
      state,
      since: before.state === state ? before.since : this.#time(),
      progress: state === 'pulling' ? before.progress : null,
      next_try_at: details.next_try_at ?? null,
      error: details.error ?? null,
    })
  }

  realtime(up: boolean): void {
    if (this.#status.realtime !== up) this.#set({ ...this.#status, realtime: up })
  }

  pulled(): void {
    this.#set({ ...this.#status, last_pull_at: this.#time(), progress: null })
  }

  /** The replica begins empty: not all is here any more. */
  startedOver(): void {
    this.#set({ ...this.#status, last_pull_at: null })
  }

  /** Told at most every 100 ms. */
  progress(progress: PullProgress): void {
    this.#status = { ...this.#status, progress }
    this.#cancelProgress ??= this.#clock.setTimeout(() => {
      this.#cancelProgress = null
      this.#tell(this.#status)
    }, 100)
  }

  #set(status: SyncStatus): void {
    this.#cancelProgress?.()
    this.#cancelProgress = null
    this.#status = status
    this.#tell(status)
  }

  #time(): string {
    return new Date(this.#clock.now()).toISOString()
  }
}

export const inMs = (clock: Clock, ms: number): string => new Date(clock.now() + ms).toISOString()

