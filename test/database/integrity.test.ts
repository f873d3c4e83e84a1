import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { World, type Row, refusal } from './support/world.ts'

let world: World
let place: Awaited<ReturnType<World['workspace']>>
let other: Awaited<ReturnType<World['workspace']>>
let session: string
beforeAll(async () => {
  world = await World.start()
  place = await world.workspace()
  other = await world.workspace('Other')
})
afterAll(() => world.stop())
beforeEach(async () => {
  session = await world.session(place)
})

const research = { task_type: 'research', task_intent: 'Find out', task_parameters: { focus: 'x', depth: 'deep' } }

describe('plain writes of decisions', () => {
  test('reviewer and time are the server’s, whatever was sent', async () => {
    const artifact = await world.artifact(session)
    await world.query(
      place.reviewer,
      `update work_artifacts set status = 'approved', reviewed_by_user_id = $2, reviewed_at = '2001-01-01' where id = $1`,
      [artifact.id, place.owner.user],
    )
    const row = await world.row('work_artifacts', artifact.id)
    expect(row.reviewed_by_user_id).toBe(place.reviewer.user)
    expect(Date.now() - (row.reviewed_at as Date).getTime()).toBeLessThan(10_000)
  })

  test('checkpoints likewise', async () => {
    const checkpoint = await world.checkpoint(session)
    await world.query(
      place.reviewer,
      `update work_checkpoints set status = 'resolved', user_decision = 'continue', resolved_by_user_id = $2, resolved_at = '2001-01-01' where id = $1`,
      [checkpoint.id, place.owner.user],
    )
    const row = await world.row('work_checkpoints', checkpoint.id)
    expect(row.resolved_by_user_id).toBe(place.reviewer.user)
    expect(Date.now() - (row.resolved_at as Date).getTime()).toBeLessThan(10_000)
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'running' })
  })

  test('leave the same events as commands', async () => {
    const artifact = await world.artifact(session)
    await world.query(place.reviewer, `update work_artifacts set status = 'rejected', review_feedback = 'No.' where id = $1`, [artifact.id])
    expect(await world.admin('select kind, actor_user_id, note, content_sha256, seq from review_events where target_id = $1', [artifact.id])).toEqual([
      { kind: 'rejected', actor_user_id: place.reviewer.user, note: 'No.', content_sha256: artifact.content_sha256, seq: 1 },
    ])
  })

  test('a viewer and a stranger change nothing, silently', async () => {
    const artifact = await world.artifact(session)
    for (const caller of [place.viewer, other.owner]) {
      expect(await world.query(caller, `update work_artifacts set status = 'approved' where id = $1 returning id`, [artifact.id])).toEqual([])
    }
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({ status: 'pending', row_version: '1' })
  })

  test('the service role cannot decide', async () => {
    const artifact = await world.artifact(session)
    const checkpoint = await world.checkpoint(session)
    expect(await refusal(world.query('service_role', `update work_artifacts set status = 'approved' where id = $1`, [artifact.id]))).toBe('not_member')
    expect(
      await refusal(
        world.query('service_role', `update work_checkpoints set status = 'resolved', user_decision = 'continue' where id = $1`, [checkpoint.id]),
      ),
    ).toBe('not_member')
    expect(
      await refusal(world.query('service_role', `update work_checkpoints set status = 'superseded' where id = $1`, [checkpoint.id])),
    ).toBe('not_member')
  })

  test.each([
    ['another decision after the first', `status = 'rejected'`, 'already_decided'],
    ['the feedback of a decision', `review_feedback = 'changed'`, 'not_allowed'],
    ['the reviewer of a decision', `reviewed_by_user_id = null`, 'not_allowed'],
    ['an unknown status', `status = 'superb'`, 'already_decided'],
  ])('refuse %s', async (_, change, code) => {
    const artifact = await world.artifact(session)
    await world.query(place.reviewer, `update work_artifacts set status = 'approved' where id = $1`, [artifact.id])
    expect(await refusal(world.query(place.reviewer, `update work_artifacts set ${change} where id = $1`, [artifact.id]))).toBe(code)
  })
})

describe('artifacts', () => {
  test.each([
    ['content', `content = '{"title": "Other"}'`],
    ['content that is equal as JSON only', `content = '{"title": "Rivers", "body": "They flow.", "n": 1.0}'`],
    ['confidence', 'agent_confidence = 0.1'],
    ['reasoning', `agent_reasoning = 'because'`],
    ['session', 'work_session_id = gen_random_uuid()'],
    ['workspace', 'workspace_id = gen_random_uuid()'],
    ['time', 'created_at = now()'],
    ['revision', 'revision = 7'],
    ['hash', `content_sha256 = repeat('0', 64)`],
    ['legacy mark', 'legacy = true'],
    ['id', 'id = gen_random_uuid()'],
  ])('%s stays as the agent wrote it', async (_, change) => {
    const artifact = await world.artifact(session, { content: { title: 'Rivers', body: 'They flow.', n: 1 } })
    for (const caller of [place.reviewer, place.owner, 'service_role'] as const) {
      expect(await refusal(world.query(caller, `update work_artifacts set ${change} where id = $1`, [artifact.id]))).toBe('not_allowed')
    }
  })

  test.each([
    ['decided', { status: 'approved' }],
    ['with a reviewer', { reviewed_at: '2020-01-01' }],
    ['with feedback', { review_feedback: 'fine' }],
  ])('are not born %s', async (_, row) => {
    expect(await refusal(world.artifact(session, row))).toBe('invalid_input')
  })

  test('confidence lies in 0..1', async () => {
    expect(await refusal(world.artifact(session, { agent_confidence: 1.01 }))).toBe('invalid_input')
    expect(await refusal(world.artifact(session, { agent_confidence: -0.01 }))).toBe('invalid_input')
    expect(await world.artifact(session, { agent_confidence: 0.87 })).toMatchObject({ confidence: 87 })
    expect(await world.artifact(session, { agent_confidence: null })).toMatchObject({ confidence: null })
  })

  test('a revision follows a decided artifact of its session, once', async () => {
    const first = await world.artifact(session)
    expect(await refusal(world.artifact(session, { revision_of: first.id }))).toBe('invalid_input')
    await world.query(place.reviewer, `update work_artifacts set status = 'rejected' where id = $1`, [first.id])
    expect(await world.artifact(session, { revision_of: first.id, revision: 40 })).toMatchObject({ revision: 2 })
    expect(await refusal(world.artifact(session, { revision_of: first.id }))).toBe('23505')
    expect(await refusal(world.artifact(await world.session(place), { revision_of: first.id }))).toBe('not_found')
  })

  test('title, hash and size are computed from the content as PostgreSQL prints it', async () => {
    const artifact = await world.artifact(session, { content: '{"z": 1.0, "title": "  Ebb  ", "big": 12345678901234567890}' })
    const [printed] = await world.admin<{ text: string; hash: string; bytes: number }>(
      `select content::text as text, encode(sha256(convert_to(content::text, 'UTF8')), 'hex') as hash, octet_length(content::text) as bytes
       from work_artifacts where id = $1`,
      [artifact.id],
    )
    expect(artifact).toMatchObject({ title: 'Ebb', content_sha256: printed?.hash, content_bytes: printed?.bytes })
    expect(printed?.text).toContain('12345678901234567890')
    expect(await world.artifact(session, { content: '[1]' })).toMatchObject({ title: null })
    expect(await world.artifact(session, { content: { title: 'x'.repeat(400) } })).toMatchObject({ title: 'x'.repeat(300) })
  })
})

describe('sessions', () => {
  test('agree with their project in workspace and basket; a foreign project answers as a missing one', async () => {
    const attempt = async (row: Record<string, unknown>): Promise<Row | string> => {
      try {
        return await world.insertRow('work_sessions', { ...research, ...row }, place.owner)
      } catch (error) {
        const { code, message } = error as Error & { code: string }
        return `${code} ${message}`
      }
    }
    expect(await attempt({ project_id: place.project_id })).toMatchObject({ workspace_id: place.id, basket_id: place.basket_id })
    const foreign = await attempt({ project_id: other.project_id, workspace_id: place.id, basket_id: place.basket_id })
    const missing = await attempt({ project_id: session, workspace_id: place.id, basket_id: place.basket_id })
    expect(foreign).toMatch(/^23503/)
    expect(foreign).toBe(missing)
    expect(await attempt({ project_id: other.project_id })).toBe(await attempt({ project_id: session }))
    expect(await attempt({ project_id: place.project_id, basket_id: other.basket_id })).toMatch(/^23503/)
  })

  test('can’t be moved', async () => {
    for (const change of ['project_id', 'basket_id', 'workspace_id', 'id']) {
      expect(await refusal(world.query(place.owner, `update work_sessions set ${change} = gen_random_uuid() where id = $1`, [session]))).toBe('not_allowed')
    }
  })

  test('are started by whoever inserts them, pending', async () => {
    const row = await world.insertRow('work_sessions', { ...research, project_id: place.project_id, initiated_by_user_id: place.viewer.user }, place.owner)
    expect(row).toMatchObject({ initiated_by_user_id: place.owner.user, status: 'pending' })
    expect(await refusal(world.insertRow('work_sessions', { ...research, project_id: place.project_id, status: 'completed' }, place.owner))).toBe('invalid_input')
  })

  test('go only where their status leads; the end closes what waits', async () => {
    const set = (caller: Parameters<World['query']>[0], status: string) =>
      refusal(world.query(caller, 'update work_sessions set status = $2 where id = $1', [session, status]))
    expect(await set(place.owner, 'completed')).toBe('invalid_input')
    expect(await set(place.owner, 'paused')).toBe('none')
    const checkpoint = await world.checkpoint(session)
    expect(await set(place.owner, 'running')).toBe('earlier_stage_pending')
    expect(await set('service_role', 'completed')).toBe('none')
    expect(await set('service_role', 'running')).toBe('session_ended')
    expect(await world.row('work_checkpoints', checkpoint.id)).toMatchObject({ status: 'superseded' })
    expect((await world.row('work_sessions', session)).ended_at).not.toBeNull()
  })

  test('cancelled by a person: failed, with the reason', async () => {
    await world.query(place.admin, `update work_sessions set status = 'failed' where id = $1`, [session])
    expect(await world.row('work_sessions', session)).toMatchObject({
      status: 'failed',
      metadata: { reason: 'cancelled', cancelled_by_user_id: place.admin.user },
    })
  })

  test('of the backend register their agent; persons name known agents only', async () => {
    const agent = '0190a0a0-0000-7000-8000-000000000001'
    await world.session(place, { executed_by_agent_id: agent })
    expect(await world.row('agents', agent)).toMatchObject({ workspace_id: place.id })
    const foreign = { ...research, project_id: place.project_id, executed_by_agent_id: other.agent_id }
    expect(await refusal(world.insertRow('work_sessions', foreign, place.owner))).toBe('23503')
  })
})

describe('projects', () => {
  test('one per basket, of the same workspace', async () => {
    const row = { workspace_id: place.id, name: 'Second' }
    expect(await refusal(world.insertRow('projects', { ...row, basket_id: place.basket_id }, place.owner))).toBe('23505')
    expect(await refusal(world.insertRow('projects', { ...row, basket_id: other.basket_id }, place.owner))).toBe('23503')
    expect(await refusal(world.insertRow('projects', { ...row, workspace_id: other.id, basket_id: other.basket_id }, place.owner))).toBe('42501')
  })

  test('are created by whoever inserts them and touched when changed', async () => {
    const basket_id = await world.insert('baskets', { workspace_id: place.id, name: 'B' }, place.owner)
    const project = await world.insertRow('projects', { workspace_id: place.id, basket_id, name: 'P', created_by_user_id: place.viewer.user }, place.owner)
    expect(project.created_by_user_id).toBe(place.owner.user)
    await world.query(place.owner, `update projects set name = 'Q', updated_at = '2001-01-01' where id = $1`, [project.id])
    const row = await world.row('projects', project.id)
    expect((row.updated_at as Date).getTime()).toBeGreaterThanOrEqual((project.updated_at as Date).getTime())
    expect(await refusal(world.query(place.owner, 'update projects set created_by_user_id = $2 where id = $1', [project.id, place.viewer.user]))).toBe('not_allowed')
  })
})

describe('a user who leaves', () => {
  test('keeps standing in the trail and in what they decided', async () => {
    const leaver = await world.member(place.id, 'reviewer')
    const artifact = await world.artifact(session)
    await world.query(leaver, `update work_artifacts set status = 'approved' where id = $1`, [artifact.id])
    await world.admin('delete from auth.users where id = $1', [leaver.user])
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({ status: 'approved', reviewed_by_user_id: leaver.user })
    expect(await world.admin('select actor_user_id from review_events where target_id = $1', [artifact.id])).toEqual([{ actor_user_id: leaver.user }])
  })
})

describe('deletion', () => {
  test('cascades, needs the role and leaves events', async () => {
    const project = await world.insertRow('projects', {
      workspace_id: place.id,
      basket_id: await world.insert('baskets', { workspace_id: place.id, name: 'B' }),
      name: 'Short-lived',
    })
    const doomed = await world.session({ project_id: project.id })
    const artifact = await world.artifact(doomed)
    expect(await world.query(place.reviewer, 'delete from projects where id = $1 returning id', [project.id])).toEqual([])
    expect(await world.query(place.admin, 'delete from projects where id = $1 returning id', [project.id])).toHaveLength(1)
    expect(await world.admin('select id from work_artifacts where work_session_id = $1', [doomed])).toEqual([])
    const left = await world.admin<{ target_id: string; actor_user_id: string }>(
      `select target_id, actor_user_id from review_events where kind = 'deleted' and target_id = any ($1)`,
      [[project.id, doomed, artifact.id]],
    )
    expect(left).toHaveLength(3)
    expect(new Set(left.map((event) => event.actor_user_id))).toEqual(new Set([place.admin.user]))
  })

  test('of a whole workspace takes everything along', async () => {
    const temporary = await world.workspace('Temporary')
    await world.artifact(await world.session(temporary))
    await world.query(temporary.owner, 'delete from workspaces where id = $1', [temporary.id])
    for (const table of ['projects', 'work_sessions', 'work_artifacts', 'workspace_memberships', 'baskets']) {
      expect(await world.admin(`select id from ${table} where workspace_id = $1`, [temporary.id])).toEqual([])
    }
  })
})

describe('the trail', () => {
  test('is append-only for everybody', async () => {
    const artifact = await world.artifact(session)
    await world.query(place.reviewer, `update work_artifacts set status = 'approved' where id = $1`, [artifact.id])
    for (const caller of [place.owner, 'service_role'] as const) {
      for (const sql of ['update review_events set note = null', 'delete from review_events', 'truncate review_events']) {
        expect(await refusal(world.query(caller, sql))).toBe('42501')
      }
      expect(await refusal(world.query(caller, 'select * from private.review_heads'))).toBe('42501')
    }
    expect(await refusal(world.admin('update review_events set note = null'))).toBe('not_allowed')
    expect(await refusal(world.admin('delete from review_events'))).toBe('not_allowed')
    expect(await refusal(world.admin('truncate review_events'))).toBe('not_allowed')
  })
})
