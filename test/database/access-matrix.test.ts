import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, World, refusal } from './support/world.ts'

// Who may do what, cell by cell, on real PostgreSQL. A table, view or function that has no row here fails the test.
//
//   +  done           a row was read, written, or the function answered
//   .  nothing there  no row was visible to the statement, silently
//   x  refused        by grant or policy (42501)
//   !  refused        by a rule of ours (the caller may use the table, but not so)
//   -  no such thing  a view that PostgreSQL cannot write through
const personas = ['anon', 'stranger', 'viewer', 'reviewer', 'admin', 'owner', 'service_role'] as const
type Cells = string

interface TableRules {
  select: Cells
  insert: Cells
  update: Cells
  delete: Cells
}

const readOnly: TableRules = { select: 'x.+++++', insert: 'xxxxxx+', update: 'xxxxxx+', delete: 'xxxxxx+' }
const managed: TableRules = { select: 'x.+++++', insert: 'xxxx+++', update: 'x...+++', delete: 'x...+++' }
const closed: TableRules = { select: 'xxxxxxx', insert: 'xxxxxxx', update: 'xxxxxxx', delete: 'xxxxxxx' }

const tables: Record<string, TableRules> = {
  // update: of the name; what admins may change is in roles.test.ts
  'public.workspaces': { select: 'x.+++++', insert: 'xxxxxx+', update: 'x...!++', delete: 'x....++' },
  // update: of the role, the one column; delete: the reviewer's row; a reviewer may leave
  'public.workspace_memberships': { select: 'x.+++++', insert: 'xxxxxx+', update: 'x...+++', delete: 'x..++++' },
  'public.invitations': { select: 'x...+++', insert: 'xxxx+++', update: 'xxxxxx+', delete: 'x...+++' },
  'public.baskets': managed,
  'public.agents': managed,
  'public.projects': managed,
  'public.work_sessions': managed,
  // update: a decision
  'public.work_artifacts': { select: 'x.+++++', insert: 'xxxx+++', update: 'x..+++!', delete: 'x...+++' },
  'public.work_checkpoints': { select: 'x.+++++', insert: 'xxx++++', update: 'x..+++!', delete: 'x...+++' },
  'public.review_events': { select: 'x.+++++', insert: 'xxxxxxx', update: 'xxxxxxx', delete: 'xxxxxxx' },
  'public.work_iterations': readOnly,
  'public.work_applications': readOnly,
  'public.context_mutations': { ...readOnly, update: 'xxxxxx!' },
  // insert: without a user nobody claims; delete: the reviewer's
  'public.claims': { select: 'x.+++++', insert: 'xxx+++!', update: 'xxxxxx+', delete: 'x..++++' },
  // update, delete: the reviewer's
  'public.comments': { select: 'x.+++++', insert: 'xxx++++', update: 'x..+..+', delete: 'x..++++' },
  'public.session_statistics': { select: 'x.+++++', insert: '-------', update: '-------', delete: '-------' },
  'public.project_statistics': { select: 'x.+++++', insert: '-------', update: '-------', delete: '-------' },
  'private.upgrade_findings': { ...closed, select: 'x...+++' },
  'private.feed_state': closed,
  'private.tombstones': { ...closed, select: 'x.++++x' },
  'private.review_heads': closed,
  'private.command_receipts': closed,
  // a view of the caller's own memberships: the stranger has one elsewhere, which the workspace filter leaves out
  'private.my_roles': { ...closed, select: 'x.++++x' },
  ...Object.fromEntries(
    ['workspace', 'membership', 'basket', 'agent', 'project', 'session', 'artifact', 'checkpoint', 'event', 'iteration', 'application', 'mutation', 'claim', 'comment'].map(
      (name) => [`private.${name}_changes`, { select: 'x.++++x', insert: 'x------', update: 'x------', delete: 'x------' }],
    ),
  ),
  'private.deletion_changes': { ...closed, select: 'x.++++x', update: 'x------' },
}

const functions: Record<string, Cells> = {
  sync_pull: 'x!++++x',
  sync_size: 'x!++++x',
  submit_commands: 'x+++++x',
  artifact_contents: 'x++++++',
  get_or_create_workspace: 'x+++++x',
  create_workspace: 'x+++++x',
  accept_invitations: 'x+++++x',
  my_workspaces: 'x+++++x',
  my_sessions: 'x+++++x',
  upgrade_report: 'x++++++',
  health_check: 'x++++++',
  list_artifacts: 'x++++++',
  verify_review_chain: 'x!+++++',
  claim_applications: 'xxxxxx+',
  complete_application: 'xxxxxx+',
  fail_application: 'xxxxxx+',
  housekeeping: 'xxxxxx+',
}

let world: World
let place: Awaited<ReturnType<World['workspace']>>
let callers: Record<(typeof personas)[number], Caller>
let fixture: Record<string, { id: string; insert: Record<string, unknown>; update: string }>

beforeAll(async () => {
  world = await World.start()
  place = await world.workspace()
  const elsewhere = await world.workspace('Elsewhere')
  callers = { ...place, anon: 'anon', stranger: elsewhere.owner, service_role: 'service_role' }
  const session = await world.session(place)
  const [pending, approved, rejected] = [await world.artifact(session), await world.artifact(session), await world.artifact(session)]
  await world.query(place.reviewer, `update work_artifacts set status = 'approved' where id = $1`, [approved.id])
  await world.query(place.reviewer, `update work_artifacts set status = 'rejected', changes_requested = true, review_feedback = 'No.' where id = $1`, [rejected.id])
  const checkpoint = await world.checkpoint(session)
  const spareBasket = await world.insert('baskets', { workspace_id: place.id, name: 'Spare' })
  await world.admin(`insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original) values ($1, 'projects', $2, 'x', 'kept', '{}')`, [place.id, place.project_id])
  const deleted = await world.insert('agents', { workspace_id: place.id, name: 'Gone' })
  await world.admin('delete from agents where id = $1', [deleted])
  const idOf = async (sql: string) => String((await world.admin(sql, [place.id]))[0]?.id)
  const someone = await world.user('someone')
  fixture = {
    workspaces: { id: place.id, insert: { name: 'New' }, update: `name = 'Renamed'` },
    workspace_memberships: {
      id: await idOf(`select id from workspace_memberships where role = 'reviewer' and workspace_id = $1`),
      insert: { workspace_id: place.id, user_id: someone.user, role: 'viewer' },
      update: `role = 'viewer'`,
    },
    invitations: {
      id: await world.insert('invitations', { workspace_id: place.id, email: 'a@example.com', role: 'viewer' }),
      insert: { workspace_id: place.id, email: 'b@example.com', role: 'viewer' },
      update: `role = 'viewer'`,
    },
    baskets: { id: place.basket_id, insert: { workspace_id: place.id, name: 'B' }, update: `name = 'C'` },
    agents: { id: place.agent_id, insert: { workspace_id: place.id, name: 'B' }, update: `name = 'C'` },
    projects: { id: place.project_id, insert: { workspace_id: place.id, basket_id: spareBasket, name: 'P' }, update: `name = 'Q'` },
    work_sessions: {
      id: session,
      insert: { workspace_id: place.id, project_id: place.project_id, task_type: 'research', task_intent: 'x', task_parameters: { focus: 'x', depth: 'deep' } },
      update: `status = 'failed'`,
    },
    work_artifacts: { id: pending.id, insert: { work_session_id: session, artifact_type: 'x', content: '{}' }, update: `status = 'approved'` },
    work_checkpoints: {
      id: checkpoint.id,
      insert: { work_session_id: session, checkpoint_type: 'user_requested' },
      update: `status = 'resolved', user_decision = 'continue'`,
    },
    review_events: { id: await idOf('select id from review_events where workspace_id = $1'), insert: {}, update: `note = 'x'` },
    work_iterations: {
      id: await idOf('select id from work_iterations where workspace_id = $1'),
      insert: { workspace_id: place.id, work_session_id: session, number: 9, opened_by_artifact_id: rejected.id, instruction: 'x' },
      update: `instruction = 'x'`,
    },
    work_applications: {
      id: await idOf('select id from work_applications where workspace_id = $1'),
      insert: { workspace_id: place.id, work_session_id: session, artifact_id: pending.id },
      update: 'attempts = 2',
    },
    context_mutations: {
      id: await world.insert('context_mutations', { work_session_id: session, kind: 'create', target: 'x' }),
      insert: { work_session_id: session, kind: 'create', target: 'x' },
      update: `target = 'y'`,
    },
    claims: {
      id: await world.insert('claims', { artifact_id: pending.id }, place.reviewer),
      insert: { checkpoint_id: checkpoint.id },
      update: 'expires_at = now()',
    },
    comments: { id: await world.insert('comments', { artifact_id: pending.id, body: 'x' }, place.reviewer), insert: { artifact_id: pending.id, body: 'y' }, update: `body = 'z'` },
  }
})
afterAll(() => world.stop())

class Undo extends Error {}

/** What came of it, as a letter of the matrix; nothing stays. */
async function attempt(caller: Caller, sql: string, values: unknown[] = []): Promise<string> {
  let letter = ''
  const code = await refusal(
    world
      .as(caller, async (client) => {
        letter = ((await client.query(sql, values)).rowCount ?? 0) > 0 ? '+' : '.'
        throw new Undo()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error
      }),
  )
  if (code === 'none') return letter
  if (code === '55000' || code === '0A000') return '-'
  return code === '42501' ? 'x' : '!'
}

const row = async (sql: string, values: unknown[] = []) => {
  let cells = ''
  for (const persona of personas) cells += await attempt(callers[persona], sql, values)
  return cells
}

function statement(table: string, operation: keyof TableRules): [string, unknown[]] {
  const [schema, name = ''] = table.split('.')
  const known = schema === 'public' ? fixture[name] : undefined
  if (operation === 'select') {
    if (known) return [`select * from ${table} where id = $1`, [known.id]]
    const scoped = /^private\.my_roles|_statistics$|tombstones$|findings$/.test(table)
    return scoped ? [`select * from ${table} where workspace_id = $1`, [place.id]] : [`select * from ${table} where ${viewFilter(name)}`, []]
  }
  if (operation === 'insert') {
    const columns = Object.entries(known?.insert ?? {})
    if (columns.length === 0) return [`insert into ${table} default values`, []]
    return [`insert into ${table} (${columns.map(([column]) => column).join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`, columns.map(([, value]) => value)]
  }
  const where = known ? ' where id = $1' : ''
  const values = known ? [known.id] : []
  return operation === 'delete' ? [`delete from ${table}${where}`, values] : [`update ${table} set ${known?.update ?? `${firstColumn(name)} = null`}${where}`, values]
}

/** The feed's views hold rows of every workspace that the caller may read: look at ours. */
const viewFilter = (name: string) =>
  name === 'deletion_changes' ? `change ->> 'table' = 'agents'` : name.endsWith('_changes') ? `coalesce(change #>> '{row,workspace_id}', id::text) = '${place.id}'` : 'true'
const firstColumn = (name: string) =>
  ({ upgrade_findings: 'rule', feed_state: 'epoch', tombstones: 'row_version', review_heads: 'seq', command_receipts: 'kind', my_roles: 'role', session_statistics: 'status', project_statistics: 'name' })[name] ??
  (name.endsWith('_changes') ? 'change' : 'id')

test('every table and view of ours has a row in the matrix', async () => {
  const found = await world.admin<{ name: string }>(
    `select relnamespace::regnamespace || '.' || relname as name from pg_class
     where relnamespace::regnamespace::text in ('public', 'private') and relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
  )
  expect(found.map((each) => each.name)).toEqual(Object.keys(tables).sort())
  const unsecured = await world.admin<{ name: string }>(
    `select relname as name from pg_class where relnamespace::regnamespace::text in ('public', 'private') and relkind = 'r' and not relrowsecurity`,
  )
  expect(unsecured).toEqual([])
})

test('every function of the API has a row in the matrix, and none runs with its owner’s rights', async () => {
  const found = await world.admin<{ proname: string; prosecdef: boolean }>(
    `select proname, prosecdef from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
  )
  expect(found.map((each) => each.proname)).toEqual(Object.keys(functions).sort())
  expect(found.filter((each) => each.prosecdef)).toEqual([])
})

describe.each(Object.keys(tables))('%s', (table) => {
  test.each(['select', 'insert', 'update', 'delete'] as const)('%s', async (operation) => {
    const [sql, values] = statement(table, operation)
    expect(await row(sql, values), `${personas.join(', ')}: ${sql}`).toBe(tables[table]?.[operation])
  })
})

test.each(Object.keys(functions))('function %s', async (name) => {
  const application = fixture.work_applications?.id
  const args: Record<string, string> = {
    sync_pull: `'${place.id}'`,
    sync_size: `'${place.id}'`,
    submit_commands: `'[]'`,
    artifact_contents: 'array[]::uuid[]',
    list_artifacts: `'${place.id}'`,
    verify_review_chain: `'${place.id}'`,
    create_workspace: `'New'`,
    complete_application: `'${application ?? ''}'`,
    fail_application: `'${application ?? ''}', 'no'`,
  }
  const sql = name === 'list_artifacts' ? `select count(*) from public.${name}(${args[name] ?? ''})` : `select public.${name}(${args[name] ?? ''})`
  expect(await row(sql), `${personas.join(', ')}: ${sql}`).toBe(functions[name])
})

test('of a membership the signed-in change the role alone: name and address are the account’s', async () => {
  const columns = await world.admin<{ column_name: string }>(
    `select column_name from information_schema.column_privileges
     where table_schema = 'public' and table_name = 'workspace_memberships' and grantee = 'authenticated' and privilege_type = 'UPDATE'`,
  )
  expect(columns.map((each) => each.column_name)).toEqual(['role'])
})

test('anon may use nothing at all', async () => {
  const grants = await world.admin(
    `select table_schema, table_name, privilege_type from information_schema.role_table_grants
     where table_schema in ('public', 'private') and grantee in ('anon', 'PUBLIC')`,
  )
  expect(grants).toEqual([])
  const executable = await world.admin<{ name: string }>(
    `select oid::regprocedure::text as name from pg_proc
     where pronamespace::regnamespace::text in ('public', 'private') and has_function_privilege('anon', oid, 'execute')`,
  )
  expect(executable).toEqual([])
})

test('nobody but the owner truncates the trail', async () => {
  for (const persona of personas) expect(await attempt(callers[persona], 'truncate public.review_events'), persona).toBe('x')
})
