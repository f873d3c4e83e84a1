import { Worker } from 'node:worker_threads'
import { AppError } from '../../contract/errors.ts'
import type { OpenReport, Store, StoreLocation } from './api.ts'
import type { StoreEvent, StoreMethod, StoreRequest, StoreResponse } from './protocol.ts'

interface Pending {
  resolve: (value: unknown) => void
  reject: (error: AppError) => void
}

/**
 * The store from main's side: every call goes to the worker at `worker` (out/main/store-worker.js, or worker.ts under
 * plain Node). The thread begins with `open` and ends with `close` or `destroy`, which also lets go of the files.
 */
export function createStore(worker: URL | string): Store {
  return new StoreClient(worker)
}

class StoreClient implements Store {
  readonly #source: URL | string
  readonly #crashListeners = new Set<(error: Error) => void>()
  readonly #rebuiltListeners = new Set<() => void>()
  #worker: Worker | null = null
  #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(source: URL | string) {
    this.#source = source
  }

  async open(location: StoreLocation): Promise<OpenReport> {
    this.#worker ??= this.#start()
    return this.#call('open', [location])
  }

  close = (): Promise<void> => this.#end('close')
  destroy = (): Promise<void> => this.#end('destroy')

  onCrash(listener: (error: Error) => void): () => void {
    this.#crashListeners.add(listener)
    return () => this.#crashListeners.delete(listener)
  }

  onRebuilt(listener: () => void): () => void {
    this.#rebuiltListeners.add(listener)
    return () => this.#rebuiltListeners.delete(listener)
  }

  query: Store['query'] = (name, input) => this.#call('query', [name, input])
  outboxStatus: Store['outboxStatus'] = () => this.#call('outboxStatus', [])
  addCommand: Store['addCommand'] = (...args) => this.#call('addCommand', args)
  addCommands: Store['addCommands'] = (...args) => this.#call('addCommands', args)
  undoCommand: Store['undoCommand'] = (...args) => this.#call('undoCommand', args)
  releaseHolds: Store['releaseHolds'] = () => this.#call('releaseHolds', [])
  dismissCommand: Store['dismissCommand'] = (...args) => this.#call('dismissCommand', args)
  putDraft: Store['putDraft'] = (...args) => this.#call('putDraft', args)
  noteLook: Store['noteLook'] = (...args) => this.#call('noteLook', args)
  takeBatch: Store['takeBatch'] = (...args) => this.#call('takeBatch', args)
  returnBatch: Store['returnBatch'] = (...args) => this.#call('returnBatch', args)
  settle: Store['settle'] = (...args) => this.#call('settle', args)
  refuse: Store['refuse'] = (...args) => this.#call('refuse', args)
  setWorkspaces: Store['setWorkspaces'] = (...args) => this.#call('setWorkspaces', args)
  cursor: Store['cursor'] = (...args) => this.#call('cursor', args)
  stagePage: Store['stagePage'] = (...args) => this.#call('stagePage', args)
  applyPage: Store['applyPage'] = (...args) => this.#call('applyPage', args)
  purgeWorkspace: Store['purgeWorkspace'] = (...args) => this.#call('purgeWorkspace', args)
  wantedContents: Store['wantedContents'] = (...args) => this.#call('wantedContents', args)
  applyContents: Store['applyContents'] = (...args) => this.#call('applyContents', args)
  inspect: Store['inspect'] = () => this.#call('inspect', [])
  checkContents: Store['checkContents'] = (...args) => this.#call('checkContents', args)

  #call<T>(method: StoreMethod, args: unknown[]): Promise<T> {
    const worker = this.#worker
    if (worker === null) return Promise.reject(new AppError('signed_out', 'No account is open.'))
    const id = ++this.#lastId
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject })
      worker.postMessage({ id, method, args } satisfies StoreRequest, bodiesIn(args))
    })
  }

  async #end(method: 'close' | 'destroy'): Promise<void> {
    const worker = this.#worker
    if (worker === null) return
    try {
      await this.#call(method, [])
    } finally {
      if (this.#worker === worker) this.#worker = null
      await worker.terminate()
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#source, { name: 'store' })
    worker.on('message', (message: StoreResponse | StoreEvent) => {
      if ('event' in message) for (const listener of this.#rebuiltListeners) listener()
      else this.#answered(message)
    })
    worker.on('error', (error) => this.#crashed(worker, error))
    worker.on('exit', () => this.#crashed(worker, new Error('the store worker ended')))
    return worker
  }

  #answered(response: StoreResponse): void {
    const pending = this.#pending.get(response.id)
    this.#pending.delete(response.id)
    if ('error' in response) pending?.reject(AppError.fromShape(response.error))
    else pending?.resolve(response.value)
  }

  /** An end that was asked for has already let go of the worker. */
  #crashed(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const pending = this.#pending
    this.#pending = new Map()
    const error = new AppError('internal', 'The local store stopped unexpectedly. What was saved is still there; start again.', { cause, retry: true })
    for (const { reject } of pending.values()) reject(error)
    for (const listener of this.#crashListeners) listener(cause)
  }
}

/** Bodies of answers are handed over instead of copied, where they own their buffer. */
const bodiesIn = (args: unknown[]): ArrayBuffer[] =>
  args.flatMap((arg) =>
    arg instanceof Uint8Array && arg.byteLength === arg.buffer.byteLength && arg.buffer instanceof ArrayBuffer ? [arg.buffer] : [],
  )
