import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { Value } from '../../driver.ts'
import type { QueryContext } from './context.ts'
import { selectSessions, toSummary, type StoredSession } from './sessions.ts'

const containsWord = `(s.task_intent || char(10) || coalesce((select name from projects where id = s.project_id), '') || char(10)
    || coalesce((select name from agents where id = s.executed_by_agent_id), '')) like ? escape '\\'`

/** The newest first. */
export function sessionsList(context: QueryContext, input: IpcInput<'sessions.list'>): IpcOutput<'sessions.list'> {
  const { db, going } = context
  const conditions: string[] = []
  const params: Value[] = []
  const narrow = (condition: string, value: Value) => {
    conditions.push(condition)
    params.push(value)
  }
  if (input.workspace_id !== null) narrow('s.workspace_id = ?', input.workspace_id)
  if (input.project_id !== null) narrow('s.project_id = ?', input.project_id)
  if (input.statuses.length > 0) narrow('s.status in (select value from json_each(?))', JSON.stringify(input.statuses))
  if (input.task_types !== undefined && input.task_types.length > 0) narrow('s.task_type in (select value from json_each(?))', JSON.stringify(input.task_types))
  if (input.agent_id != null) narrow('s.executed_by_agent_id = ?', input.agent_id)
  // Seconds are enough, and a text that goes on is later: PostgreSQL writes microseconds.
  if (input.created_from != null) narrow('s.created_at >= ?', input.created_from.slice(0, 19))
  if (input.created_to != null) narrow('s.created_at < ?', input.created_to.slice(0, 19))
  for (const word of (input.text ?? '').split(/\s+/).filter((each) => each !== '')) narrow(containsWord, `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  if (going.size > 0) narrow('s.project_id not in (select value from json_each(?))', JSON.stringify([...going]))
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const rows = db.all<StoredSession>(`${selectSessions}${where} order by s.created_at desc, s.id desc limit ? offset ?`, [
    ...params,
    input.limit,
    input.offset,
  ])
  const total = db.value<number>(`select count(*) from work_sessions s${where}`, params) ?? 0
  return { sessions: rows.map((row) => toSummary(context, row)), total }
}
