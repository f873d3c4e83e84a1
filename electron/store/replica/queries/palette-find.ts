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

/** What the order goes by; names and parents are read of the few that are shown. */
const standing = `
  select key, status = 'pending' as waits, workspace_id from work_artifacts where key in (select value from json_each(?1))
  union all select key, status = 'pending', workspace_id from work_checkpoints where key in (select value from json_each(?1))`

function items({ db, search }: QueryContext, typed: string, workspaceId: string | null, limit: number): QueueItem[] {
  search.catchUp()
  const keys = search.latest(typed, looked)
  const place = new Map(keys.map((key, i) => [key, i]))
  const rows = db.rows(standing, [JSON.stringify(keys)]) as [key: number, waits: number, workspace: string][]
  const shown = rows
    .filter(([, , workspace]) => workspaceId === null || workspace === workspaceId)
    .map(([key, waits]) => ({ key, rank: (place.get(key) ?? 0) + (waits === 1 ? 0 : looked * 2) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ key }) => key)
  const found = new Map(readItems(db, 'key', shown).map((item) => [item.key, item]))
  return shown.flatMap((key) => found.get(key) ?? [])
}
