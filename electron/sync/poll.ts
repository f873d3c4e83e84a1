import type { Clock } from './api.ts'
import { Timer } from './timer.ts'

const quickestMs = 2_000
const slowestMs = 30_000
/** With pokes, only in case one was lost. */
const besidePokesMs = 60_000

/** Without pokes: every 2 s while something happens, ever slower, up to 30 s, while nothing does. */
export class Poll {
  readonly #timer: Timer
  #waitMs = quickestMs

  constructor(clock: Clock, pull: () => void) {
    this.#timer = new Timer(clock, pull)
  }

  /** Something came, or somebody is here. */
  active(): void {
    this.#waitMs = quickestMs
  }

  /** A pull has ended: when the next one begins. */
  next(realtime: boolean): void {
    if (realtime) return this.#timer.start(besidePokesMs)
    this.#timer.start(this.#waitMs)
    this.#waitMs = Math.min(slowestMs, this.#waitMs * 1.5)
  }

  stop(): void {
    this.#timer.stop()
  }
}
