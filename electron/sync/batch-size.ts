import { maxCommandsPerCall } from '../../contract/commands.ts'
import type { Clock } from './api.ts'

/** How long a smaller size is kept: a limit on the way stays, a server that was slow recovers. */
const rememberMs = 10 * 60_000
/** How long a command rests that the server fails at alone: twice as long each time. */
const firstRestMs = 60_000
const longestRestMs = 60 * 60_000

/** How many commands go in one call: fewer for a while, where a call was too large for the way or took the server too long. */
export class BatchSize {
  readonly #clock: Clock
  #most = maxCommandsPerCall
  #until = 0
  /** calls in a row that the server failed at, or did not answer in time */
  #failures = 0
  /** how often each of these has had to rest */
  readonly #rests = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get most(): number {
    if (this.#clock.monotonic() >= this.#until) this.#most = maxCommandsPerCall
    return this.#most
  }

  answered(commandIds: readonly string[]): void {
    this.#failures = 0
    for (const id of commandIds) this.#rests.delete(id)
  }

  /** True: not for the first time in a row, or one of them had to rest before, so that it may be for these. */
  failedAgain(commandIds: readonly string[]): boolean {
    this.#failures += 1
    return this.#failures > 1 || commandIds.some((id) => this.#rests.has(id))
  }

  /** It fails at whatever it is given: a pause, and from the first again. */
  failedAtAll(): void {
    this.#failures = 0
  }

  /** It is this one that the server fails at, others pass; how long it rests, in ms. */
  rest(commandId: string): number {
    this.#failures = 0
    const rests = this.#rests.get(commandId) ?? 0
    this.#rests.set(commandId, rests + 1)
    return Math.min(longestRestMs, firstRestMs * 2 ** rests)
  }

  /** So many were too many. */
  tooMany(count: number): void {
    this.#failures = 0
    this.#most = Math.max(1, Math.min(this.most, count >> 1))
    this.#until = this.#clock.monotonic() + rememberMs
  }
}
