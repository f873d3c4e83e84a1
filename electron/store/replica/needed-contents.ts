import type { Database } from '../driver.ts'

/** The artifacts of what is kept offline, by their keys. */
export const pinnedKeys = `
  select a.key from pins p join work_artifacts a on a.work_session_id = p.id where p.kind = 'session'
  union
  select a.key from pins p join work_sessions s on s.project_id = p.id join work_artifacts a on a.work_session_id = s.id where p.kind = 'project'`

/** The first items that wait, by their keys. */
const queueHead = `
  select key, created_at, id from work_artifacts indexed by work_artifacts_waiting
  where waits = 1 and marked = 0 order by created_at, id limit ?`

/** To a revision `a` the one before it. */
const cameFrom = 'join work_artifacts b on (b.id = a.revision_of or b.revision_of = a.revision_of) and b.revision = a.revision - 1'

/** The artifact `b` waits, or a revision of it does. */
export const isWaitedFor = `(b.waits = 1
  or exists (select 1 from work_artifacts a where a.revision_of = b.id and a.revision = b.revision + 1 and a.waits = 1)
  or exists (select 1 from work_artifacts a where a.revision_of = b.revision_of and a.revision = b.revision + 1 and a.waits = 1))`

export interface Missing {
  id: string
  content_bytes: number
}

/**
 * Bytes here of what is not to go: the first `items` of the queue and what their revisions came from, what is decided and on
 * its way, what is kept offline. Looks up some thousand rows, however much waits and however much is here.
 */
export function neededBytes(db: Database, items: number): number {
  return (
    db.value<number>(
      `with head as (${queueHead}),
         needed as (
           select key from head
           union select b.key from head join work_artifacts a on a.key = head.key ${cameFrom} where a.revision_of is not null
           union select key from work_artifacts indexed by work_artifacts_marked where marked = 1
           union select key from (${pinnedKeys}))
       select coalesce(sum(c.bytes), 0) from needed join contents c on c.key = needed.key`,
      [items],
    ) ?? 0
  )
}

/** Of what is kept offline, the newest first. */
export const missingPinned = (db: Database, limit: number): Missing[] =>
  db.all(
    `select a.id, a.content_bytes from (${pinnedKeys}) q join work_artifacts a on a.key = q.key
     where not exists (select 1 from contents c where c.key = q.key) order by a.created_at desc, a.id limit ?`,
    [limit],
  )

/** Among the first `items` that wait. Only what is missing is looked up itself. */
export const missingInQueue = (db: Database, limit: number, items: number): Missing[] =>
  db.all(
    `select a.id, a.content_bytes from (
       select q.key from (${queueHead}) q
       where not exists (select 1 from contents c where c.key = q.key)
       order by q.created_at, q.id limit ?) m
     join work_artifacts a on a.key = m.key
     order by a.created_at, a.id`,
    [items, limit],
  )

/** Of the revisions among the first `items` that wait, those that they came from: to compare with, offline too. */
export const missingBefore = (db: Database, limit: number, items: number): Missing[] =>
  db.all(
    `select b.id, b.content_bytes from (${queueHead}) q
     join work_artifacts a on a.key = q.key ${cameFrom}
     where a.revision_of is not null and not exists (select 1 from contents c where c.key = b.key)
     order by a.created_at, a.id limit ?`,
    [items, limit],
  )
