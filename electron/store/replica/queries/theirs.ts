import type { ArtifactRow, CheckpointRow } from '../../../../contract/entities.ts'
import type { ItemRef } from '../../../../contract/items.ts'
import type { OutboxEntry, TheirState } from '../../../../contract/outbox.ts'
import type { Database } from '../../driver.ts'
import { namesOf } from './names.ts'
import { family } from './revisions.ts'

type Beside = Pick<OutboxEntry, 'theirs' | 'again'>

const verdicts = { approved: 'approve', rejected: 'reject' } as const

/** How an item stands on the server as last heard, and what of it can be decided now. */
export function theirsOf(db: Database, userId: string, item: ItemRef): Beside {
  return item.kind === 'artifact' ? artifactBeside(db, userId, item) : checkpointBeside(db, userId, item)
}

function artifactBeside(db: Database, userId: string, item: ItemRef): Beside {
  const row = db.get<ArtifactRow>(
    'select id, workspace_id, status, reviewed_by_user_id, reviewed_at, review_feedback, revision_of from work_artifacts where id = ?',
    [item.id],
  )
  if (row === undefined) return { theirs: null, again: null }
  const decided = row.status === 'pending' ? null : row
  const theirs: TheirState = {
    status: row.status,
    decision: row.status === 'pending' ? null : verdicts[row.status],
    ...who(db, row.workspace_id, userId, decided?.reviewed_by_user_id ?? null),
    at: decided?.reviewed_at ?? null,
    note: decided?.review_feedback ?? null,
  }
  // `waits` is true for the newest alone.
  const newest = db.value<string>(
    `${family} select a.id from family f join work_artifacts a on a.id = f.id where a.waits = 1 order by a.revision desc limit 1`,
    [row.id, row.revision_of],
  )
  return { theirs, again: newest === undefined ? null : { kind: 'artifact', id: newest } }
}

function checkpointBeside(db: Database, userId: string, item: ItemRef): Beside {
  const row = db.get<CheckpointRow & { waits: number }>(
    'select workspace_id, status, user_decision, resolved_by_user_id, resolved_at, resolution_note, waits from work_checkpoints where id = ?',
    [item.id],
  )
  if (row === undefined) return { theirs: null, again: null }
  const theirs: TheirState = {
    status: row.status,
    decision: row.user_decision,
    ...who(db, row.workspace_id, userId, row.resolved_by_user_id),
    at: row.resolved_at,
    note: row.resolution_note,
  }
  return { theirs, again: row.waits === 1 ? item : null }
}

function who(db: Database, workspaceId: string, userId: string, by: string | null): Pick<TheirState, 'by' | 'by_me'> {
  return { by: by === null ? null : (namesOf(db, workspaceId, [by])[by] ?? null), by_me: by === userId }
}
