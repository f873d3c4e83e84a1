import type { Clock } from './api.ts'

/** About 1.5 MB: the worker parses it in 10 ms, and the server's part of the work does not count per page. */
const rowsPerPage = 2_000
/** What one page takes at most from whoever decides: some 30 ms of the store's thread. */
const rowsBesideDecisions = 500
const breakMs = 250
/** So long after a decision the next one is expected. */
const decidingMs = 1_000
/** Pokes within this time make one pull. While somebody decides most of them are about what the answers have brought already. */
const pokeMs = 50
const pokeBesideDecisionsMs = 400
/** Decisions that follow each other go together, each batch so long after the one before. */
const betweenBatchesMs = 250
/** A queue whose head was all here is looked through no sooner than this while it is being decided. */
const betweenLooksMs = 5_000

/** How the engine gives way to whoever decides one item after the other: for an item, all of this is the same work many times. */
export class Pace {
  readonly #clock: Clock
  #decidedAt = -Infinity
  #sentAt = -Infinity
  #allHereAt = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Somebody has just decided something. */
  decided(): void {
    this.#decidedAt = this.#clock.monotonic()
  }

  /** A batch of decisions is on its way. */
  sent(): void {
    this.#sentAt = this.#clock.monotonic()
  }

  /** Nothing of the queue's head is missing. */
  allHere(): void {
    this.#allHereAt = this.#clock.monotonic()
  }

  /** How long pokes gather, in ms. */
  get pokes(): number {
    return this.#isDeciding ? pokeBesideDecisionsMs : pokeMs
  }

  /** Until the next batch may go, in ms. */
  get nextBatch(): number {
    return this.#isDeciding ? this.#left(this.#sentAt, betweenBatchesMs) : 0
  }

  /** Until the queue's head is worth looking through for what is missing, in ms. */
  get nextLook(): number {
    return this.#isDeciding ? this.#left(this.#allHereAt, betweenLooksMs) : 0
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

  #left(since: number, ms: number): number {
    return Math.max(0, since + ms - this.#clock.monotonic())
  }

  get #isDeciding(): boolean {
    return this.#clock.monotonic() - this.#decidedAt < decidingMs
  }
}
