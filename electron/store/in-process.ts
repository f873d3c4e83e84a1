import { AppError } from '../../contract/errors.ts'
import type { Store } from './api.ts'
import type { AccountStoreOptions } from './account-store.ts'
import { Dispatcher } from './dispatch.ts'
import type { StoreMethod } from './protocol.ts'

/** The same store without a thread of its own, for tests and the crash harness: clock and named points can be given. */
export function createStoreInProcess(options: AccountStoreOptions = {}): Store {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: AppError) => void }>()
  const rebuiltListeners = new Set<() => void>()
  const onRebuilt = () => {
    for (const listener of rebuiltListeners) listener()
  }
  const dispatcher = new Dispatcher({ ...options, onRebuilt }, (response) => {
    const call = waiting.get(response.id)
    waiting.delete(response.id)
    if ('error' in response) call?.reject(AppError.fromShape(response.error))
    else call?.resolve(response.value as never)
  })
  let lastId = 0
  const call = (method: StoreMethod, args: unknown[]) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      dispatcher.add({ id, method, args })
      while (dispatcher.step());
    })
  return new Proxy({} as Store, {
    get(_, name: string) {
      if (name === 'then') return undefined
      if (name === 'onCrash') return () => () => undefined
      if (name === 'onRebuilt') {
        return (listener: () => void) => {
          rebuiltListeners.add(listener)
          return () => rebuiltListeners.delete(listener)
        }
      }
      return (...args: unknown[]) => call(name as StoreMethod, args)
    },
  })
}
