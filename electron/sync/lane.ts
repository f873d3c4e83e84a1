/** One kind of work, never overlapping itself: what is asked for meanwhile is done once more afterwards. */
export class Lane {
  readonly #isOpen: () => boolean
  readonly #work: () => Promise<void>
  readonly #onError: (error: unknown) => void
  #wanted = false
  #running: Promise<void> | null = null

  constructor(isOpen: () => boolean, work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#isOpen = isOpen
    this.#work = work
    this.#onError = onError
  }

  /** While the lane is closed the wish is kept for the next trigger. */
  trigger(): void {
    this.#wanted = true
    this.#running ??= Promise.resolve().then(() => this.#run())
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted && this.#isOpen()) {
        this.#wanted = false
        await this.#work()
      }
    } catch (error) {
      this.#wanted = true
      this.#onError(error)
    } finally {
      this.#running = null
    }
  }
}
