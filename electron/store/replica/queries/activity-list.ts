import type { ActivityEvent } from '../../../../contract/activity.ts'
import { foldedWords } from '../../../../contract/folded.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { Value } from '../../driver.ts'
import { fromStored, selectList } from '../tables.ts'
import type { LongQueryContext } from './context.ts'

const select = `
  select ${selectList('review_events', 'e')},
    (select coalesce(nullif(m.display_name, ''), m.email) from workspace_memberships m where m.user_id = e.actor_user_id and m.workspace_id = e.workspace_id) as actor_name,
    coalesce(nullif(a.title, ''), a.artifact_type, nullif(substr(c.reason, 1, 300), ''), s.task_intent, p.name,
      json_extract(e.before, '$.task_intent'), json_extract(e.before, '$.name')) as target_title,
    p.name as project_name, s.id as work_session_id,
    case when a.id is not null then 'artifact' when c.id is not null then 'checkpoint' end as item_kind
  from review_events e
  left join work_artifacts a on e.target_table = 'work_artifacts' and a.id = e.target_id
  left join work_checkpoints c on e.target_table = 'work_checkpoints' and c.id = e.target_id
  left join work_sessions s on s.id = coalesce(a.work_session_id, c.work_session_id, case e.target_table when 'work_sessions' then e.target_id end)
  left join projects p on p.id = coalesce(s.project_id, case e.target_table when 'projects' then e.target_id end)`

type Stored = Omit<ActivityEvent, 'item'> & { item_kind: 'artifact' | 'checkpoint' | null }

/** The newest first, from the index, a page at a time. */
export function activityList({ db }: LongQueryContext, { filter, after, limit }: IpcInput<'activity.list'>): IpcOutput<'activity.list'> {
  const conditions: string[] = []
  const params: Value[] = []
  const narrow = (condition: string, ...values: Value[]) => {
    conditions.push(condition)
    params.push(...values)
  }
  const oneOf = (column: string, values: readonly string[]) => {
    if (values.length > 0) narrow(`${column} in (select value from json_each(?))`, JSON.stringify(values))
  }
  if (filter.workspace_id !== null) narrow('e.workspace_id = ?', filter.workspace_id)
  if (filter.project_id !== null) narrow('p.id = ?', filter.project_id)
  oneOf('e.actor_user_id', filter.actors)
  oneOf('e.kind', filter.kinds)
  oneOf('e.target_table', filter.targets)
  // Stored times end in +00:00 and asked ones in Z: up to the seconds' fraction they compare as text.
  if (filter.from !== null) narrow('e.created_at >= ?', bound(filter.from))
  if (filter.to !== null) narrow('e.created_at < ?', bound(filter.to))
  for (const word of foldedWords(filter.text)) narrow('instr(e.folded, ?)', word)
  if (after !== null) narrow('(e.created_at, e.id) < (?, ?)', after.created_at, after.id)
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const rows = db.all<Stored>(`${select}${where} order by e.created_at desc, e.id desc limit ?`, [...params, limit + 1])
  const events = rows.slice(0, limit).map(({ item_kind, ...row }): ActivityEvent => {
    const event = fromStored<Omit<ActivityEvent, 'item'>>('review_events', row)
    return { ...event, item: item_kind === null ? null : { kind: item_kind, id: event.target_id } }
  })
  const last = events.at(-1)
  return { events, next: rows.length > limit && last !== undefined ? { created_at: last.created_at, id: last.id } : null }
}

const bound = (time: string): string => new Date(time).toISOString().replace('Z', '')

/** Everybody by name, for the choice of whose events to show. */
export function activityPeople({ db }: LongQueryContext, { workspace_id }: IpcInput<'activity.people'>): IpcOutput<'activity.people'> {
  return db.all<{ id: string; name: string }>(
    `select user_id as id, min(coalesce(nullif(display_name, ''), email, user_id)) as name from workspace_memberships
     where ?1 is null or workspace_id = ?1 group by user_id order by name collate nocase, user_id`,
    [workspace_id],
  )
}
