import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import { select, sessionStarts } from '../selection.ts'
import type { QueryContext } from './context.ts'
import { itemsDetail } from './items-detail.ts'
import { queueItems } from './queue-items.ts'

/** The keys that a filter means, in its order, and what is seen of them first. */
export function queueIndex(context: QueryContext, input: IpcInput<'queue.index'>): IpcOutput<'queue.index'> {
  const asked = (input.criteria?.text ?? '').trim() !== ''
  if (asked) context.search.catchUp()
  const sources = context.sources()
  const keys = select(sources, input)
  const next = sources.snoozed.size === 0 ? null : new Date(Math.min(...sources.snoozed.values())).toISOString()
  const sessions = input.by_session === true ? sessionStarts(sources.facets, keys) : null
  const wanted = Math.max(input.head ?? 0, input.first ? 1 : 0)
  const head = wanted === 0 ? [] : queueItems(context, { keys: [...keys.subarray(0, wanted)] })
  const [top] = head
  const first = input.first && top ? itemsDetail(context, { kind: top.kind, id: top.id }) : null
  return { keys, total: keys.length, sessions, complete: !asked || context.search.isComplete, next_at: next, head, first }
}
