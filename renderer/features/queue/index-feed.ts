import { invoke } from '../../app/ipc.ts'

/** Least time between two reads of the index, in milliseconds: an agent that writes without pause is followed in steps. */
const pace = 500
/** The same while the queue is empty: somebody waits for its first item. */
const paceWhenEmpty = 100

interface Listener {
  /** `askedAt`: when the read began, as performance.now() */
  index(keys: Int32Array, askedAt: number): void
  error(error: unknown): void
}

/** Reads the queue's index when asked to, one read at a time, never more often than `pace`. */
export class IndexFeed {
  #workspaceId: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #reading = false
  #again = false
  #lastAt = -Infinity
  #pace = paceWhenEmpty
  #stopped = true
  readonly #on: Listener

  constructor(on: Listener) {
    this.#on = on
  }

  /** True when that is another one than before. */
  setWorkspace(workspaceId: string | null): boolean {
    if (workspaceId === this.#workspaceId) return false
    this.#workspaceId = workspaceId
    this.refresh()
    return true
  }

  start(): void {
    this.#stopped = false
    this.refresh()
  }

  refresh(): void {
    if (this.#stopped) return
    if (this.#reading) this.#again = true
    else this.#timer ??= setTimeout(() => void this.#read(), Math.max(0, this.#lastAt + this.#pace - performance.now()))
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #read(): Promise<void> {
    this.#timer = undefined
    this.#reading = true
    this.#again = false
    const workspaceId = this.#workspaceId
    const askedAt = performance.now()
    try {
      const { keys } = await invoke('queue.index', { workspace_id: workspaceId })
      this.#pace = keys.length === 0 ? paceWhenEmpty : pace
      if (!this.#stopped && workspaceId === this.#workspaceId) this.#on.index(keys, askedAt)
    } catch (error) {
      if (!this.#stopped) this.#on.error(error)
    } finally {
      this.#lastAt = performance.now()
      this.#reading = false
      if (this.#again && !this.#stopped) this.refresh()
    }
  }
}
