import { BackendError, type Backend } from '../backend/api.ts'
import type { Prefetch, Store } from '../store/api.ts'

const contentsPerCall = 50
/** So many contents that cannot be had, one after the other, are no coincidence. */
const failuresInARow = 2

interface ContentHooks {
  mayGoOn(): boolean
  prefetch(): Prefetch
  /** nothing of the queue's head is missing */
  onAllHere(): void
  /** these changed: they came, or came broken */
  onArrived(ids: string[]): void
}

/** `stalled`: the server gives no contents at all now, and shall not be asked without a pause; `nothing`: none was asked for. */
export type Fetched = 'stalled' | 'answered' | 'nothing'

/**
 * Fetches what the screen misses and, by `prefetch`, the head of the queue, until nothing is wanted. `carefully`: the last
 * time stalled, so one is asked for alone until an answer has come.
 */
export async function fetchContents(store: Store, backend: Backend, hooks: ContentHooks, carefully: boolean, signal: AbortSignal): Promise<Fetched> {
  let fetched: Fetched = 'nothing'
  while (hooks.mayGoOn()) {
    const alone = carefully && fetched === 'nothing'
    const prefetch = hooks.prefetch()
    const ids = await store.wantedContents(alone ? 1 : contentsPerCall, prefetch)
    if (ids.length === 0) {
      if (prefetch === 'head') hooks.onAllHere()
      break
    }
    const batch = await fetchBatch(store, backend, ids, alone ? 1 : failuresInARow, hooks, signal)
    if (batch === 'stalled') return 'stalled'
    if (batch === 'answered') fetched = 'answered'
  }
  return fetched
}

/**
 * A call that the server refuses or fails at, or does not answer in time, tells nothing about a single content (one of
 * them may be too large, all together too slow). When an empty call fails too, none of them rests for it. Otherwise halves
 * are tried until the one that fails is alone: it rests like one that the server leaves out. `most` of those in a row, and
 * nothing came between: it is the server again.
 */
async function fetchBatch(store: Store, backend: Backend, ids: readonly string[], most: number, hooks: ContentHooks, signal: AbortSignal): Promise<Fetched> {
  const batches = [ids]
  let fetched: Fetched = 'nothing'
  let probed = false
  let inARow = 0
  for (let batch = batches.pop(); batch !== undefined && hooks.mayGoOn(); batch = batches.pop()) {
    const answer = await answerOf(backend, batch, signal)
    if (answer !== null) {
      inARow = 0
      fetched = 'answered'
      const { ids: arrived, broken } = await store.applyContents([...batch], answer)
      if (arrived.length + broken.length > 0) hooks.onArrived([...arrived, ...broken])
      continue
    }
    if (!probed && (await answerOf(backend, [], signal)) === null) return 'stalled'
    probed = true
    if (batch.length > 1) {
      const middle = batch.length >> 1
      batches.push(batch.slice(middle), batch.slice(0, middle))
      continue
    }
    await store.applyContents([...batch], none())
    if (++inARow === most) return 'stalled'
  }
  return fetched
}

/** Null: the server refuses this call, fails at it or does not answer it in time. What stands in the way of all calls is thrown. */
async function answerOf(backend: Backend, ids: readonly string[], signal: AbortSignal) {
  try {
    return await backend.contents(ids, signal)
  } catch (error) {
    if (error instanceof BackendError && (error.timedOut || ['refused', 'too_large', 'server'].includes(error.failure))) return null
    throw error
  }
}

const none = () => new TextEncoder().encode('[]')
