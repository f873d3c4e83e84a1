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

/** `stalled`: the server gives no contents at all now, and shall not be asked without a pause. */
export interface Fetched {
  stalled: boolean
}

/** Fetches what the screen misses and, by `prefetch`, the head of the queue, until nothing is wanted. */
export async function fetchContents(store: Store, backend: Backend, hooks: ContentHooks, signal: AbortSignal): Promise<Fetched> {
  while (hooks.mayGoOn()) {
    const prefetch = hooks.prefetch()
    const ids = await store.wantedContents(contentsPerCall, prefetch)
    if (ids.length === 0) {
      if (prefetch === 'head') hooks.onAllHere()
      break
    }
    if (!(await fetchBatch(store, backend, ids, hooks, signal))) return { stalled: true }
  }
  return { stalled: false }
}

/**
 * A call that the server refuses or fails at tells nothing about a single content (one of them may be too large, all
 * together too slow). When an empty call fails too, none of them rests for it. Otherwise halves are tried until the one
 * that fails is alone: it rests like one that the server leaves out. Two of those in a row, and nothing came between:
 * it is the server again. False: the server gives none now.
 */
async function fetchBatch(store: Store, backend: Backend, ids: readonly string[], hooks: ContentHooks, signal: AbortSignal): Promise<boolean> {
  const batches = [ids]
  let probed = false
  let inARow = 0
  for (let batch = batches.pop(); batch !== undefined && hooks.mayGoOn(); batch = batches.pop()) {
    const answer = await answerOf(backend, batch, signal)
    if (answer !== null) {
      inARow = 0
      const { ids: arrived, broken } = await store.applyContents([...batch], answer)
      if (arrived.length + broken.length > 0) hooks.onArrived([...arrived, ...broken])
      continue
    }
    if (!probed && (await answerOf(backend, [], signal)) === null) return false
    probed = true
    if (batch.length > 1) {
      const middle = batch.length >> 1
      batches.push(batch.slice(middle), batch.slice(0, middle))
    } else if (++inARow < 2) {
      await store.applyContents([...batch], none())
    } else {
      return false
    }
  }
  return true
}

/** Null: the server refuses this call or fails at it. What stands in the way of all calls is thrown. */
async function answerOf(backend: Backend, ids: readonly string[], signal: AbortSignal) {
  try {
    return await backend.contents(ids, signal)
  } catch (error) {
    if (error instanceof BackendError && ['refused', 'too_large', 'server'].includes(error.failure)) return null
    throw error
  }
}

const none = () => new TextEncoder().encode('[]')
