import type { StoreLocation } from './api.ts'
import type { ReaderMethod } from './protocol.ts'
import { Thread } from './thread.ts'

/** The reading thread of one open store: it starts when it is first asked and ends with the store. */
export class ReaderClient {
  readonly #source: URL | string
  readonly #location: StoreLocation
  #running: { thread: Thread; opened: Promise<unknown> } | null = null
  #ending: Promise<void> = Promise.resolve()

  constructor(source: URL | string, location: StoreLocation) {
    this.#source = source
    this.#location = location
  }

  async ask<T>(method: Exclude<ReaderMethod, 'open'>, args: unknown[]): Promise<T> {
    const running = (this.#running ??= this.#start())
    try {
      await running.opened
    } catch (error) {
      // The next question tries again.
      if (this.#running === running) await this.end()
      throw error
    }
    return await running.thread.call<T>(method, args)
  }

  /** Lets go of the file, also for a new one under its name; the next question starts another thread. */
  end(): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running !== null) this.#ending = running.thread.end()
    return this.#ending
  }

  #start(): { thread: Thread; opened: Promise<unknown> } {
    const thread = new Thread(this.#source, 'store-reader', {
      crashed: () => {
        if (this.#running?.thread === thread) this.#running = null
      },
    })
    return { thread, opened: thread.call('open', [this.#location]) }
  }
}
