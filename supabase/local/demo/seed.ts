import pg from 'pg'
import { type Account, accounts, createUsers, type UserIds } from './accounts.ts'
import { demoId, mainWorkspace, otherWorkspace } from './ids.ts'
import { buildLibrary, type Library, type LibraryArtifact, type Reviewer } from './library/library.ts'
import { insertMass } from './mass.ts'

export type { Account } from './accounts.ts'

/**
 * Fills a stack with the demo's workspaces, people and work, once: on a stack that has it, it changes nothing.
 * `size` is the number of pending artifacts in the main workspace (by default the library's own, about 260); above
 * that, small artifacts are generated, below it the youngest are left out. Answers the accounts; the demo signs in as
 * the first. Throws when the stack refuses, having written no rows.
 */
export async function seedDemo(
  stack: { url: string; secret_key: string; database_url: string },
  options: { size?: number } = {},
): Promise<Account[]> {
  const { size } = options
  if (size !== undefined && (!Number.isSafeInteger(size) || size < 0)) throw new RangeError(`size is a whole number from 0, not ${size}`)
  const client = new pg.Client({ connectionString: stack.database_url })
  await client.connect()
  try {
    const { rows } = await client.query('select from public.workspaces where id = $1', [mainWorkspace])
    if (rows.length > 0) return accounts()
    const users = await createUsers(stack, client)
    await client.query('begin')
    await insertLibrary(client, users, cut(buildLibrary(), size), size)
    await client.query('commit')
    await client.query('analyze')
    return accounts()
  } finally {
    // an open transaction ends with its connection
    await client.end()
  }
}

/** Leaves out the youngest pending artifacts above `size`. */
function cut(library: Library, size: number | undefined): Library {
  if (size === undefined) return library
  let pending = 0
  return { ...library, artifacts: library.artifacts.filter(({ decision }) => decision !== null || ++pending <= size) }
}

async function insertLibrary(client: pg.Client, users: UserIds, library: Library, size: number | undefined): Promise<void> {
  await insertWorkspaces(client, users)
  await insertPlaces(client, users, library)
  await insertSessions(client, users, library)
  // Decided ones first: a revision can only follow a decision.
  await insertArtifacts(client, library.artifacts.filter(({ revision_of }) => revision_of === null))
  for (const by of ['owner', 'reviewer'] as const) await decideArtifacts(client, users, by, library)
  await insertArtifacts(client, library.artifacts.filter(({ revision_of }) => revision_of !== null))
  await insertCheckpoints(client, library)
  await resolveCheckpoints(client, users, library)
  await datePast(client, library)
  const pending = library.artifacts.filter(({ decision }) => decision === null).length
  if (size !== undefined && size > pending) await insertMass(client, { count: size - pending, users, projects: library.projects.map(({ key }) => projectIds(key)) })
}

const projectIds = (key: string) => ({ project: demoId(`project ${key}`), basket: demoId(`basket ${key}`) })
const agentId = (key: string) => demoId(`agent ${key}`)
const sessionId = (key: string) => demoId(`session ${key}`)
const artifactId = (key: string) => demoId(`artifact ${key}`)
const checkpointId = (key: string) => demoId(`checkpoint ${key}`)

/** Rows in one statement; a row's `age` is in minutes before now. */
const insert = (client: pg.Client, table: string, columns: string, types: string, rows: object[]) =>
  client.query(
    `insert into public.${table} (${columns}, created_at)
     select ${columns}, now() - age * interval '1 minute' from jsonb_to_recordset($1) as given (${types}, age integer)`,
    [JSON.stringify(rows)],
  )

async function insertWorkspaces(client: pg.Client, users: UserIds): Promise<void> {
  const age = 90 * 24 * 60
  await insert(client, 'workspaces', 'id, name', 'id uuid, name text', [
    { id: mainWorkspace, name: 'Larkfield', age },
    { id: otherWorkspace, name: 'Harbour Studio', age },
  ])
  await insert(client, 'workspace_memberships', 'id, workspace_id, user_id, role', 'id uuid, workspace_id uuid, user_id uuid, role text', [
    { id: demoId('membership owner'), workspace_id: mainWorkspace, user_id: users.owner, role: 'owner', age },
    { id: demoId('membership reviewer'), workspace_id: mainWorkspace, user_id: users.reviewer, role: 'reviewer', age: age - 4_000 },
    { id: demoId('membership viewer'), workspace_id: mainWorkspace, user_id: users.viewer, role: 'viewer', age: age - 9_000 },
    { id: demoId('membership other'), workspace_id: otherWorkspace, user_id: users.other, role: 'owner', age },
  ])
}

async function insertPlaces(client: pg.Client, users: UserIds, { agents, projects }: Library): Promise<void> {
  await insert(client, 'agents', 'id, workspace_id, name, description', 'id uuid, workspace_id uuid, name text, description text',
    agents.map(({ key, name, description }) => ({ id: agentId(key), workspace_id: mainWorkspace, name, description, age: 80 * 24 * 60 })))
  await insert(client, 'baskets', 'id, workspace_id, name', 'id uuid, workspace_id uuid, name text',
    projects.map(({ key, basket, age }) => ({ id: projectIds(key).basket, workspace_id: mainWorkspace, name: basket, age: age + 60 })))
  await insert(client, 'projects', 'id, workspace_id, basket_id, name, description, created_by_user_id',
    'id uuid, workspace_id uuid, basket_id uuid, name text, description text, created_by_user_id uuid',
    projects.map(({ key, name, description, age }) => ({
      id: projectIds(key).project, workspace_id: mainWorkspace, basket_id: projectIds(key).basket, name, description, created_by_user_id: users.owner, age,
    })))
}

async function insertSessions(client: pg.Client, users: UserIds, { sessions, checkpoints }: Library): Promise<void> {
  const asked = new Set(checkpoints.map(({ session }) => session))
  await insert(client, 'work_sessions',
    'id, project_id, basket_id, workspace_id, initiated_by_user_id, task_type, task_intent, task_parameters, status, executed_by_agent_id, metadata',
    'id uuid, project_id uuid, basket_id uuid, workspace_id uuid, initiated_by_user_id uuid, task_type text, task_intent text, task_parameters jsonb, status text, executed_by_agent_id uuid, metadata jsonb',
    sessions.map((session) => ({
      id: sessionId(session.key),
      project_id: projectIds(session.project).project,
      basket_id: projectIds(session.project).basket,
      workspace_id: mainWorkspace,
      initiated_by_user_id: users[session.initiated_by],
      task_type: session.task_type,
      task_intent: session.intent,
      task_parameters: session.parameters,
      // its checkpoints then bring it to where it stands
      status: asked.has(session.key) ? 'running' : session.status,
      executed_by_agent_id: agentId(session.agent),
      metadata: session.status === 'failed' && !asked.has(session.key) ? { reason: 'agent_error', message: 'The event log has a gap that I can’t fill; the result would not hold.' } : {},
      age: session.age,
    })))
}

async function insertArtifacts(client: pg.Client, artifacts: LibraryArtifact[]): Promise<void> {
  await insert(client, 'work_artifacts', 'id, work_session_id, artifact_type, content, agent_confidence, agent_reasoning, revision_of',
    'id uuid, work_session_id uuid, artifact_type text, content jsonb, agent_confidence numeric, agent_reasoning text, revision_of uuid',
    artifacts.map((artifact) => ({
      id: artifactId(artifact.key),
      work_session_id: sessionId(artifact.session),
      artifact_type: artifact.type,
      content: artifact.content,
      agent_confidence: artifact.confidence,
      agent_reasoning: artifact.reasoning,
      revision_of: artifact.revision_of === null ? null : artifactId(artifact.revision_of),
      age: artifact.age,
    })))
}

/** The work runs as that person under Row Level Security, so that the audit trail says who decided. */
async function asUser(client: pg.Client, id: string, work: () => Promise<void>): Promise<void> {
  const claims = JSON.stringify({ sub: id, role: 'authenticated', aud: 'authenticated' })
  await client.query(`select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)`, [claims])
  await work()
  await client.query(`select set_config('request.jwt.claims', '', true), set_config('role', 'none', true)`)
}

async function decideArtifacts(client: pg.Client, users: UserIds, by: Reviewer, { artifacts }: Library): Promise<void> {
  const decided = artifacts.flatMap(({ key, decision }) => (decision?.by === by ? [{ id: artifactId(key), ...decision }] : []))
  await asUser(client, users[by], async () => {
    const { rowCount } = await client.query(
      `update public.work_artifacts a
       set status = d.status, review_feedback = d.feedback, changes_requested = d.changes_requested
       from jsonb_to_recordset($1) as d (id uuid, status text, feedback text, changes_requested boolean)
       where a.id = d.id`,
      [JSON.stringify(decided)],
    )
    if (rowCount !== decided.length) throw new Error(`${rowCount} of ${decided.length} artifacts took the decision of the demo's ${by}`)
  })
}

async function insertCheckpoints(client: pg.Client, { checkpoints }: Library): Promise<void> {
  await insert(client, 'work_checkpoints', 'id, work_session_id, checkpoint_type, stage, stages, reason, metadata',
    'id uuid, work_session_id uuid, checkpoint_type text, stage integer, stages integer, reason text, metadata jsonb',
    checkpoints.map((checkpoint) => ({
      id: checkpointId(checkpoint.key),
      work_session_id: sessionId(checkpoint.session),
      checkpoint_type: checkpoint.type,
      stage: checkpoint.stage,
      stages: checkpoint.stages,
      reason: checkpoint.reason,
      metadata: {},
      age: checkpoint.age,
    })))
}

async function resolveCheckpoints(client: pg.Client, users: UserIds, { checkpoints }: Library): Promise<void> {
  for (const { key, resolution } of checkpoints.toSorted((a, b) => a.stage - b.stage)) {
    if (!resolution) continue
    await asUser(client, users[resolution.by], async () => {
      const { rowCount } = await client.query(
        `update public.work_checkpoints set status = 'resolved', user_decision = $2, resolution_note = $3 where id = $1`,
        [checkpointId(key), resolution.decision, resolution.note],
      )
      if (rowCount !== 1) throw new Error(`The demo's checkpoint ${key} could not be resolved`)
    })
  }
}

/** Sessions began and ended when their artifacts say so, and not while seeding. */
async function datePast(client: pg.Client, { sessions }: Library): Promise<void> {
  await client.query(
    `update public.work_sessions s
     set started_at = s.created_at + interval '2 minutes',
         ended_at = case when s.ended_at is not null then now() - d.ended_age * interval '1 minute' end
     from jsonb_to_recordset($1) as d (id uuid, ended_age integer)
     where s.id = d.id and s.started_at is not null`,
    [JSON.stringify(sessions.map(({ key, ended_age }) => ({ id: sessionId(key), ended_age })))],
  )
}
