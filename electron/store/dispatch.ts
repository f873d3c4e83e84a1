import { AppError } from '../../contract/errors.ts'
import type { Store, StoreLocation } from './api.ts'
import { AccountStore, type AccountStoreOptions } from './account-store.ts'
import { storageError } from './failures.ts'
import { priorityOf, type StoreMethod, type StoreRequest, type StoreResponse } from './protocol.ts'

type Arguments<M extends StoreMethod & keyof Store> = Parameters<Store[M]>
/** A method's work: at once, or in slices. */
type Work = Generator<void, unknown>

/** Runs the calls of one store, one at a time, by priority; a page being applied gives way between its slices. */
export class Dispatcher {
  readonly #options: AccountStoreOptions
  readonly #answer: (response: StoreResponse, transfer: ArrayBuffer[]) => void
  readonly #queues: [StoreRequest[], StoreRequest[], StoreRequest[]] = [[], [], []]
  #store: AccountStore | null = null
  #slow: { id: number; work: Work } | null = null

  constructor(options: AccountStoreOptions, answer: (response: StoreResponse, transfer: ArrayBuffer[]) => void) {
    this.#options = options
    this.#answer = answer
  }

  add(request: StoreRequest): void {
    this.#queues[priorityOf(request.method)].push(request)
  }

  /** Does the next piece of work, of a few ms where it can be cut; false: there was none. */
  step(): boolean {
    const urgent = this.#queues[0].shift() ?? this.#queues[1].shift()
    if (urgent !== undefined) {
      this.#start(urgent)
      return true
    }
    if (this.#slow !== null) {
      // The next page's parsing lets the network go on; all else that writes the replica waits for this page's end.
      const staging = this.#queues[2].findIndex(({ method }) => method === 'stagePage')
      if (staging >= 0) this.#queues[2].splice(staging, 1).forEach((request) => this.#start(request))
      else this.#continue(this.#slow)
      return true
    }
    const next = this.#queues[2].shift()
    if (next === undefined) return false
    this.#start(next)
    return true
  }

  /** Nothing has waited for a while. A few ms of housekeeping; true: there is more. */
  idle(): boolean {
    try {
      return this.#store?.idle() ?? false
    } catch {
      // What is wrong shows in the next call that needs it.
      return false
    }
  }

  /** Nothing has waited for longer. */
  rest(): void {
    try {
      this.#store?.rest()
    } catch {
      // As above.
    }
  }

  #start({ id, method, args }: StoreRequest): void {
    this.#settled(id, () => {
      if (method !== 'applyPage') return { value: this.#call(method, args) }
      this.#slow = { id, work: this.#opened().applyPage(...(args as Arguments<'applyPage'>)) }
      return null
    })
  }

  #continue({ id, work }: { id: number; work: Work }): void {
    const until = performance.now() + sliceMs
    this.#settled(id, () => {
      do {
        const step = work.next()
        if (step.done === true) return { value: step.value }
      } while (performance.now() < until)
      return null
    })
  }

  /** Answers once there is a value or an error. */
  #settled(id: number, work: () => { value: unknown } | null): void {
    try {
      const done = work()
      if (done === null) return
      if (this.#slow?.id === id) this.#slow = null
      this.#answer({ id, value: done.value }, transferable(done.value))
    } catch (error) {
      if (this.#slow?.id === id) this.#slow = null
      this.#answer({ id, error: storageError(error).toShape() }, [])
    }
  }

  #call(method: Exclude<StoreMethod, 'applyPage'>, args: unknown[]): unknown {
    switch (method) {
      case 'open': {
        this.#store?.close()
        this.#store = null
        this.#store = new AccountStore(args[0] as StoreLocation, this.#options)
        return this.#store.report
      }
      case 'close':
      case 'destroy': {
        const store = this.#store
        this.#store = null
        store?.[method]()
        return undefined
      }
      default:
        return (this.#opened()[method] as (...given: unknown[]) => unknown)(...args)
    }
  }

  #opened(): AccountStore {
    if (this.#store !== null) return this.#store
    throw new AppError('signed_out', 'No account is open.')
  }
}

/** How long a page keeps the screen's calls waiting. */
const sliceMs = 4

/** Arrays of numbers that an answer carries are handed over instead of copied. */
export const transferable = (value: unknown): ArrayBuffer[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((field) => (field instanceof Int32Array || field instanceof Uint8Array ? [field.buffer as ArrayBuffer] : []))
    : []
