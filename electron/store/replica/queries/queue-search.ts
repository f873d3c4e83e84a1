import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

/** The queue's items with all the words, in the queue's order; without words, all of it. */
export function queueSearch({ queue, search }: QueryContext, { workspace_id, text }: IpcInput<'queue.search'>): IpcOutput<'queue.search'> {
  search.catchUp()
  const found = search.find(text)
  const all = queue.keys(workspace_id)
  const keys = found === null ? all : all.filter((key) => found[key] === 1)
  return { keys, total: keys.length, complete: search.isComplete }
}
