import { headRows, openingQuestion, type QueueFilter, type QueueIndex } from '../../../contract/queue.ts'
import { takeFirstIndex } from '../../app/beginning.ts'
import { invoke } from '../../app/ipc.ts'

/** Least time between two reads of the index, in milliseconds: an agent that writes without pause is followed in steps, a long index in longer ones. */
const paceFor = (items: number): number => 500 + items / 50
/** The same while the queue is empty: somebody waits for its first item. */
const paceWhenEmpty = 100
/** Longest sleep of a timer: snoozed items come back within it at the latest. */
const longestSleep = 3_600_000

/** Why there is another list: somebody chose it, or types what it is searched for (one letter of perhaps more). */
export type ListChange = 'chosen' | 'typed'

interface Listener {
  /** `askedAt`: when the read began, as performance.now(); `change` null: the same list again */
  index(index: QueueIndex, askedAt: number, change: ListChange | null): void
  error(error: unknown): void
}

const everything: QueueFilter = { workspace_id: null }

/** Reads the queue's index when asked to, one read at a time, never more often than `paceFor` but for another filter. */
export class IndexFeed {
  #filter: QueueFilter = everything
  #timer: ReturnType<typeof setTimeout> | undefined
  #alarm: ReturnType<typeof setTimeout> | undefined
  #reading = false
  #again = false
  #change: ListChange | null = null
  /** nothing has been shown yet: the first item is needed as well */
  #opening = true
  #lastAt = -Infinity
  #pace = paceWhenEmpty
  #stopped = true
  readonly #on: Listener

  constructor(on: Listener) {
    this.#on = on
  }

  get filter(): QueueFilter {
    return this.#filter
  }

  setFilter(filter: QueueFilter, change: ListChange): void {
    if (JSON.stringify(filter) === JSON.stringify(this.#filter)) return
    this.#filter = filter
    this.#change = change
    this.refreshNow()
  }

  start(): void {
    this.#stopped = false
    this.refreshNow()
  }

  refresh(): void {
    if (this.#stopped) return
    if (this.#reading) this.#again = true
    else this.#timer ??= setTimeout(() => void this.#read(), Math.max(0, this.#lastAt + this.#pace - performance.now()))
  }

  /** Somebody waits for it. */
  refreshNow(): void {
    if (this.#stopped) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#lastAt = -Infinity
    if (this.#reading) this.#again = true
    else void this.#read()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#alarm)
    this.#timer = undefined
  }

  async #read(): Promise<void> {
    this.#timer = undefined
    this.#reading = true
    this.#again = false
    const filter = this.#filter
    const askedAt = performance.now()
    try {
      const opening = this.#opening
      const first = opening && filter === everything ? await takeFirstIndex() : null
      const index = first?.index ?? (await invoke('queue.index', { ...(opening ? openingQuestion : this.#change === null ? {} : { head: headRows }), ...filter }))
      if (this.#stopped || filter !== this.#filter) return
      this.#opening = false
      this.#pace = index.keys.length === 0 ? paceWhenEmpty : paceFor(index.keys.length)
      const change = this.#change
      this.#change = null
      this.#on.index(index, askedAt, change)
      if (!index.complete || first?.changed) this.#again = true
      this.#wakeAt(index.next_at)
    } catch (error) {
      if (!this.#stopped) this.#on.error(error)
    } finally {
      this.#lastAt = filter === this.#filter ? performance.now() : -Infinity
      this.#reading = false
      if (this.#again && !this.#stopped) this.refresh()
    }
  }

  #wakeAt(next: string | null): void {
    clearTimeout(this.#alarm)
    if (next === null) return
    this.#alarm = setTimeout(() => this.refresh(), Math.min(longestSleep, Math.max(0, Date.parse(next) - Date.now()) + 50))
  }
}
