import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import { z } from 'zod'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimedApplication } from '../../contract/agents-backend.ts'
import { command as anyCommand, type Command, type CommandKind, type CommandOf, type CommandResult } from '../../contract/commands.ts'
import { askedForTables, replicatedTables } from '../../contract/feed.ts'
import { type Row, World, found, refusal, reopen, reviewArtifact } from './support/world.ts'

let world: World
let place: Awaited<ReturnType<World['workspace']>>
let session: string
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())
beforeEach(async () => {
  place = await world.workspace()
  session = await world.session(place)
})

function command<K extends CommandKind>(kind: K, target_id: string, payload: CommandOf<K>['payload'], expected: object = {}): Command {
  return anyCommand.parse({ command_id: v7(), workspace_id: place.id, target_id, issued_at: new Date().toISOString(), kind, expected, payload })
}
const code = (result: CommandResult | undefined) => (result && 'error' in result ? `${result.outcome}: ${result.error.code}` : result?.outcome)
const run = async (caller: { user: string }, ...commands: unknown[]) => (await world.submit(caller, commands)).map(code)

describe('projects by command', () => {
  test('are created with a basket of their own, changed and deleted', async () => {
    const id = randomUUID()
    const [answer] = await world.submit(place.admin, [command('create_project', id, { name: 'Rivers', description: null, basket_id: null })])
    expect(answer).toMatchObject({
      outcome: 'applied',
      changes: [
        { table: 'projects', row: { id, name: 'Rivers', created_by_user_id: place.admin.user } },
        { table: 'baskets', row: { name: 'Rivers' } },
      ],
    })
    expect(await run(place.owner, command('update_project', id, { name: 'Lakes' }, { name: 'Rivers' }))).toEqual(['applied'])
    const [deleted] = await world.submit(place.owner, [command('delete_project', id, {})])
    expect(deleted).toMatchObject({ outcome: 'applied', changes: [{ table: 'projects', deleted: true, id }] })
    expect(await run(place.owner, command('delete_project', id, {}))).toEqual(['conflict: not_found'])
  })

  test('edits conflict field by field, and only where they disagree', async () => {
    const id = place.project_id
    const { name } = z.object({ name: z.string() }).parse(await world.row('projects', id))
    const rename = (to: string) => command('update_project', id, { name: to }, { name })
    expect(await run(place.owner, rename('Lakes'))).toEqual(['applied'])
    const [conflict] = await world.submit(place.admin, [rename('Seas')])
    expect(conflict).toMatchObject({ outcome: 'conflict', error: { code: 'content_changed' }, changes: [{ table: 'projects', row: { id, name: 'Lakes' } }] })
    // the same change by two people, and a change of another field, are no conflict
    expect(await run(place.admin, rename('Lakes'), command('update_project', id, { description: 'Wet.' }, { description: null }))).toEqual(['applied', 'applied'])
    expect(await world.row('projects', id)).toMatchObject({ name: 'Lakes', description: 'Wet.' })
    expect(await run(place.admin, command('update_project', id, { description: null }, { description: 'Dry.' }))).toEqual(['conflict: content_changed'])
  })

  test('have a name of 1 to 200 characters', async () => {
    // Past the contract, which does not let such names be written.
    const named = (name: string) => {
      const payload = { name, description: null, basket_id: null }
      return run(place.owner, { ...command('create_project', randomUUID(), { ...payload, name: 'x' }), payload })
    }
    expect([await named(''), await named('x'.repeat(201)), await named('x'.repeat(200))]).toEqual([['rejected: invalid_command'], ['rejected: invalid_command'], ['applied']])
  })

  test('need the role', async () => {
    expect(await run(place.reviewer, command('create_project', randomUUID(), { name: 'X', description: null, basket_id: null }))).toEqual(['rejected: not_allowed'])
    expect(await run(place.reviewer, command('delete_project', place.project_id, {}))).toEqual(['rejected: not_allowed'])
  })
})

describe('sessions by command', () => {
  test('are created, started, paused and cancelled', async () => {
    const id = randomUUID()
    const create = command('create_session', id, { project_id: place.project_id, task_type: 'research', task_intent: 'Go', task_parameters: { focus: 'x', depth: 'quick' }, agent_id: place.agent_id })
    expect(await run(place.admin, create, command('start_session', id, {}, { status: 'pending' }), command('pause_session', id, {}))).toEqual(['applied', 'applied', 'applied'])
    expect(await run(place.admin, command('start_session', id, {}, { status: 'running' }))).toEqual(['conflict: superseded'])
    expect(await run(place.admin, command('cancel_session', id, {}))).toEqual(['applied'])
    expect(await world.row('work_sessions', id)).toMatchObject({ status: 'failed', metadata: { reason: 'cancelled' }, initiated_by_user_id: place.admin.user })
    expect(await run(place.admin, command('start_session', id, {}))).toEqual(['conflict: session_ended'])
  })

  test('are refused with unfit parameters and in foreign projects', async () => {
    const other = await world.workspace('Other')
    const payload = { project_id: place.project_id, task_type: 'research' as const, task_intent: 'Go', task_parameters: { focus: 'x', depth: 'quick' }, agent_id: null }
    // the app refuses these before they are kept; another client may not
    const unfit = { ...command('create_session', randomUUID(), payload), payload: { ...payload, task_parameters: {} } }
    expect(await run(place.admin, unfit)).toEqual(['rejected: invalid_input'])
    expect(await run(place.admin, command('create_session', randomUUID(), { ...payload, project_id: other.project_id }))).toEqual(['conflict: not_found'])
    expect(await run(place.admin, command('create_session', randomUUID(), { ...payload, agent_id: other.agent_id }))).toEqual(['rejected: invalid_command'])
    expect(await run(place.viewer, command('create_session', randomUUID(), payload))).toEqual(['rejected: not_allowed'])
  })
})

describe('claims', () => {
  test('tell others, last fifteen minutes, are prolonged, released and ended by a decision', async () => {
    const artifact = await world.artifact(session)
    const claim = () => command('claim', artifact.id, { on: 'artifact' })
    const claims = () => world.admin<{ user_id: string }>('select user_id from claims where artifact_id = $1', [artifact.id])
    expect(await run(place.reviewer, claim(), claim())).toEqual(['applied', 'applied'])
    expect(await run(place.admin, claim())).toEqual(['conflict: already_claimed'])
    await world.admin('update claims set expires_at = now() where artifact_id = $1', [artifact.id])
    expect(await run(place.admin, claim())).toEqual(['applied'])
    expect(await claims()).toEqual([{ user_id: place.admin.user }])
    expect(await run(place.reviewer, command('release', artifact.id, { on: 'artifact' }))).toEqual(['applied'])
    expect(await claims()).toHaveLength(1)
    expect(await run(place.admin, command('release', artifact.id, { on: 'artifact' }))).toEqual(['applied'])
    expect(await run(place.admin, claim())).toEqual(['applied'])
    expect(await run(place.reviewer, reviewArtifact(artifact))).toEqual(['applied'])
    expect(await claims()).toEqual([])
    const kinds = await world.admin<{ kind: string }>('select kind from review_events where target_id = $1 order by seq', [artifact.id])
    expect(kinds.map((event) => event.kind)).toEqual(['claimed', 'claimed', 'claimed', 'released', 'claimed', 'approved'])
    expect(await run(place.viewer, claim())).toEqual(['rejected: not_allowed'])
  })

  test('by plain writes are one’s own', async () => {
    const artifact = await world.artifact(session)
    const claim = await world.insertRow('claims', { artifact_id: artifact.id, user_id: place.owner.user }, place.reviewer)
    expect(claim.user_id).toBe(place.reviewer.user)
    expect(await refusal(world.insertRow('claims', { artifact_id: artifact.id }, place.admin))).toBe('23505')
    expect(await refusal(world.insertRow('claims', { artifact_id: artifact.id }, place.viewer))).toBe('42501')
    const foreign = await world.artifact(await world.session(await world.workspace('Other')))
    expect(await refusal(world.insertRow('claims', { artifact_id: foreign.id }, place.reviewer))).toBe('42501')
  })
})

test('comments carry their author, are edited by them alone', async () => {
  const artifact = await world.artifact(session)
  const comment = command('comment', artifact.id, { on: 'artifact', body: 'Nice.' })
  expect(await run(place.reviewer, comment, command('comment', session, { on: 'session', body: 'Hm.' }))).toEqual(['applied', 'applied'])
  expect(await world.row('comments', comment.command_id)).toMatchObject({ author_user_id: place.reviewer.user, body: 'Nice.', workspace_id: place.id })
  const edit = (caller: { user: string }) => world.query(caller, `update comments set body = 'Nicer.' where id = $1 returning edited_at`, [comment.command_id])
  expect(await edit(place.owner)).toEqual([])
  expect(found(await edit(place.reviewer)).edited_at).not.toBeNull()
  expect(await run(place.viewer, command('comment', artifact.id, { on: 'artifact', body: 'Me too' }))).toEqual(['rejected: not_allowed'])
})

describe('iterations', () => {
  test('open with a wish for changes and close with the revision', async () => {
    const first = await world.artifact(session)
    await run(place.reviewer, reviewArtifact(first, { decision: 'reject', feedback: 'Shorter.', request_changes: true }))
    const iterations = () => world.admin('select number, instruction, opened_by_artifact_id, closed_by_artifact_id from work_iterations where work_session_id = $1 order by number', [session])
    expect(await iterations()).toEqual([{ number: 1, instruction: 'Shorter.', opened_by_artifact_id: first.id, closed_by_artifact_id: null }])
    const second = await world.artifact(session, { revision_of: first.id })
    expect(await iterations()).toMatchObject([{ closed_by_artifact_id: second.id }])
    await run(place.reviewer, reviewArtifact(second, { decision: 'reject', feedback: 'Longer.', request_changes: true }))
    expect(await iterations()).toMatchObject([{ number: 1 }, { number: 2, opened_by_artifact_id: second.id }])
    await run(place.reviewer, reopen(second, 'rejected'))
    expect(await iterations()).toHaveLength(1)
  })
})

describe('applications', () => {
  const approve = async (): Promise<Row> => {
    const artifact = await world.artifact(session)
    expect(await run(place.reviewer, reviewArtifact(artifact))).toEqual(['applied'])
    return artifact
  }
  const ours = (rows: z.infer<typeof claimedApplication>[]) => rows.filter((row) => row.workspace_id === place.id)
  const take = async (args: Record<string, unknown> = {}) => ours(z.array(claimedApplication).parse(await world.rpc('service_role', 'claim_applications', { row_limit: 500, ...args })))

  test('follow an approval and are worked off once', async () => {
    const artifact = await approve()
    const [job] = await take({ worker: 'w1' })
    expect(job).toMatchObject({ artifact_id: artifact.id, attempts: 1, claimed_by: 'w1' })
    expect(await take()).toEqual([])
    expect(await run(place.reviewer, reopen(artifact, 'approved'))).toEqual(['conflict: effects_started'])
    const complete = () => world.rpc('service_role', 'complete_application', { id: job?.id, result: '{"rows": 3}' })
    expect(await complete()).toEqual({ id: job?.id, status: 'applied' })
    expect(await complete()).toEqual({ id: job?.id, status: 'applied' })
    expect(await refusal(world.rpc('service_role', 'fail_application', { id: job?.id, reason: 'late' }))).toBe('superseded')
    expect(await run(place.owner, reopen(artifact, 'approved'))).toEqual(['conflict: effects_started'])
  })

  test('come back when the worker’s lease is over; a failure keeps its reason', async () => {
    await approve()
    const [job] = await take({ lease_seconds: 1 })
    await world.admin(`update work_applications set claimed_until = now() - interval '1 second' where id = $1`, [job?.id])
    const [again] = await take()
    expect(again).toMatchObject({ id: job?.id, attempts: 2 })
    await world.rpc('service_role', 'fail_application', { id: job?.id, reason: 'No substrate.' })
    expect(await world.row('work_applications', String(job?.id))).toMatchObject({ status: 'failed', reason: 'No substrate.' })
  })

  test('that failed can be tried again by whoever may review, and only those', async () => {
    const artifact = await approve()
    const [job] = await take()
    const id = String(job?.id)
    expect(await run(place.reviewer, command('retry_application', id, {}))).toEqual(['conflict: superseded'])
    await world.rpc('service_role', 'fail_application', { id, reason: 'No substrate.' })
    const stranger = (await world.workspace('Elsewhere')).owner
    expect(await run(place.viewer, command('retry_application', id, {}))).toEqual(['rejected: not_allowed'])
    expect(await run(stranger, command('retry_application', id, {}))).toEqual(['rejected: not_member'])
    expect(await refusal(world.query(place.viewer, 'select private.renew_application($1)', [id]))).toBe('not_allowed')
    expect(await run(place.reviewer, command('retry_application', randomUUID(), {}))).toEqual(['conflict: not_found'])
    const retry = command('retry_application', id, {})
    const [answer] = await world.submit(place.reviewer, [retry, command('retry_application', id, {})])
    expect(answer).toMatchObject({ outcome: 'applied', changes: [{ table: 'work_applications', row: { id, status: 'pending', reason: null, attempts: 1 } }] })
    expect(await take()).toMatchObject([{ id, attempts: 2 }])
    // in the trail once, with what the row forgets: who asked, and why it had failed
    const events = await world.admin(`select * from review_events where target_id = $1 and kind = 'retried'`, [artifact.id])
    expect(events).toMatchObject([
      {
        target_table: 'work_artifacts', seq: 2, actor_user_id: place.reviewer.user, command_id: retry.command_id, content_sha256: artifact.content_sha256,
        before: { application_id: id, application_status: 'failed', attempts: 1, reason: 'No substrate.' },
        after: { application_id: id, application_status: 'pending', attempts: 1 },
      },
    ])
    // the backend's own write of the same is told as well, and the chain holds
    await world.rpc('service_role', 'fail_application', { id, reason: 'Again.' })
    await world.query('service_role', `update work_applications set status = 'pending', reason = null, finished_at = null, claimed_by = null, claimed_until = null where id = $1`, [id])
    expect(await world.admin(`select actor_user_id, before ->> 'reason' as reason from review_events where target_id = $1 order by seq desc limit 1`, [artifact.id])).toEqual([{ actor_user_id: null, reason: 'Again.' }])
    expect(await world.rpc(place.viewer, 'verify_review_chain', { workspace: place.id })).toMatchObject({ problems: [] })
  })

  test('are cancelled by taking the decision back, and made anew by the next approval', async () => {
    const artifact = await approve()
    expect(await run(place.reviewer, reopen(artifact, 'approved'), reviewArtifact(artifact))).toEqual(['applied', 'applied'])
    const statuses = await world.admin<{ status: string }>('select status from work_applications where artifact_id = $1 order by created_at', [artifact.id])
    expect(statuses.map((row) => row.status).sort()).toEqual(['cancelled', 'pending'])
    expect(await take()).toHaveLength(1)
  })

  test('go to one worker each, however many ask at once', async () => {
    for (let each = 0; each < 30; each += 1) await approve()
    const taken = (await Promise.all(Array.from({ length: 10 }, (_, index) => take({ row_limit: 5, worker: `w${index}` })))).flat()
    expect(new Set(taken.map((job) => job.id)).size).toBe(taken.length)
    expect(taken.length + (await take()).length).toBe(30)
  })

  test('record what they changed', async () => {
    await approve()
    const [job] = await take()
    const mutation = { work_session_id: session, application_id: job?.id, kind: 'create', target: 'notes/1', after: '{"x": 1}' }
    const row = await world.insertRow('context_mutations', mutation, 'service_role')
    expect(row.workspace_id).toBe(place.id)
    expect(await refusal(world.query('service_role', `update context_mutations set target = 'y' where id = $1`, [row.id]))).toBe('not_allowed')
    expect(await refusal(world.insertRow('context_mutations', mutation, place.owner))).toBe('42501')
    expect(await world.query(place.viewer, 'select id from context_mutations')).toHaveLength(1)
  })
})

test('answers carry what was claimed, released and said', async () => {
  const artifact = await world.artifact(session)
  const comment = command('comment', artifact.id, { on: 'artifact', body: 'Hm.' })
  const [claimed, said] = await world.submit(place.reviewer, [command('claim', artifact.id, { on: 'artifact' }), comment])
  expect(claimed).toMatchObject({ outcome: 'applied', changes: [{ table: 'claims', row: { artifact_id: artifact.id, user_id: place.reviewer.user } }] })
  expect(said).toMatchObject({ outcome: 'applied', changes: [{ table: 'comments', row: { id: comment.command_id, body: 'Hm.' } }] })
  const [released] = await world.submit(place.reviewer, [command('release', artifact.id, { on: 'artifact' })])
  expect(released).toMatchObject({ outcome: 'applied', changes: [{ table: 'claims', deleted: true }] })
})

test('the feed brings the further tables to readers who ask, and to nobody else', async () => {
  const artifact = await world.artifact(session)
  await run(place.reviewer, command('claim', artifact.id, { on: 'artifact' }), command('comment', artifact.id, { on: 'artifact', body: 'Hm.' }))
  await run(place.reviewer, reviewArtifact(artifact))
  const second = await world.artifact(session)
  await run(place.reviewer, reviewArtifact(second, { decision: 'reject', feedback: 'No.', request_changes: true }), command('claim', (await world.checkpoint(session)).id, { on: 'checkpoint' }))
  await world.insertRow('context_mutations', { work_session_id: session, kind: 'create', target: 'x' }, 'service_role')
  const tables = [...askedForTables]
  const page = (await world.rpc(place.viewer, 'sync_pull', { workspace: place.id, tables })) as { changes: { table: (typeof askedForTables)[number]; row?: unknown }[]; cursor: object; reset: boolean }
  for (const table of tables) {
    const rows = page.changes.filter((change) => change.table === table)
    expect(rows.length, table).toBeGreaterThan(0)
    for (const change of rows) replicatedTables[table].parse(change.row)
  }
  // deletions too: the decided artifact's claim went after this page
  const checkpointClaim = found(await world.admin<{ id: string }>('select id from claims where workspace_id = $1', [place.id]))
  await world.admin('delete from claims where id = $1', [checkpointClaim.id])
  const next = (await world.rpc(place.viewer, 'sync_pull', { workspace: place.id, cursor: JSON.stringify(page.cursor), tables })) as typeof page
  expect(next.changes).toContainEqual({ table: 'claims', deleted: true, id: checkpointClaim.id, row_version: 2 })
  // world.pull parses with contract/feed.ts, which knows none of these tables
  const plain = await world.pull(place.viewer, place.id, page.cursor as Record<string, unknown>)
  expect(plain.reset).toBe(true)
  expect(plain.changes.length).toBeGreaterThan(0)
})

describe('reading', () => {
  test('list_artifacts pages by keyset and filters', async () => {
    const analysis = await world.session(place, { task_type: 'analysis', task_parameters: { analysis_type: 'x', metrics: [], depth: 'deep' }, executed_by_agent_id: place.agent_id })
    for (let each = 0; each < 5; each += 1) await world.artifact(session, { content: { title: `River ${each}` }, agent_confidence: each / 10 })
    for (let each = 0; each < 3; each += 1) await world.artifact(analysis, { content: { title: `Lake ${each}` }, agent_confidence: 0.9 })
    const list = async (args: Record<string, unknown>) => {
      const names = Object.keys(args)
      return world.query<Row>(place.viewer, `select id, title, created_at from list_artifacts($1${names.map((name, index) => `, ${name} => $${index + 2}`).join('')})`, [place.id, ...Object.values(args)])
    }
    const first = await list({ row_limit: 5 })
    const last = found(first.slice(-1))
    const exact = found(await world.admin<{ created_at: string }>('select created_at::text from work_artifacts where id = $1', [last.id]))
    const rest = await list({ row_limit: 5, after_created_at: exact.created_at, after_id: last.id })
    expect(first).toHaveLength(5)
    expect(new Set([...first, ...rest].map((row) => row.id)).size).toBe(8)
    expect(await list({ task_types: ['analysis'] })).toHaveLength(3)
    expect(await list({ agent: place.agent_id, confidence_from: 0.9 })).toHaveLength(3)
    expect(await list({ confidence_from: 0.1, confidence_to: 0.25 })).toHaveLength(2)
    expect(await list({ query: 'RIVER 3' })).toHaveLength(1)
    expect(await list({ query: `'; drop table projects; --` })).toEqual([])
    expect(await list({ statuses: ['approved'] })).toEqual([])
    expect(await list({ project: place.project_id, session })).toHaveLength(5)
    expect(await list({ created_to: '2001-01-01' })).toEqual([])
    const stranger = await world.user('stranger')
    expect(await world.query(stranger, 'select id from list_artifacts($1)', [place.id])).toEqual([])
  })

  test('statistics count what the caller may see', async () => {
    const artifact = await world.artifact(session)
    await world.artifact(session)
    await run(place.reviewer, reviewArtifact(artifact))
    await world.checkpoint(session)
    expect(await world.query(place.viewer, 'select * from project_statistics')).toMatchObject([
      { project_id: place.project_id, sessions: '1', paused_sessions: '1', artifacts: '2', approved_artifacts: '1', pending_artifacts: '1', pending_checkpoints: '1' },
    ])
    expect(await world.query(place.viewer, 'select * from session_statistics')).toMatchObject([{ work_session_id: session, artifacts: '2', average_confidence: '0.80', iterations: '0' }])
  })
})
