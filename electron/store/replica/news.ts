import { mentionMark } from '../../../contract/mentions.ts'
import type { NewsReading, OverdueSpan } from '../api.ts'
import type { Database } from '../driver.ts'
import { mayWait } from './due.ts'
import { parseKeys, type Queue } from './queue.ts'

// Viewers decide nothing: what waits in their workspaces does not wait for them.
const decidedIn = "select workspace_id from feeds where role <> 'viewer'"
const waiting = (table: string, further = '') => `
  from ${table} indexed by ${table}_waiting
  where waits = 1 and marked = 0 and workspace_id in (${decidedIn})${further}`

const inSpan = ' and created_at > ?1 and created_at <= ?2 and workspace_id = ?3'
const count = `select (select count(*) ${waiting('work_artifacts')}) + (select count(*) ${waiting('work_checkpoints')})`
const checkpoints = `select group_concat(key) ${waiting('work_checkpoints')}`
const overdueIn = `
  select key, created_at ${waiting('work_artifacts', inSpan)}
  union all select key, created_at ${waiting('work_checkpoints', inSpan)}`

/** What became overdue in the span, each workspace by its own time. Oldest first. */
function overdue(db: Database, { after, until }: OverdueSpan): number[] {
  const iso = (ms: number) => new Date(Math.max(0, ms)).toISOString()
  const found = db.column<string>(decidedIn).flatMap((workspace) => {
    const limit = mayWait(db, workspace)
    return db.all<{ key: number; created_at: string }>(overdueIn, [iso(after - limit), iso(until - limit), workspace])
  })
  return found.sort((a, b) => (a.created_at < b.created_at ? -1 : 1)).map(({ key }) => key)
}

/** So many of the newest are looked at: a mention that is older has been told, or was there at the start. */
const recent = `
  select c.id, coalesce(m.display_name, m.email, 'A colleague') as by,
    coalesce(a.title, a.artifact_type, k.reason, s.task_intent, 'an item') as title,
    case when c.artifact_id is not null then 'queue/artifact/' || c.artifact_id
         when c.checkpoint_id is not null then 'queue/checkpoint/' || c.checkpoint_id
         else 'sessions/' || c.work_session_id end as place
  from (select * from comments order by key desc limit 200) c
  left join work_artifacts a on a.id = c.artifact_id
  left join work_checkpoints k on k.id = c.checkpoint_id
  left join work_sessions s on s.id = c.work_session_id
  left join workspace_memberships m on m.workspace_id = c.workspace_id and m.user_id = c.author_user_id
  where c.author_user_id is not ?1 and instr(c.body, ?2) > 0`

/** A viewer nowhere: all that waits is theirs to decide, and the queue has counted it. */
const decidesAnywhere = (db: Database): boolean => db.value("select 1 from feeds where role = 'viewer'") === undefined

/** What the notifications look at. What waits is known to the queue, or stands in covering indexes. */
export function readNews({ db, queue }: { db: Database; queue: Queue }, userId: string, span: OverdueSpan): NewsReading {
  return {
    waiting: decidesAnywhere(db) ? queue.view(null).length : (db.value<number>(count) ?? 0),
    checkpoints: parseKeys(db.value<string | null>(checkpoints) ?? ''),
    overdue: overdue(db, span),
    mentions: db.all<NewsReading['mentions'][number]>(recent, [userId, mentionMark(userId)]),
  }
}
