import type { AppErrorShape } from '../../contract/errors.ts'
import type { Store } from './api.ts'

/** The calls that cross to the worker: all of Store but its listeners, and what the reading thread brings about. */
export type StoreMethod = Exclude<keyof Store, 'onCrash' | 'onRebuilt'> | 'readAhead' | 'catchUpFacets' | 'catchUpSearch' | 'prefound' | 'rebuildReplica'

/** What the reading thread is asked (reader.ts). */
export type ReaderMethod = 'open' | 'query' | 'find'

/** One source serves both: which one a thread is, it learns by its workerData. */
export type ThreadRole = 'store' | 'store-reader'

export interface ReaderRequest {
  id: number
  method: ReaderMethod
  args: unknown[]
}

export interface StoreRequest {
  id: number
  method: StoreMethod
  args: unknown[]
}

/** What the worker says unasked. */
export type StoreEvent = { event: 'rebuilt' }

export type StoreResponse = { id: number; value: unknown } | { id: number; error: AppErrorShape }

/** What a person did goes first, then what they look at, then what the network brought. */
const priorities: Record<StoreMethod, 0 | 1 | 2> = {
  open: 0,
  addCommand: 0,
  undoCommand: 0,
  releaseHolds: 0,
  dismissCommand: 0,
  putDraft: 0,
  putKept: 0,
  removeKept: 0,
  keepOffline: 0,
  setContentLimit: 2,
  noteLook: 1,
  decideBulk: 0,
  undoBulk: 0,
  bulkProgress: 1,
  snooze: 0,
  putView: 0,
  removeView: 0,
  prepareBulk: 1,
  views: 1,
  query: 1,
  outboxStatus: 1,
  readAhead: 1,
  catchUpFacets: 1,
  catchUpSearch: 1,
  prefound: 1,
  rebuildReplica: 1,
  takeBatch: 2,
  returnBatch: 2,
  settle: 2,
  refuse: 2,
  setWorkspaces: 2,
  cursor: 2,
  stagePage: 2,
  applyPage: 2,
  purgeWorkspace: 2,
  wantedContents: 1,
  applyContents: 2,
  news: 2,
  inspect: 2,
  countRows: 2,
  checkContents: 2,
  // The last: what was asked before is answered before.
  close: 2,
  destroy: 2,
}

export const priorityOf = (method: StoreMethod): 0 | 1 | 2 => priorities[method]
