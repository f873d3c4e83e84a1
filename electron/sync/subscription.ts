import type { Backend } from '../backend/api.ts'

interface SubscriptionEvents {
  onPoke(workspaceId: string): void
  onState(up: boolean): void
}

/** The one subscription to pokes; a late word of an earlier one is not heard. */
export class Subscription {
  readonly #backend: Backend
  readonly #events: SubscriptionEvents
  #ids: readonly string[] = []
  #end: (() => void) | null = null

  constructor(backend: Backend, events: SubscriptionEvents) {
    this.#backend = backend
    this.#events = events
  }

  /** Keeps the channel as it is when the workspaces are the same. */
  follow(ids: readonly string[]): void {
    const same = ids.length === this.#ids.length && ids.every((id) => this.#ids.includes(id))
    if (this.#end !== null && same) return
    this.end()
    this.#ids = [...ids]
    if (ids.length === 0) return
    let current = true
    const end = this.#backend.subscribe(
      ids,
      (workspaceId) => current && this.#events.onPoke(workspaceId),
      (up) => current && this.#events.onState(up),
    )
    this.#end = () => {
      current = false
      end()
    }
  }

  end(): void {
    this.#end?.()
    this.#end = null
    this.#events.onState(false)
  }
}
