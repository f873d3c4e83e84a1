import type { IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { readItems } from './items.ts'

/** In the order of deciding; titles where the item is (still) here. */
export function outboxList({ db, openCommands }: QueryContext): IpcOutput<'outbox.list'> {
  const entries = openCommands()
  const titles = new Map(readItems(db, 'id', entries.map(({ target_id }) => target_id)).map(({ id, title }) => [id, title]))
  return entries.map((entry) => ({ ...entry, title: titles.get(entry.target_id) ?? null }))
}
