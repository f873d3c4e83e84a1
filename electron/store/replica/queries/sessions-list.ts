import { foldedWords } from '../../../../contract/folded.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { Value } from '../../driver.ts'
import type { QueryContext } from './context.ts'
import { selectSessions, toSummary, type StoredSession } from './sessions.ts'

const hasWord = `(instr(s.folded, ?) or s.project_id in (select id from projects where instr(folded, ?))
  or s.executed_by_agent_id in (select id from agents where instr(folded, ?)))`

/** The newest first, a page at a time: each begins after the last row of the one before, so that what comes in between moves none. */
export function sessionsList(context: QueryContext, input: IpcInput<'sessions.list'>): IpcOutput<'sessions.list'> {
  const { db, going } = context
  const conditions: string[] = []
  const params: Value[] = []
  const narrow = (condition: string, ...values: Value[]) => {
    conditions.push(condition)
    params.push(...values)
  }
  const where = () => (conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`)
  if (input.workspace_id !== null) narrow('s.workspace_id = ?', input.workspace_id)
  if (input.project_id !== null) narrow('s.project_id = ?', input.project_id)
  if (input.statuses.length > 0) narrow('s.status in (select value from json_each(?))', JSON.stringify(input.statuses))
  if (input.task_types !== undefined && input.task_types.length > 0) narrow('s.task_type in (select value from json_each(?))', JSON.stringify(input.task_types))
  if (input.agent_id != null) narrow('s.executed_by_agent_id = ?', input.agent_id)
  // Seconds are enough, and a text that goes on is later: PostgreSQL writes microseconds.
  if (input.created_from != null) narrow('s.created_at >= ?', input.created_from.slice(0, 19))
  if (input.created_to != null) narrow('s.created_at < ?', input.created_to.slice(0, 19))
  for (const word of foldedWords(input.text ?? '')) narrow(hasWord, word, word, word)
  if (going.size > 0) narrow('s.project_id not in (select value from json_each(?))', JSON.stringify([...going]))
  const { after, limit } = input
  const total = after === null ? (db.value<number>(`select count(*) from work_sessions s${where()}`, params) ?? 0) : null
  if (after !== null) narrow('(s.created_at, s.id) < (?, ?)', after.created_at, after.id)
  const rows = db.all<StoredSession>(`${selectSessions}${where()} order by s.created_at desc, s.id desc limit ?`, [...params, limit + 1])
  const sessions = rows.slice(0, limit).map((row) => toSummary(context, row))
  const last = sessions.at(-1)
  return { sessions, next: rows.length > limit && last !== undefined ? { created_at: last.created_at, id: last.id } : null, total }
}
