import { setPriority } from 'node:os'
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import type { AccountStoreOptions } from './account-store.ts'
import { Dispatcher, transferable } from './dispatch.ts'
import { storageError } from './failures.ts'
import type { ReaderRequest, StoreEvent, StoreRequest, StoreResponse, ThreadRole } from './protocol.ts'
import { Reader } from './reader.ts'

/** Long enough that a person who decides one item after the other is not met by housekeeping. */
const restMs = 1_000
/** Nobody looks for anything any more: what is read next may come from the file. */
const longRestMs = 5_000

/** Gets a third of what the others get, where there is not enough for all. */
const readerNiceness = 5

/** Serves what this thread was started as. */
export function serve(options: AccountStoreOptions = {}): void {
  if (parentPort === null) throw new Error('the store is served from a worker thread')
  const { role } = workerData as { role: ThreadRole }
  if (role === 'store') serveStore(parentPort, options)
  else serveReader(parentPort, options)
}

/** The store's thread. Between two pieces of work it takes in what has arrived, so that a command overtakes a pull. */
function serveStore(port: MessagePort, options: AccountStoreOptions): void {
  const say = (event: StoreEvent) => port.postMessage(event)
  const dispatcher = new Dispatcher({ ...options, onRebuilt: () => say({ event: 'rebuilt' }) }, (response, transfer) => port.postMessage(response, transfer))
  let running = false
  let rest: NodeJS.Timeout | undefined

  const step = () => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      dispatcher.add(next.message as StoreRequest)
    }
    running = dispatcher.step()
    if (running) setImmediate(step)
    else rest = setTimeout(tidy, restMs)
  }
  // What arrives meanwhile ends it, and its own rest begins again.
  const tidy = () => {
    rest = dispatcher.idle() ? setTimeout(tidy, 1) : setTimeout(() => dispatcher.rest(), longRestMs)
  }

  port.on('message', (request: StoreRequest) => {
    dispatcher.add(request)
    if (running) return
    running = true
    clearTimeout(rest)
    setImmediate(step)
  })
}

/** The reading thread: one question after the other, and whatever a key press needs goes before it. */
function serveReader(port: MessagePort, options: AccountStoreOptions): void {
  yieldToOthers()
  const reader = new Reader(options)
  const answer = (response: StoreResponse, transfer: ArrayBuffer[] = []) => port.postMessage(response, transfer)
  port.on('message', ({ id, method, args }: ReaderRequest) => {
    try {
      const value = (reader[method] as (...given: unknown[]) => unknown).apply(reader, args)
      answer({ id, value }, transferable(value))
    } catch (error) {
      answer({ id, error: storageError(error).toShape() })
    }
  })
}

/** On Linux a priority is the calling thread's alone; elsewhere it would be the whole process's. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(readerNiceness)
  } catch {
    // A system that forbids it leaves the thread as it is.
  }
}
