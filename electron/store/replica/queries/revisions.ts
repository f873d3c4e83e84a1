import type { Revision } from '../../../../contract/items.ts'
import type { Database } from '../../driver.ts'

/**
 * A table `family (id)` of all revisions that belong with the artifact ?1, whose `revision_of` is ?2: it may name the
 * revision before or the first one (waiting.ts).
 */
export const family = `with recursive family (id) as (
  values (?1) union select value from (select ?2 as value) where value is not null
  union select a.id from family f join work_artifacts a on a.revision_of = f.id
  union select a.revision_of from family f join work_artifacts a on a.id = f.id where a.revision_of is not null)`

/** The revisions that are here, oldest first. */
export function revisionsOf(db: Database, id: string, revisionOf: string | null): (Revision & { key: number })[] {
  return db.all(
    `${family}
     select a.key, a.id, a.revision, a.status, a.artifact_type, a.content_sha256, a.content_bytes, a.created_at,
       a.reviewed_by_user_id, a.reviewed_at, a.review_feedback
     from family f join work_artifacts a on a.id = f.id order by a.revision, a.created_at, a.id`,
    [id, revisionOf],
  )
}
