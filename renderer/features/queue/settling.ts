import type { OutboxStatus } from '../../../contract/status.ts'
import { invoke } from '../../app/ipc.ts'
import type { Stage } from './stage.ts'

/** Learns from the outbox what became of the latest decisions. */
export class Settling {
  #due: OutboxStatus | null = null
  #running = false
  readonly #stage: Stage

  constructor(stage: Stage) {
    this.#stage = stage
  }

  outboxChanged(status: OutboxStatus): void {
    if (status.storage !== this.#stage.storage) {
      this.#stage.storage = status.storage
      this.#stage.emit()
    }
    this.#due = status
    if (!this.#running) void this.#settle()
  }

  /** Skipped while a long outbox is being worked off. */
  async #settle(): Promise<void> {
    const { history } = this.#stage
    this.#running = true
    for (let status = this.#due; status !== null; status = this.#due) {
      this.#due = null
      const waiting = history.unsent()
      if (waiting.length === 0 || status.unsent + status.conflicts + status.refused > 200) continue
      const outbox = await invoke('outbox.list').catch(() => null)
      if (outbox && history.settle(waiting, outbox)) this.#stage.emit()
      // While decisions follow each other, now and then is enough.
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
    this.#running = false
  }
}
