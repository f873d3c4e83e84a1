import type { IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { readItems } from './items.ts'
import { theirsOf } from './theirs.ts'

/** In the order of deciding; titles where the item is (still) here. What came back stands beside what the server has. */
export function outboxList({ db, userId, openCommands }: QueryContext): IpcOutput<'outbox.list'> {
  const entries = openCommands()
  const titles = new Map(readItems(db, 'id', entries.map(({ target_id }) => target_id)).map(({ id, title }) => [id, title]))
  return entries.map((entry) => {
    const returned = entry.state === 'conflict' || entry.state === 'refused'
    const beside = returned ? theirsOf(db, userId, entry.item) : { theirs: null, again: null }
    return { ...entry, title: titles.get(entry.target_id) ?? null, ...beside }
  })
}
