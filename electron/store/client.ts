import { AppError } from '../../contract/app-error.ts'
import type { IpcInput } from '../../contract/ipc.ts'
import type { OpenReport, Store, StoreLocation } from './api.ts'
import type { StoreMethod } from './protocol.ts'
import { ReaderClient } from './reader-client.ts'
import type { Found } from './reader.ts'
import { isLongQuery } from './replica/queries/long-names.ts'
import { Thread } from './thread.ts'

/**
 * The store from main's side: every call goes to the worker at `worker` (out/main/store-worker.cjs, or worker.ts under
 * plain Node), long queries to a second thread of the same source. The thread begins at once, so that it has loaded its code
 * when it is asked to open; it ends with `close` or `destroy`, which also lets go of the files.
 */
export function createStore(worker: URL | string): Store {
  return new StoreClient(worker)
}

class StoreClient implements Store {
  readonly #source: URL | string
  readonly #crashListeners = new Set<(error: Error) => void>()
  readonly #rebuiltListeners = new Set<() => void>()
  #thread: Thread | null = null
  /** null: in memory or a read-only copy, where the store's thread answers everything */
  #reader: ReaderClient | null = null
  #rebuilds = 0

  constructor(source: URL | string) {
    this.#source = source
    this.#thread = this.#start()
  }

  async open(location: StoreLocation): Promise<OpenReport> {
    this.#thread ??= this.#start()
    await this.#reader?.end()
    this.#reader = null
    const report = await this.#call<OpenReport>('open', [location])
    if (report.storage === 'disk') this.#reader = new ReaderClient(this.#source, location)
    void this.#call('readAhead', []).catch(() => undefined)
    return report
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

  query: Store['query'] = async (name, input) => {
    if (isLongQuery(name)) return await this.#reading((reader) => reader.ask('query', [name, input]), () => this.#call('query', [name, input]))
    // In slices, so that a decision or an item does not wait until all are counted.
    if (name === 'queue.counts') while (!(await this.#call<boolean>('catchUpFacets', [])));
    const words = name === 'queue.index' ? ((input as IpcInput<'queue.index'>).criteria?.text ?? '') : ''
    if (words.trim() !== '') await this.#reading((reader) => this.#find(reader, words), () => Promise.resolve())
    return await this.#call('query', [name, input])
  }

  outboxStatus: Store['outboxStatus'] = () => this.#call('outboxStatus', [])
  news: Store['news'] = (...args) => this.#call('news', args)
  addCommand: Store['addCommand'] = (...args) => this.#call('addCommand', args)
  undoCommand: Store['undoCommand'] = (...args) => this.#call('undoCommand', args)
  releaseHolds: Store['releaseHolds'] = () => this.#call('releaseHolds', [])
  dismissCommand: Store['dismissCommand'] = (...args) => this.#call('dismissCommand', args)
  putDraft: Store['putDraft'] = (...args) => this.#call('putDraft', args)
  putKept: Store['putKept'] = (...args) => this.#call('putKept', args)
  removeKept: Store['removeKept'] = (...args) => this.#call('removeKept', args)
  keepOffline: Store['keepOffline'] = (...args) => this.#call('keepOffline', args)
  setContentLimit: Store['setContentLimit'] = (...args) => this.#call('setContentLimit', args)
  noteLook: Store['noteLook'] = (...args) => this.#call('noteLook', args)
  prepareBulk: Store['prepareBulk'] = (...args) => this.#call('prepareBulk', args)
  decideBulk: Store['decideBulk'] = (...args) => this.#call('decideBulk', args)
  undoBulk: Store['undoBulk'] = (...args) => this.#call('undoBulk', args)
  bulkProgress: Store['bulkProgress'] = (...args) => this.#call('bulkProgress', args)
  snooze: Store['snooze'] = (...args) => this.#call('snooze', args)
  views: Store['views'] = () => this.#call('views', [])
  putView: Store['putView'] = (...args) => this.#call('putView', args)
  removeView: Store['removeView'] = (...args) => this.#call('removeView', args)
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
  countRows: Store['countRows'] = () =>
    this.#reading((reader) => reader.ask('query', ['tables.count', undefined]), () => this.#call('countRows', []))
  checkContents: Store['checkContents'] = (...args) => this.#call('checkContents', args)

  #call<T>(method: StoreMethod, args: unknown[]): Promise<T> {
    return this.#thread?.call<T>(method, args) ?? Promise.reject(new AppError('signed_out', 'No account is open.'))
  }

  /** What is long about a search happens in the reading thread; which of it waits now is known in the store's. */
  async #find(reader: ReaderClient, words: string): Promise<void> {
    let found = await reader.ask<Found>('find', [words])
    if (!found.complete) {
      await this.#call('catchUpSearch', [])
      found = await reader.ask<Found>('find', [words])
    }
    await this.#call('prefound', [words, found])
  }

  /** Asks the reading thread. When the replica is built again meanwhile, because it finds damage or another does: once more. */
  async #reading<T>(ask: (reader: ReaderClient) => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    if (this.#reader === null) return await otherwise()
    const rebuilds = this.#rebuilds
    try {
      return await ask(this.#reader)
    } catch (error) {
      const damaged = error instanceof AppError && error.code === 'storage_corrupt'
      if (this.#rebuilds === rebuilds && !damaged) throw error
      if (this.#rebuilds === rebuilds) await this.#call('rebuildReplica', [])
      return this.#reader === null ? await otherwise() : await ask(this.#reader)
    }
  }

  async #end(method: 'close' | 'destroy'): Promise<void> {
    const thread = this.#thread
    if (thread === null) return
    const reader = this.#reader
    this.#reader = null
    try {
      // Its statements would keep the file open.
      await reader?.end()
      await this.#call(method, [])
    } finally {
      if (this.#thread === thread) this.#thread = null
      await thread.end()
    }
  }

  #start(): Thread {
    const thread: Thread = new Thread(this.#source, 'store', {
      said: () => this.#rebuilt(),
      crashed: (cause) => this.#crashed(thread, cause),
    })
    return thread
  }

  #crashed(thread: Thread, cause: Error): void {
    if (this.#thread !== thread) return
    this.#thread = null
    void this.#reader?.end()
    this.#reader = null
    for (const listener of this.#crashListeners) listener(cause)
  }

  #rebuilt(): void {
    this.#rebuilds += 1
    void this.#reader?.end()
    for (const listener of this.#rebuiltListeners) listener()
  }
}
