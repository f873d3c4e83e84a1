import { Worker } from 'node:worker_threads'
import { AppError } from '../../contract/app-error.ts'
import type { StoreEvent, StoreResponse, ThreadRole } from './protocol.ts'

interface Pending {
  resolve: (value: unknown) => void
  reject: (error: AppError) => void
}

interface ThreadEvents {
  said?: (event: StoreEvent) => void
  /** it ended without being asked to; what was pending was rejected */
  crashed: (cause: Error) => void
}

/** A worker thread that answers calls, from its caller's side. */
export class Thread {
  readonly #worker: Worker
  readonly #events: ThreadEvents
  #pending = new Map<number, Pending>()
  #lastId = 0
  #ended = false

  constructor(source: URL | string, role: ThreadRole, events: ThreadEvents) {
    this.#events = events
    this.#worker = new Worker(source, { name: role, workerData: { role } })
    this.#worker.on('message', (message: StoreResponse | StoreEvent) => {
      if ('event' in message) events.said?.(message)
      else this.#answered(message)
    })
    this.#worker.on('error', (error) => this.#crashed(error))
    this.#worker.on('exit', () => this.#crashed(new Error(`the thread ${role} ended`)))
  }

  call<T>(method: string, args: unknown[]): Promise<T> {
    if (this.#ended) return Promise.reject(stopped())
    const id = ++this.#lastId
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject })
      this.#worker.postMessage({ id, method, args }, bodiesIn(args))
    })
  }

  /** Ends it; what is pending is rejected. */
  async end(): Promise<void> {
    this.#ended = true
    this.#reject(stopped())
    await this.#worker.terminate()
  }

  #answered(response: StoreResponse): void {
    const pending = this.#pending.get(response.id)
    this.#pending.delete(response.id)
    if ('error' in response) pending?.reject(AppError.fromShape(response.error))
    else pending?.resolve(response.value)
  }

  #crashed(cause: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#reject(stopped(cause))
    this.#events.crashed(cause)
  }

  #reject(error: AppError): void {
    const pending = this.#pending
    this.#pending = new Map()
    for (const { reject } of pending.values()) reject(error)
  }
}

const stopped = (cause?: Error) =>
  new AppError('internal', 'The local store stopped unexpectedly. What was saved is still there; start again.', { cause, retry: true })

/** Bytes are handed over instead of copied, where they own their buffer. */
const bodiesIn = (args: unknown[]): ArrayBuffer[] =>
  args.flatMap((arg) =>
    arg instanceof Uint8Array && arg.byteLength === arg.buffer.byteLength && arg.buffer instanceof ArrayBuffer ? [arg.buffer] : [],
  )
