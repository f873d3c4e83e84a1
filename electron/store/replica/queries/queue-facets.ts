import { sessionStatuses, taskTypes } from '../../../../contract/entities.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueueFacets } from '../../../../contract/queue.ts'
import type { QueryContext } from './context.ts'
import { select } from '../selection.ts'

/** More sessions than that are found by search, not in a menu. */
const longest = 200

/** What there is to filter by, with the items of each; snoozed ones are not counted. */
export function queueFacets(context: QueryContext, { workspace_id }: IpcInput<'queue.facets'>): IpcOutput<'queue.facets'> {
  const { db, facets: f } = context
  const keys = select(context.sources(), { workspace_id })
  f.ensure(keys)
  const of = (numberOf: (key: number) => number | undefined) => {
    const tally = new Map<number, number>()
    for (let i = 0; i < keys.length; i++) {
      const number = numberOf(keys[i] as number) ?? 0
      tally.set(number, (tally.get(number) ?? 0) + 1)
    }
    tally.delete(0)
    return [...tally].sort((a, b) => b[1] - a[1]).slice(0, longest)
  }
  const named = (table: 'projects' | 'agents', ids: readonly string[], tally: [number, number][]): QueueFacets['projects'] => {
    const names = new Map(db.rows(`select id, name from ${table}`) as [string, string][])
    return tally.map(([number, items]) => ({ id: ids[number] ?? '', name: names.get(ids[number] ?? '') ?? 'unknown', items }))
  }
  const plain = (texts: readonly string[], tally: [number, number][]) =>
    tally.map(([number, items]) => ({ id: texts[number] ?? '', name: (texts[number] ?? '').replaceAll('_', ' '), items }))
  const sessionOf = (key: number) => f.session[key] as number
  const sessions = of(sessionOf)
  const intents = new Map(
    db.rows('select key, task_intent from work_sessions where key in (select value from json_each(?))', [JSON.stringify(sessions.map(([key]) => key))]) as [number, string][],
  )
  return {
    projects: named('projects', f.projects.texts, of((key) => f.project[sessionOf(key)])),
    agents: named('agents', f.agents.texts, of((key) => f.agent[sessionOf(key)])),
    sessions: sessions.map(([key, items]) => ({ id: f.sessionIds.get(key) ?? '', name: (intents.get(key) ?? '').slice(0, 300), items })),
    task_types: plain(['', ...taskTypes], of((key) => f.task[sessionOf(key)])),
    item_types: plain(f.types.texts, of((key) => f.type[key])),
    session_statuses: plain(['', ...sessionStatuses], of((key) => f.status[sessionOf(key)])),
  }
}
