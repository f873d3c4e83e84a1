import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { readItems } from './items.ts'

/** In the order of the keys; a key whose row is gone is left out. */
export function queueItems({ db, sources }: QueryContext, input: IpcInput<'queue.items'>): IpcOutput<'queue.items'> {
  const byKey = new Map(readItems(db, 'key', input.keys).map((item) => [item.key, item]))
  const { snoozed } = sources()
  return input.keys.flatMap((key) => {
    const item = byKey.get(key)
    if (item === undefined) return []
    const until = snoozed.get(key)
    return until === undefined ? item : { ...item, snoozed_until: new Date(until).toISOString() }
  })
}
