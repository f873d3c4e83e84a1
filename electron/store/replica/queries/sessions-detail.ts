import type { ApplicationRow, ArtifactRow, CheckpointRow, IterationRow, MutationRow, ReviewEventRow } from '../../../../contract/entities.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { AgentChoice } from '../../../../contract/sessions.ts'
import type { QueryContext } from './context.ts'
import { fromStored, selectList } from '../tables.ts'
import { commentsOn } from './comments.ts'
import { namesOf } from './names.ts'
import { outboxEntries } from './outbox-list.ts'
import { roleIn } from './role.ts'
import { selectSessions, toSummary, type StoredSession } from './sessions.ts'

const byId = `${selectSessions} where s.id = ?`
const artifactsOf = `select ${selectList('work_artifacts', 'a')} from work_artifacts a where a.work_session_id = ? order by a.created_at, a.id`
const checkpointsOf = `select ${selectList('work_checkpoints', 'c')} from work_checkpoints c where c.work_session_id = ? order by c.stage, c.created_at, c.id`
const iterationsOf = `select ${selectList('work_iterations', 'i')} from work_iterations i where i.work_session_id = ? order by i.number`
const applicationsOf = `select ${selectList('work_applications', 'p')}, a.title as artifact_title
  from work_applications p left join work_artifacts a on a.id = p.artifact_id where p.work_session_id = ? order by p.created_at, p.id`
const mutationsOf = `select ${selectList('context_mutations', 'm')} from context_mutations m where m.work_session_id = ? order by m.created_at, m.id`
const eventsOf = `select ${selectList('review_events', 'e')} from review_events e where e.target_id in (
    select ?1 union all select id from work_artifacts where work_session_id = ?1
    union all select id from work_checkpoints where work_session_id = ?1)
  order by e.created_at, e.target_id, e.seq`

/** Everything about one session but the contents. */
export function sessionsDetail(context: QueryContext, { id }: IpcInput<'sessions.detail'>): IpcOutput<'sessions.detail'> {
  const { db, userId, going, localDecision, localChange } = context
  const row = db.get<StoredSession>(byId, [id])
  if (row === undefined || going.has(row.project_id)) return null
  const session = toSummary(context, row)
  const artifacts = db.all<ArtifactRow>(artifactsOf, [id])
  const checkpoints = db.all<CheckpointRow>(checkpointsOf, [id]).map((found) => fromStored<CheckpointRow>('work_checkpoints', found))
  const events = db.all<ReviewEventRow>(eventsOf, [id]).map((found) => fromStored<ReviewEventRow>('review_events', found))
  const comments = [
    commentsOn(context, 'session', id),
    ...artifacts.map((artifact) => commentsOn(context, 'artifact', artifact.id)),
    ...checkpoints.map((checkpoint) => commentsOn(context, 'checkpoint', checkpoint.id)),
  ].flat()
  const people = [
    userId,
    session.initiated_by_user_id,
    ...artifacts.map(({ reviewed_by_user_id }) => reviewed_by_user_id),
    ...checkpoints.map(({ resolved_by_user_id }) => resolved_by_user_id),
    ...events.map(({ actor_user_id }) => actor_user_id),
    ...comments.map(({ author_user_id }) => author_user_id),
  ]
  const targets = new Set([id, ...artifacts.map((artifact) => artifact.id), ...checkpoints.map((checkpoint) => checkpoint.id)])
  return {
    session,
    agent: db.get<Omit<AgentChoice, 'workspace_id'>>('select id, name, description from agents where id = ?', [session.executed_by_agent_id]) ?? null,
    artifacts: artifacts.map((artifact) => ({ ...artifact, local: localDecision(artifact.id) })),
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint, local: localDecision(checkpoint.id) })),
    iterations: db.all<IterationRow>(iterationsOf, [id]),
    applications: db.all<ApplicationRow & { artifact_title: string | null }>(applicationsOf, [id]).map((application) => ({ ...application, local: localChange(application.id) })),
    mutations: db.all<MutationRow>(mutationsOf, [id]).map((found) => fromStored<MutationRow>('context_mutations', found)),
    comments,
    events,
    returned: outboxEntries(context, (command) => targets.has(command.target_id)).filter(({ state }) => state === 'conflict' || state === 'refused'),
    role: roleIn(db, session.workspace_id, userId),
    names: namesOf(db, session.workspace_id, people),
  }
}
