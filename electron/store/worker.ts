import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { Dispatcher } from './dispatch.ts'
import type { StoreRequest } from './protocol.ts'

/** The store's thread. Between two pieces of work it takes in what has arrived, so that a command overtakes a pull. */
if (parentPort === null) throw new Error('worker.ts runs in a worker thread')
const port = parentPort
const dispatcher = new Dispatcher({}, (response, transfer) => port.postMessage(response, transfer))
let running = false

function step(): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    dispatcher.add(next.message as StoreRequest)
  }
  running = dispatcher.step()
  if (running) setImmediate(step)
}

port.on('message', (request: StoreRequest) => {
  dispatcher.add(request)
  if (running) return
  running = true
  setImmediate(step)
})
