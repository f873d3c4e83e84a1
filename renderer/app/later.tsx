import { useEffect, type ComponentType } from 'react'
import { AppError } from '../../contract/app-error.ts'
import { ErrorState } from '../ui/States.tsx'
import { createStore, useStore, type Store } from './store.ts'

/** null: not here yet. A part that failed twice needs the page anew: Chromium remembers a script that it could not fetch. */
type Loaded<P> = { part: ComponentType<P> } | { failed: 'once' | 'again' } | null

export interface LaterPart<P> {
  state: Pick<Store<Loaded<P>>, 'get' | 'subscribe'>
  /** loads it, once; never rejects */
  begin(): Promise<void>
  /** after a failure: loads it again, or the page where that has failed as well; not while it loads, nor before one can have read what the page's loading costs */
  again(): Promise<void>
}

/** What a double press comes within, and nobody reads a warning in. */
const readMs = 1000

export function createPart<P>(load: () => Promise<ComponentType<P>>, reload: () => void = () => location.reload()): LaterPart<P> {
  const state = createStore<Loaded<P>>(null)
  let first: Promise<void> | null = null
  let loading = false
  /** when what it says now came on the screen */
  let shownAt = 0
  const fetch = async (failed: 'once' | 'again') => {
    loading = true
    try {
      state.set({ part: await load() })
    } catch {
      state.set({ failed })
    }
    loading = false
    shownAt = performance.now()
  }
  return {
    state,
    begin() {
      // It may have failed while another screen was shown.
      shownAt = performance.now()
      return (first ??= fetch('once'))
    },
    async again() {
      const now = state.get()
      if (loading || now === null || 'part' in now) return
      if (now.failed === 'once') await fetch('again')
      else if (performance.now() - shownAt >= readMs) reload()
    },
  }
}

const parts: Pick<LaterPart<never>, 'begin'>[] = []

/**
 * A part of the interface that the start does without. Its code comes while nobody does anything (`loadTheRest`), or when it
 * is shown before that; until it is there nothing is drawn, afterwards it is drawn at once. (React's own `lazy` shows its
 * fallback once even when the code is there.)
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const part = createPart(load)
  parts.push(part)
  return function Later(props: P) {
    const now = useStore(part.state)
    useEffect(() => void part.begin(), [])
    return <LaterView now={now} again={() => void part.again()} props={props} />
  }
}

/** A part that failed says so in its own place: what stands around it, and what was typed there, stays. */
export function LaterView<P extends object>({ now, again, props }: { now: Loaded<P>; again(): void; props: P }) {
  if (now === null) return null
  if ('failed' in now) return <ErrorState error={failures[now.failed]} onRetry={again} />
  const Part = now.part
  return <Part {...props} />
}

const failures = {
  once: new AppError('internal', 'This part of the app could not be read. The rest works, and what you decided and wrote is kept.', { retry: true }),
  again: new AppError('internal', 'This part of the app still could not be read. The next try opens the page anew: what you decided and your notes are kept, a form that you are filling in is not. If that does not help, restart the app.', { retry: true }),
}

/** One part after the other, each when nothing else is to be done. */
export function loadTheRest(): () => void {
  const left = [...parts]
  let handle = 0
  const next = () => {
    handle = requestIdleCallback(() => void left.shift()?.begin().then(next))
  }
  next()
  return () => {
    left.length = 0
    cancelIdleCallback(handle)
  }
}
