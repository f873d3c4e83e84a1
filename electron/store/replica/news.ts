import type { NewsReading, OverdueSpan } from '../api.ts'
import type { Database } from '../driver.ts'
import { parseKeys } from './queue.ts'

// Viewers decide nothing: what waits in their workspaces does not wait for them.
const waiting = (table: string, further = '') => `
  from ${table} indexed by ${table}_waiting
  where waits = 1 and marked = 0 and workspace_id in (select workspace_id from feeds where role <> 'viewer')${further}`

const span = ' and created_at > ?1 and created_at <= ?2'
const count = `select (select count(*) ${waiting('work_artifacts')}) + (select count(*) ${waiting('work_checkpoints')})`
const checkpoints = `select group_concat(key) ${waiting('work_checkpoints')}`
const overdueKeys = `
  select key from (
    select key, created_at ${waiting('work_artifacts', span)}
    union all select key, created_at ${waiting('work_checkpoints', span)})
  order by created_at`

/** What the notifications look at; all of it stands in the covering indexes of what waits. */
export function readNews({ db }: { db: Database }, { after, until }: OverdueSpan): NewsReading {
  return {
    waiting: db.value<number>(count) ?? 0,
    checkpoints: parseKeys(db.value<string | null>(checkpoints) ?? ''),
    overdue: db.all<{ key: number }>(overdueKeys, [after, until]).map(({ key }) => key),
    mentions: [],
  }
}
