/** The pace is that of so many last ms. */
const windowMs = 20_000
/** Before that no time is told: the first pages say little. */
const leastMs = 2_000
/** So far the countdown may be off before it is set anew. */
const tolerance = 0.25

/**
 * How much of a pull is left. The time told counts down with the clock and is set anew only when the pace has changed
 * enough to matter, so that it does not jump with every page. All times are ms of one monotonic clock.
 */
export class PullEstimate {
  readonly #pages: { at: number; rows: number }[]
  #rows = 0
  #expected: number | null = null
  /** when the pull should be done */
  #end: number | null = null

  constructor(startedAt: number) {
    this.#pages = [{ at: startedAt, rows: 0 }]
  }

  /** The server's count of the whole, which may come after the first pages; null: it has none. */
  expect(rows: number | null): void {
    this.#expected = rows
  }

  page(rows: number, at: number): void {
    this.#rows += rows
    this.#pages.push({ at, rows: this.#rows })
    while (this.#pages.length > 2 && (this.#pages[1]?.at ?? at) < at - windowMs) this.#pages.shift()
  }

  /** Both null as long as they are not known. More rows than were counted make a larger whole. */
  at(now: number): { total: number | null; time_left_ms: number | null } {
    if (this.#expected === null) return { total: null, time_left_ms: null }
    const total = Math.max(this.#expected, this.#rows)
    const [first] = this.#pages
    const last = this.#pages.at(-1)
    if (first === undefined || last === undefined || last.at - first.at < leastMs || last.rows === first.rows) return { total, time_left_ms: null }
    // A page that does not come makes the pace slower while it is waited for.
    const left = ((total - this.#rows) * (now - first.at)) / (last.rows - first.rows)
    const told = this.#end === null ? null : this.#end - now
    if (told === null || Math.abs(left - told) > tolerance * Math.max(left, leastMs)) this.#end = now + left
    return { total, time_left_ms: Math.max(0, Math.round((this.#end ?? now) - now)) }
  }
}
