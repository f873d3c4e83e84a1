/** A clock that the test turns. */
export class TurnedClock {
  ms: number
  #timers: { at: number; work: () => void }[] = []

  constructor(ms: number) {
    this.ms = ms
  }

  setTimeout = (work: () => void, ms: number): (() => void) => {
    const timer = { at: this.ms + ms, work }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  pass(ms: number): void {
    const until = this.ms + ms
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (!next) break
      this.ms = Math.max(this.ms, next.at)
      this.#timers = this.#timers.filter((each) => each !== next)
      next.work()
    }
    this.ms = until
  }

  /** Lets what was started by it come to an end, too. */
  async passSlowly(ms: number, step = 500): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      this.pass(step)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
