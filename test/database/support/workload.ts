import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { become, found } from './world.ts'

/** What app and backend do, each thing once: whatever index exists has a purpose here, or should go. */
export async function useEverything(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const one = async (sql: string, values: unknown[] = []) => String(found((await client.query<{ id: string }>(sql, values)).rows).id)
  const as = async (caller: Parameters<typeof become>[1], sql: string, values: unknown[] = []) => {
    await client.query('begin')
    await become(client, caller)
    const { rows } = await client.query(sql, values)
    await client.query('commit')
    return rows as Record<string, unknown>[]
  }

  const [owner, reviewer] = [{ user: randomUUID() }, { user: randomUUID() }]
  for (const [person, email] of [
    [owner, 'owner@example.com'],
    [reviewer, 'reviewer@example.com'],
  ] as const) {
    await client.query('insert into auth.users (id, email) values ($1, $2)', [person.user, email])
  }
  const workspace = String((found(await as(owner, `select get_or_create_workspace() ->> 'id' as id`))).id)
  await as(owner, `insert into invitations (workspace_id, email, role) values ($1, 'reviewer@example.com', 'reviewer')`, [workspace])
  await as(reviewer, 'select accept_invitations()')
  await as(reviewer, 'select my_workspaces()')

  const basket = await one(`insert into baskets (workspace_id, name) values ($1, 'B') returning id`, [workspace])
  const project = await one(`insert into projects (workspace_id, basket_id, name, created_by_user_id) values ($1, $2, 'P', $3) returning id`, [workspace, basket, owner.user])
  const agent = randomUUID()
  const session = await one(
    `insert into work_sessions (project_id, task_type, task_intent, task_parameters, status, executed_by_agent_id, initiated_by_user_id)
     values ($1, 'research', 'x', '{"focus": "x", "depth": "deep"}', 'running', $2, $3) returning id`,
    [project, agent, owner.user],
  )
  const artifact = () => one(`insert into work_artifacts (work_session_id, artifact_type, content, agent_confidence) values ($1, 'x', '{}', 0.5) returning id`, [session])
  const [first, second, third] = [await artifact(), await artifact(), await artifact()]
  const checkpoint = await one(`insert into work_checkpoints (work_session_id, checkpoint_type) values ($1, 'agent_offered') returning id`, [session])

  // the queue, the feed, the lists
  const cursor = found(await as(reviewer, 'select sync_pull($1, null, 2) as page', [workspace])).page as { cursor: object }
  await as(reviewer, `select id from work_artifacts where workspace_id = $1 and status = 'pending' order by created_at, id limit 50`, [workspace])
  await as(reviewer, `select id from work_checkpoints where workspace_id = $1 and status = 'pending' order by created_at, id limit 50`, [workspace])
  await as(reviewer, `select id from work_sessions where workspace_id = $1 and status = 'running' order by created_at, id limit 50`, [workspace])
  await as('service_role', 'select id from work_sessions where executed_by_agent_id = $1', [agent])
  await as(reviewer, `select * from list_artifacts($1, statuses => '{pending}')`, [workspace])
  await as(reviewer, 'select * from session_statistics where workspace_id = $1', [workspace])
  await as(reviewer, 'select * from project_statistics where workspace_id = $1', [workspace])
  await as(reviewer, 'select health_check(), upgrade_report()')
  await as(reviewer, 'select artifact_contents($1)', [[first, second]])
  await as(reviewer, 'select id from comments where artifact_id = $1', [first])

  // decisions, and what follows them
  const expected = async (id: string) => found((await client.query('select status, revision, content_sha256 from work_artifacts where id = $1', [id])).rows) as object
  const command = async (kind: string, target: string, payload: object, expectation: object = {}) => ({
    command_id: randomUUID(), workspace_id: workspace, target_id: target, issued_at: new Date().toISOString(), kind, expected: expectation, payload,
  })
  const commands = [
    await command('claim', first, { on: 'artifact' }),
    await command('comment', first, { on: 'artifact', body: 'x' }),
    await command('comment', checkpoint, { on: 'checkpoint', body: 'x' }),
    await command('comment', session, { on: 'session', body: 'x' }),
    await command('review_artifact', first, { decision: 'approve', feedback: null, request_changes: false }, await expected(first)),
    await command('review_artifact', second, { decision: 'reject', feedback: 'x', request_changes: true }, await expected(second)),
    await command('resolve_checkpoint', checkpoint, { decision: 'continue', note: null }, { status: 'pending' }),
  ]
  await as(reviewer, 'select submit_commands($1)', [JSON.stringify(commands)])
  await client.query(`insert into work_artifacts (work_session_id, artifact_type, content, revision_of) values ($1, 'x', '{}', $2)`, [session, second])
  const jobs = found(await as('service_role', 'select claim_applications() as jobs')).jobs as { id: string }[]
  await as('service_role', `insert into context_mutations (work_session_id, application_id, kind, target) values ($1, $2, 'create', 'x')`, [session, jobs[0]?.id])
  await as('service_role', 'select complete_application($1)', [jobs[0]?.id])
  await as(reviewer, 'select verify_review_chain($1)', [workspace])
  await as(reviewer, `select sync_pull($1, $2, 1000, '{work_iterations,work_applications,context_mutations,claims,comments}')`, [workspace, JSON.stringify(cursor.cursor)])
  await as(reviewer, 'select sync_pull($1, $2)', [workspace, JSON.stringify(cursor.cursor)])
  const fresh = found(await as(reviewer, 'select sync_pull($1) as page', [workspace])).page as { cursor: object }

  // deletions walk every key
  await as(owner, 'delete from work_artifacts where id = $1', [third])
  await as(reviewer, 'select sync_pull($1, $2)', [workspace, JSON.stringify(fresh.cursor)])
  await client.query('delete from agents where id = $1', [agent])
  await client.query('delete from auth.users where id = $1', [reviewer.user])
  await as('service_role', 'select housekeeping()')
  await client.query('delete from workspaces where id = $1', [workspace])
  await client.query('delete from auth.users where id = $1', [owner.user])
  // statistics of this session are sent at its end
  await client.end()
}
