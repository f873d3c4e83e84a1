import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import type { AccountStoreOptions } from './account-store.ts'
import { Dispatcher } from './dispatch.ts'
import type { StoreEvent, StoreRequest } from './protocol.ts'

/** Long enough that a person who decides one item after the other is not met by housekeeping. */
const restMs = 1_000

/** The store's thread. Between two pieces of work it takes in what has arrived, so that a command overtakes a pull. */
export function serve(options: AccountStoreOptions = {}): void {
  if (parentPort === null) throw new Error('the store is served from a worker thread')
  const port = parentPort
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
    if (dispatcher.idle()) rest = setTimeout(tidy, 1)
  }

  port.on('message', (request: StoreRequest) => {
    dispatcher.add(request)
    if (running) return
    running = true
    clearTimeout(rest)
    setImmediate(step)
  })
}
