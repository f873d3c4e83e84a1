import { AppError } from '../../../../contract/errors.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

/** What has just come is indexed first, for this long at most. */
const catchUpMs = 8

/** The queue's items with all the words, in the queue's order; without words, all of it. */
export function queueSearch({ queue, search }: QueryContext, { workspace_id, text }: IpcInput<'queue.search'>): IpcOutput<'queue.search'> {
  catchUp(search)
  const found = search.find(text)
  const all = queue.keys(workspace_id)
  const keys = found === null ? all : all.filter((key) => found[key] === 1)
  return { keys, total: keys.length, complete: search.isComplete }
}

/** On a full disk nothing more is indexed, and what is can be found. */
function catchUp(search: QueryContext['search']): void {
  try {
    search.work(catchUpMs)
  } catch (error) {
    if (error instanceof AppError && (error.code === 'storage_full' || error.code === 'storage_read_only')) return
    throw error
  }
}
