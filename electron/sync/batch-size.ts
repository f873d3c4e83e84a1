import { maxCommandsPerCall } from '../../contract/commands.ts'
import type { Clock } from './api.ts'

/** How long a smaller size is kept: a limit on the way stays, a server that was slow recovers. */
const rememberMs = 10 * 60_000

/** How many commands go in one call: fewer for a while, where a call was too large for the way or took the server too long. */
export class BatchSize {
  readonly #clock: Clock
  #most = maxCommandsPerCall
  #until = 0
  /** calls in a row that the server failed at, or did not answer in time */
  #failures = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get most(): number {
    if (this.#clock.monotonic() >= this.#until) this.#most = maxCommandsPerCall
    return this.#most
  }

  answered(): void {
    this.#failures = 0
  }

  /** True: not for the first time in a row, so that it may be for the size. */
  failedAgain(): boolean {
    this.#failures += 1
    return this.#failures > 1
  }

  /** So many were too many. */
  tooMany(count: number): void {
    this.#failures = 0
    this.#most = Math.max(1, Math.min(this.most, count >> 1))
    this.#until = this.#clock.monotonic() + rememberMs
  }
}
