import type { SyncOptions } from './api.ts'
import { backoffMs } from './backoff.ts'
import { Timer } from './timer.ts'

/** A channel that has been up for so long has failed for another reason than the one before. */
const steadyMs = 60_000

interface SubscriptionEvents {
  onPoke(workspaceId: string): void
  onState(up: boolean): void
}

/** The one subscription to pokes; a late word of an earlier one is not heard. One that is lost is begun again after a pause. */
export class Subscription {
  readonly #options: Pick<SyncOptions, 'backend' | 'clock' | 'random'>
  readonly #events: SubscriptionEvents
  readonly #again: Timer
  #ids: readonly string[] = []
  #end: (() => void) | null = null
  #losses = 0
  #upSince: number | null = null

  constructor(options: Pick<SyncOptions, 'backend' | 'clock' | 'random'>, events: SubscriptionEvents) {
    this.#options = options
    this.#events = events
    this.#again = new Timer(options.clock, () => this.follow(this.#ids))
  }

  /** Keeps the channel as it is when the workspaces are the same. */
  follow(ids: readonly string[]): void {
    const same = ids.length === this.#ids.length && ids.every((id) => this.#ids.includes(id))
    if (this.#end !== null && same) return
    this.end()
    this.#ids = [...ids]
    if (ids.length === 0) return
    let current = true
    const end = this.#options.backend.subscribe(
      ids,
      (workspaceId) => current && this.#events.onPoke(workspaceId),
      (up) => current && this.#state(up),
      () => current && this.#lost(),
    )
    this.#end = () => {
      current = false
      end()
    }
  }

  end(): void {
    this.#again.stop()
    this.#end?.()
    this.#end = null
    this.#state(false)
  }

  #state(up: boolean): void {
    const now = this.#options.clock.monotonic()
    if (!up && this.#upSince !== null && now - this.#upSince >= steadyMs) this.#losses = 0
    this.#upSince = up ? (this.#upSince ?? now) : null
    this.#events.onState(up)
  }

  #lost(): void {
    this.end()
    this.#again.start(backoffMs(this.#losses++, this.#options.random))
  }
}
