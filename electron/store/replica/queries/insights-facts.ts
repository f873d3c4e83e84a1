import type { InsightsFilter } from '../../../../contract/insights.ts'
import type { TaskType } from '../../../../contract/entities.ts'
import type { Database, Value } from '../../driver.ts'

/** The decisions of a filter as columns: the n-th entries of all are one decision. −1 stands for null. */
export interface Facts {
  n: number
  key: number[]
  session: number[]
  reviewer: number[]
  outcome: number[]
  at: number[]
  waited: number[]
  percent: number[]
  reason: number[]
  changes: number[]
}

const columns = ['key', 'session', 'reviewer', 'outcome', 'at', 'waited', 'percent', 'reason', 'changes'] as const
// One row of nine texts: 100,000 rows of nine numbers would take the driver four times as long.
const facts = `select ${columns.map((name) => `'[' || coalesce(group_concat(coalesce(d.${name}, -1)), '') || ']'`).join(', ')} from decisions d`

export function readFacts(db: Database, { workspace_id, project_id, from, to }: InsightsFilter): Facts {
  const conditions: string[] = []
  const params: Value[] = []
  const narrow = (condition: string, value: Value) => {
    conditions.push(condition)
    params.push(value)
  }
  if (workspace_id !== null) narrow('d.workspace = (select n from insight_ids where id = ?)', workspace_id)
  if (project_id !== null) narrow('d.session in (select i.n from work_sessions s join insight_ids i on i.id = s.id where s.project_id = ?)', project_id)
  if (from !== null) narrow('d.at >= ?', Date.parse(from))
  if (to !== null) narrow('d.at < ?', Date.parse(to))
  const row = db.row(conditions.length === 0 ? facts : `${facts} where ${conditions.join(' and ')}`, params) ?? []
  const read = Object.fromEntries(columns.map((name, index) => [name, JSON.parse(String(row[index])) as number[]])) as Record<(typeof columns)[number], number[]>
  return { ...read, n: read.key.length }
}

export interface SessionFacts {
  project: string | null
  type: TaskType | null
  agent: string | null
}

/** What the sessions of decisions are, by their number. */
export function readSessions(db: Database): Map<number, SessionFacts> {
  const text = db.value<string>(
    `select json_group_array(json_array(i.n, s.project_id, s.task_type, s.executed_by_agent_id)) from insight_ids i join work_sessions s on s.id = i.id`,
  )
  const rows = JSON.parse(text ?? '[]') as [number, string | null, TaskType | null, string | null][]
  return new Map(rows.map(([n, project, type, agent]) => [n, { project, type, agent }]))
}

/** When what waits was made, ms since the epoch. */
export function readWaiting(db: Database, { workspace_id, project_id }: InsightsFilter): number[] {
  const of = (table: string) => {
    const made = `cast(round(unixepoch(x.created_at, 'subsec') * 1000) as integer)`
    if (project_id !== null) {
      return `select ${made} as made from work_sessions s join ${table} x on x.work_session_id = s.id
        where s.project_id = ?1 and (?2 is null or s.workspace_id = ?2) and x.waits = 1 and x.marked = 0`
    }
    return `select ${made} as made from ${table} x indexed by ${table}_waiting where x.waits = 1 and x.marked = 0 and ?1 is null and (?2 is null or x.workspace_id = ?2)`
  }
  const text = db.value<string>(
    `select '[' || coalesce(group_concat(made), '') || ']' from (${of('work_artifacts')} union all ${of('work_checkpoints')})`,
    [project_id, workspace_id],
  )
  return JSON.parse(text ?? '[]') as number[]
}
