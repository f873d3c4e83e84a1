import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { askedForTables, replicatedTables } from '../../contract/feed.ts'
import { command, place, run, session, world } from './support/each.ts'
import { type Row, found, refusal, reviewArtifact } from './support/world.ts'

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
