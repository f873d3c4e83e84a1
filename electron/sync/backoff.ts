import type { Clock } from './api.ts'

const firstMs = 1_000
const longestMs = 60_000

/** Full jitter: anywhere between nothing and a limit that doubles with each failure, so that clients spread out. */
export function backoffMs(failures: number, random: () => number): number {
  const limit = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10))
  return Math.max(100, Math.round(random() * limit))
}

/** The pause of one kind of work, whose failures hold up nothing else. */
export class Pause {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #most: number
  #failures = 0
  #until = 0

  /** `most`: from so many failures in a row on it grows no longer. */
  constructor(clock: Clock, random: () => number, most: number) {
    this.#clock = clock
    this.#random = random
    this.#most = most
  }

  /** in ms; 0: it may go on */
  get left(): number {
    return Math.max(0, this.#until - this.#clock.monotonic())
  }

  /** the last time */
  get hasFailed(): boolean {
    return this.#failures > 0
  }

  after(failed: boolean): void {
    this.#failures = failed ? this.#failures + 1 : 0
    this.#until = failed ? this.#clock.monotonic() + backoffMs(Math.min(this.#failures, this.#most), this.#random) : 0
  }
}
