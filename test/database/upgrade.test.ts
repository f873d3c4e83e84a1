import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestStack } from '../support/stack.ts'
import { type Caller, World, found, refusal, resolveCheckpoint, reviewArtifact } from './support/world.ts'

// A database that runs the first version, with rows in it that break the rules to come, is brought up by our migrations.
const here = path.dirname(fileURLToPath(import.meta.url))
const migrations = path.join(here, '..', '..', 'supabase', 'migrations')

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const [ana, ben, ours, theirs] = [id(1), id(2), id(11), id(12)]
const [basket, theirBasket, project, second, theirProject] = [id(21), id(22), id(31), id(32), id(33)]
const [good, foreign, odd, ended] = [id(41), id(42), id(43), id(44)]
const agent = id(51)

const rows = `
  insert into auth.users (id, email, raw_user_meta_data) values ('${ana}', 'ana@example.com', '{"full_name": "Ana"}'), ('${ben}', 'ben@example.com', '{}');
  insert into workspaces (id, name) values ('${ours}', 'Ours'), ('${theirs}', 'Theirs');
  insert into workspace_memberships (workspace_id, user_id, role) values ('${ours}', '${ana}', 'owner'), ('${ours}', '${ben}', 'member'), ('${theirs}', '${ben}', 'owner');
  insert into baskets (id, workspace_id, name) values ('${basket}', '${ours}', 'Ours'), ('${theirBasket}', '${theirs}', 'Theirs');
  -- two projects share a basket; a third uses a basket of the other workspace
  insert into projects (id, workspace_id, basket_id, name, created_at) values
    ('${project}', '${ours}', '${basket}', 'First', '2025-01-01'), ('${second}', '${ours}', '${basket}', 'Second', '2025-01-02'),
    ('${theirProject}', '${theirs}', '${basket}', 'Astray', '2025-01-03');
  insert into work_sessions (id, project_id, basket_id, workspace_id, task_type, task_intent, task_parameters, status, executed_by_agent_id, created_at, metadata) values
    ('${good}', '${project}', '${basket}', '${ours}', 'research', 'Good', '{"focus": "x", "depth": "quick"}', 'paused', '${agent}', '2025-01-01', '{}'),
    -- of one workspace, in a project of the other, by the same agent
    ('${foreign}', '${project}', '${basket}', '${theirs}', 'research', 'Foreign', '{"focus": "x", "depth": "quick"}', 'running', '${agent}', '2025-01-02', '{}'),
    ('${odd}', '${second}', '${theirBasket}', '${ours}', 'analysis', '', null, 'completed', null, '2025-01-03', null),
    ('${ended}', '${project}', '${basket}', '${ours}', 'research', 'Ended', '{"focus": "x", "depth": "quick"}', 'failed', null, '2025-01-04', '[]');
  insert into work_artifacts (id, work_session_id, artifact_type, content, agent_confidence, status, reviewed_by_user_id, reviewed_at, review_feedback) values
    ('${id(61)}', '${good}', 'analysis', '{"title": "Waiting"}', 0.5, 'pending', null, null, null),
    ('${id(62)}', '${good}', 'analysis', '{"title": "Decided"}', 0.5, 'approved', '${ben}', '2025-02-01', 'Fine.'),
    ('${id(63)}', '${good}', 'analysis', '{"title": "Too sure"}', 7.5, 'pending', null, null, null),
    ('${id(64)}', '${good}', 'analysis', '{"title": "By nobody"}', 0.5, 'rejected', null, null, null),
    ('${id(65)}', '${foreign}', 'analysis', '{"title": "In quarantine"}', 0.5, 'pending', '${ben}', null, 'early');
  insert into work_checkpoints (id, work_session_id, checkpoint_type, status, user_decision, resolved_at, metadata) values
    ('${id(71)}', '${good}', 'agent_offered', 'pending', null, null, null),
    ('${id(72)}', '${good}', 'agent_offered', 'resolved', null, null, '{}'),
    ('${id(73)}', '${ended}', 'agent_offered', 'pending', null, null, '{}');
`

let world: World
let before: Record<string, string[]>
const [owner, member, other]: Caller[] = [{ user: ana }, { user: ben }, { user: ben }]
const tables = ['workspaces', 'workspace_memberships', 'baskets', 'projects', 'work_sessions', 'work_artifacts', 'work_checkpoints']

beforeAll(async () => {
  const stack = await startTestStack({ migrationsDir: path.join(here, 'support', 'first-version') })
  world = World.on(stack)
  await world.pool.query(rows)
  const keys = async (table: string) => (await world.admin<{ key: string }>(`select ${table === 'workspace_memberships' ? 'workspace_id::text || user_id' : 'id::text'} as key from ${table}`)).map((row) => row.key)
  before = Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await keys(table)] as const)))
  const client = new pg.Client({ connectionString: stack.database_url })
  await client.connect()
  for (const file of readdirSync(migrations).sort()) {
    await client.query('begin')
    await client.query(readFileSync(path.join(migrations, file), 'utf8'))
    await client.query('commit')
  }
  await client.end()
})
afterAll(() => world.stop())

test('no row is lost', async () => {
  for (const table of tables) {
    const key = table === 'workspace_memberships' ? 'workspace_id::text || user_id' : 'id::text'
    const after = new Set((await world.admin<{ key: string }>(`select ${key} as key from ${table}`)).map((row) => row.key))
    expect(before[table]?.filter((each) => !after.has(each)), table).toEqual([])
  }
})

test('every violation is reported, to those whom it concerns', async () => {
  const report = (caller: Caller) => world.rpc(caller, 'upgrade_report') as Promise<{ rule: string; outcome: string; id: string; workspace_id: string }[]>
  const short = (list: { rule: string; outcome: string; id: string }[]) => list.map((each) => `${each.rule} ${each.outcome} ${each.id.slice(-2)}`).sort()
  expect(short(await report('service_role'))).toEqual(
    [
      'shared_basket separated 32',
      'foreign_basket separated 33',
      'foreign_project moved 42',
      'other_basket moved 43',
      'shared_agent separated 42',
      'task_parameters kept 43',
      'confidence_out_of_range kept 63',
      'decision_without_reviewer kept 64',
      'review_before_decision kept 65',
      'resolution_without_decision kept 72',
      'waits_in_ended_session kept 73',
    ].sort(),
  )
  const mine = await report(owner as Caller)
  expect(new Set(mine.map((each) => each.workspace_id))).toEqual(new Set([ours]))
  // Ben reviews in one workspace and owns the other
  expect(new Set((await report(other as Caller)).map((each) => each.workspace_id))).toEqual(new Set([theirs]))
})

describe('afterwards', () => {
  test('the 20 policies are ours, the old ones are gone, and every key holds', async () => {
    const policies = await world.admin<{ policyname: string }>(`select policyname from pg_policies where tablename = any ($1)`, [tables.slice(3)])
    expect(policies).toHaveLength(20)
    expect(policies.filter((each) => /Members|Service/.test(each.policyname))).toEqual([])
    expect(await world.admin(`select conname from pg_constraint where connamespace = 'public'::regnamespace and not convalidated`)).toEqual([])
  })

  test('roles are ours: an owner stays one, members review', async () => {
    expect(await world.admin(`select role, display_name, email from workspace_memberships where workspace_id = $1 order by role`, [ours])).toEqual([
      { role: 'owner', display_name: 'Ana', email: 'ana@example.com' },
      { role: 'reviewer', display_name: null, email: 'ben@example.com' },
    ])
  })

  test('what stood between two workspaces stands in quarantine in its own', async () => {
    const session = await world.row('work_sessions', foreign)
    expect(session).toMatchObject({ workspace_id: theirs, legacy: true })
    expect(await world.row('projects', String(session.project_id))).toMatchObject({ workspace_id: theirs, name: 'Quarantine' })
    expect(session.executed_by_agent_id).not.toBe(agent)
    expect(await world.row('agents', String(session.executed_by_agent_id))).toMatchObject({ workspace_id: theirs })
    expect(await world.query(owner as Caller, 'select id from work_sessions where id = $1', [foreign])).toEqual([])
  })

  test('decided rows stand in the trail as imported, and the trail verifies', async () => {
    const imported = await world.admin(`select right(target_id::text, 2) as target, actor_user_id, note from review_events where kind = 'imported' order by 1`)
    expect(imported).toEqual([
      { target: '62', actor_user_id: null, note: 'Fine.' },
      { target: '64', actor_user_id: null, note: null },
      { target: '72', actor_user_id: null, note: null },
    ])
    expect(await world.rpc('service_role', 'verify_review_chain', { workspace: ours })).toMatchObject({ problems: [] })
  })

  test('the feed brings all of it in the contract’s shapes', async () => {
    const page = await world.pull(owner as Caller, ours, null)
    expect(page.more).toBe(false)
    expect(page.changes.filter((change) => change.table === 'work_artifacts')).toHaveLength(4)
    await world.pull(other as Caller, theirs, null)
  })

  test('old rows keep working: odd ones can be decided, and resolved', async () => {
    const artifacts = await Promise.all([61, 63].map((number) => world.row('work_artifacts', id(number))))
    const waiting = await Promise.all([71, 73].map((number) => world.row('work_checkpoints', id(number))))
    const commands = [...artifacts.map((artifact) => reviewArtifact(artifact)), ...waiting.map((checkpoint) => resolveCheckpoint(checkpoint))]
    expect((await world.submit(member as { user: string }, commands)).map((each) => each.outcome)).toEqual(['applied', 'applied', 'applied', 'applied'])
    expect(await world.row('work_sessions', good)).toMatchObject({ status: 'running' })
    expect(await world.row('work_sessions', ended)).toMatchObject({ status: 'failed' })
    const early = await world.row('work_artifacts', id(65))
    expect((await world.submit(other as { user: string }, [reviewArtifact(early)]))[0]?.outcome).toBe('applied')
  })

  test('new rows obey the new rules, next to old ones', async () => {
    expect(await refusal(world.artifact(good, { agent_confidence: 7.5 }))).toBe('invalid_input')
    expect(await refusal(world.insertRow('projects', { workspace_id: ours, basket_id: basket, name: 'Third' }))).toBe('23505')
    expect(await refusal(world.session({ project_id: project }, { task_parameters: null }))).toBe('invalid_input')
    expect(found(await world.admin<{ n: number }>(`select count(*)::int as n from work_artifacts where legacy`)).n).toBe(5)
  })
})
