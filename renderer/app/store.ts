import { useSyncExternalStore } from 'react'

/** A value that changes outside of React. Readers are told synchronously; React commits before the next event. */
export interface Store<T> {
  get(): T
  set(next: T): void
  subscribe(listener: () => void): () => void
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A new value only where one of its fields is another: readers of what stays the same are not told. */
export function setFields<T extends object>(store: Store<T>, next: T): void {
  if (!sameFields(store.get(), next)) store.set(next)
}

export const sameFields = <T extends object>(one: T, other: T): boolean =>
  (Object.keys(other) as (keyof T)[]).every((name) => Object.is(one[name], other[name]))

export const useStore = <T>(store: Pick<Store<T>, 'get' | 'subscribe'>): T => useSyncExternalStore(store.subscribe, store.get)

/** A part of it; the reader renders only when that part changes. */
export const useSelected = <T, S>(store: Pick<Store<T>, 'get' | 'subscribe'>, select: (value: T) => S): S => useSyncExternalStore(store.subscribe, () => select(store.get()))
