import type { Cursor } from '../../contract/feed.ts'
import type { AnswerBody, Backend } from '../backend/api.ts'
import type { AppliedPage, Store } from '../store/api.ts'
import type { Pace } from './pace.ts'

interface PullHooks {
  pace: Pace
  /** a page is in the replica */
  onPage(page: AppliedPage, bytes: number, more: boolean): void
  onPoint(name: string): void
}

/** Pulls one workspace to its end. While a page is applied, the next one is on its way. */
export async function pullWorkspace(store: Store, backend: Backend, workspaceId: string, hooks: PullHooks, signal: AbortSignal): Promise<void> {
  const fetchPage = (cursor: Cursor | null) => backend.pull(workspaceId, cursor, hooks.pace.rows, signal)
  let body: AnswerBody | null = await fetchPage(await store.cursor(workspaceId))
  while (body !== null) {
    hooks.onPoint('pull.received')
    const bytes = body.byteLength
    const { staged, cursor, more } = await store.stagePage(body)
    signal.throwIfAborted()
    const next: Promise<AnswerBody> | null = more ? hooks.pace.rest(signal).then(() => fetchPage(cursor)) : null
    // Its failure is met below, after this page is in.
    next?.catch(() => undefined)
    hooks.onPage(await store.applyPage(workspaceId, staged), bytes, more)
    body = next === null ? null : await next
  }
}

/** How many rows a pull brings that begins from nothing somewhere; null where nothing does, or nobody counts. */
export async function sizeOf(store: Store, backend: Backend, workspaceIds: readonly string[], signal: AbortSignal): Promise<number | null> {
  const cursors = await Promise.all(workspaceIds.map((id) => store.cursor(id)))
  const fresh = workspaceIds.filter((_, index) => cursors[index] === null)
  const sizes = await Promise.all(fresh.map((id) => backend.size(id, signal)))
  return sizes.reduce((sum: number | null, size) => (size === null ? sum : (sum ?? 0) + size), null)
}
