import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueueItem } from '../../../../contract/items.ts'
import type { QueryContext } from './context.ts'
import { readItems } from './items.ts'

/** So many are read of what the full text finds, to show those first that wait. */
const looked = 200

export function paletteFind(context: QueryContext, { workspace_id, text, limit }: IpcInput<'palette.find'>): IpcOutput<'palette.find'> {
  const typed = text.trim()
  if (typed === '') return { projects: [], sessions: [], agents: [], items: [] }
  const { names, going } = context
  const projects = names.find('projects', typed, workspace_id, limit).filter(({ id }) => !going.has(id))
  const sessions = names.find('sessions', typed, workspace_id, limit)
  return { projects, sessions, agents: names.find('agents', typed, workspace_id, limit), items: items(context, typed, workspace_id, limit) }
}

function items({ db, search }: QueryContext, typed: string, workspaceId: string | null, limit: number): QueueItem[] {
  search.catchUp()
  const keys = search.latest(typed, looked)
  const place = new Map(keys.map((key, i) => [key, i]))
  const rank = ({ key, status }: QueueItem) => (place.get(key) ?? 0) + (status === 'pending' ? 0 : looked * 2)
  return readItems(db, 'key', keys)
    .filter((item) => workspaceId === null || item.workspace_id === workspaceId)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, limit)
}
