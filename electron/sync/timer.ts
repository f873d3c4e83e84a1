import type { Clock } from './api.ts'

/** One alarm at a time: a new one takes the old one's place. */
export class Timer {
  readonly #clock: Clock
  readonly #ring: () => void
  #cancel: (() => void) | null = null

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  get isRunning(): boolean {
    return this.#cancel !== null
  }

  start(ms: number): void {
    this.stop()
    this.#cancel = this.#clock.setTimeout(() => {
      this.#cancel = null
      this.#ring()
    }, ms)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
