import type { Clock } from './api.ts'

/** About 1.5 MB: the worker parses it in 10 ms, and the server's part of the work does not count per page. */
const rowsPerPage = 2_000
/** What one page takes at most from whoever decides: some 30 ms of the store's thread. */
const rowsBesideDecisions = 500
const breakMs = 120
/** So long after a decision the next one is expected. */
const decidingMs = 1_000

/** How fast a pull goes: as fast as it can, and in small pages with breaks while somebody decides. */
export class Pace {
  readonly #clock: Clock
  #decidedAt = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Somebody has just decided something. */
  decided(): void {
    this.#decidedAt = this.#clock.monotonic()
  }

  /** of the next page */
  get rows(): number {
    return this.#isDeciding ? rowsBesideDecisions : rowsPerPage
  }

  /** Resolves when the next page may be asked for; rejects as soon as it is aborted. */
  async rest(signal: AbortSignal): Promise<void> {
    if (!this.#isDeciding) return
    await new Promise<void>((resolve) => {
      const end = () => {
        cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.#clock.setTimeout(end, breakMs)
      signal.addEventListener('abort', end)
    })
    signal.throwIfAborted()
  }

  get #isDeciding(): boolean {
    return this.#clock.monotonic() - this.#decidedAt < decidingMs
  }
}
