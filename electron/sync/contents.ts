import { BackendError, type Backend } from '../backend/api.ts'
import type { Prefetch, Store } from '../store/api.ts'

const contentsPerCall = 50

interface ContentHooks {
  mayGoOn(): boolean
  prefetch(): Prefetch
  /** nothing of the queue's head is missing */
  onAllHere(): void
  /** these changed: they came, or came broken */
  onArrived(ids: string[]): void
}

/** Fetches what the screen misses and, by `prefetch`, the head of the queue, until nothing is wanted. */
export async function fetchContents(
  store: Store,
  backend: Backend,
  hooks: ContentHooks,
  signal: AbortSignal,
): Promise<void> {
  while (hooks.mayGoOn()) {
    const prefetch = hooks.prefetch()
    const ids = await store.wantedContents(contentsPerCall, prefetch)
    if (ids.length === 0) {
      if (prefetch === 'head') hooks.onAllHere()
      return
    }
    const { ids: arrived, broken } = await store.applyContents(ids, await contentsOf(backend, ids, signal))
    if (arrived.length + broken.length > 0) hooks.onArrived([...arrived, ...broken])
  }
}

/** What the server cannot give now (too large, too slow) rests for a while like what it leaves out; the pull goes on. */
async function contentsOf(backend: Backend, ids: readonly string[], signal: AbortSignal) {
  try {
    return await backend.contents(ids, signal)
  } catch (error) {
    const theirs = error instanceof BackendError && (error.failure === 'refused' || error.failure === 'server')
    if (!theirs) throw error
    return new TextEncoder().encode('[]')
  }
}
