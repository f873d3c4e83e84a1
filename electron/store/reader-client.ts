import type { StoreLocation } from './api.ts'
import type { ReaderMethod } from './protocol.ts'
import { Thread } from './thread.ts'

/** So long, in ms, the thread may finish what it is at: ended in the middle of native code it takes the whole process with it. */
const patience = 5_000

interface Running {
  thread: Thread
  opened: Promise<unknown>
  /** not answered yet */
  asked: Set<Promise<unknown>>
}

/** The reading thread of one open store: it starts when it is first asked and ends with the store. */
export class ReaderClient {
  readonly #source: URL | string
  readonly #location: StoreLocation
  #running: Running | null = null
  #ending: Promise<void> = Promise.resolve()

  constructor(source: URL | string, location: StoreLocation) {
    this.#source = source
    this.#location = location
  }

  async ask<T>(method: Exclude<ReaderMethod, 'open'>, args: unknown[]): Promise<T> {
    const running = (this.#running ??= this.#start())
    const answer = running.opened.then(() => running.thread.call<T>(method, args))
    running.asked.add(answer)
    try {
      return await answer
    } catch (error) {
      const opened = await running.opened.then(() => true, () => false)
      // The next question tries again.
      if (!opened && this.#running === running) await this.end()
      throw error
    } finally {
      running.asked.delete(answer)
    }
  }

  /** Lets go of the file, also for a new one under its name; the next question starts another thread. */
  end(): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running !== null) this.#ending = finish(running)
    return this.#ending
  }

  #start(): Running {
    const thread = new Thread(this.#source, 'store-reader', {
      crashed: () => {
        if (this.#running?.thread === thread) this.#running = null
      },
    })
    return { thread, opened: thread.call('open', [this.#location]), asked: new Set() }
  }
}

async function finish({ thread, asked }: Running): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)))
  await Promise.race([Promise.allSettled(asked), late])
  clearTimeout(timer)
  await thread.end()
}
