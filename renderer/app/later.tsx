import { useEffect, type ComponentType } from 'react'
import { createStore, useStore } from './store.ts'

type Loaded<P> = { part: ComponentType<P> } | { error: unknown } | null

const loads: (() => Promise<void>)[] = []

/**
 * A part of the interface that the start does without. Its code comes while nobody does anything (`loadTheRest`), or when it
 * is shown before that; until it is there nothing is drawn, afterwards it is drawn at once. (React's own `lazy` shows its
 * fallback once even when the code is there.)
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loaded = createStore<Loaded<P>>(null)
  let loading: Promise<void> | null = null
  const begin = () => (loading ??= load().then((part) => loaded.set({ part }), (error: unknown) => loaded.set({ error })))
  loads.push(begin)
  return function Later(props: P) {
    const now = useStore(loaded)
    useEffect(() => void begin(), [])
    if (now === null) return null
    if ('error' in now) throw now.error
    const Part = now.part
    return <Part {...props} />
  }
}

/** One part after the other, each when nothing else is to be done. */
export function loadTheRest(): () => void {
  const left = [...loads]
  let handle = 0
  const next = () => {
    handle = requestIdleCallback(() => void left.shift()?.().then(next))
  }
  next()
  return () => {
    left.length = 0
    cancelIdleCallback(handle)
  }
}
