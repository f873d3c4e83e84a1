import type { ArtifactRow, CheckpointRow, ReviewEventRow } from '../../../../contract/entities.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { fromStored, selectList } from '../tables.ts'
import { namesOf } from './names.ts'
import { selectSessions, toSummary, type StoredSession } from './sessions.ts'

const byId = `${selectSessions} where s.id = ?`
const artifactsOf = `select ${selectList('work_artifacts', 'a')} from work_artifacts a where a.work_session_id = ? order by a.created_at, a.id`
const checkpointsOf = `select ${selectList('work_checkpoints', 'c')} from work_checkpoints c where c.work_session_id = ? order by c.stage, c.created_at, c.id`
const eventsOf = `select ${selectList('review_events', 'e')} from review_events e where e.target_id in (
    select ?1 union all select id from work_artifacts where work_session_id = ?1
    union all select id from work_checkpoints where work_session_id = ?1)
  order by e.created_at, e.target_id, e.seq`

export function sessionsDetail(context: QueryContext, input: IpcInput<'sessions.detail'>): IpcOutput<'sessions.detail'> {
  const { db } = context
  const row = db.get<StoredSession>(byId, [input.id])
  if (row === undefined || context.going.has(row.project_id)) return null
  const session = toSummary(context, row)
  const artifacts = db.all<ArtifactRow>(artifactsOf, [input.id])
  const checkpoints = db.all<CheckpointRow>(checkpointsOf, [input.id]).map((found) => fromStored<CheckpointRow>('work_checkpoints', found))
  const events = db.all<ReviewEventRow>(eventsOf, [input.id]).map((found) => fromStored<ReviewEventRow>('review_events', found))
  const people = [
    session.initiated_by_user_id,
    ...artifacts.map(({ reviewed_by_user_id }) => reviewed_by_user_id),
    ...checkpoints.map(({ resolved_by_user_id }) => resolved_by_user_id),
    ...events.map(({ actor_user_id }) => actor_user_id),
  ]
  return {
    session,
    artifacts: artifacts.map((artifact) => ({ ...artifact, local: context.localDecision(artifact.id) })),
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint, local: context.localDecision(checkpoint.id) })),
    events,
    names: namesOf(db, session.workspace_id, people),
  }
}
