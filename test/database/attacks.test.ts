import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DatabaseError, type Row, World, become, refusal, reviewArtifact } from './support/world.ts'

// What somebody would try who has an account, the publishable key and time. Forged reviewers and times, edited content
// and moved rows stand in integrity.test.ts, self-promotion in roles.test.ts.
let world: World
let victim: Awaited<ReturnType<World['workspace']>>
let attacker: Awaited<ReturnType<World['workspace']>>
let session: string
let artifact: Row
let checkpoint: Row
beforeAll(async () => {
  world = await World.start()
  victim = await world.workspace('Victim')
  attacker = await world.workspace('Attacker')
  session = await world.session(victim)
  artifact = await world.artifact(session, { content: { title: 'Secret plan' } })
  checkpoint = await world.checkpoint(session)
})
afterAll(() => world.stop())

/** Everything that an error tells. */
async function told(work: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await work)
  } catch (error) {
    const { code, message, detail, hint } = error as DatabaseError
    return [code, message, detail, hint].join(' | ')
  }
}

describe('reading what belongs to others', () => {
  test('by join, by count, by aggregate, by exists', async () => {
    const count = async (sql: string) => (await world.query<{ n: number }>(attacker.owner, `select count(*)::int as n from ${sql}`))[0]?.n
    expect(await count(`work_artifacts where workspace_id = '${victim.id}'`)).toBe(0)
    expect(await count(`projects p full join work_sessions s on s.project_id = p.id where s.workspace_id = '${victim.id}' or p.workspace_id = '${victim.id}'`)).toBe(0)
    expect(await count(`workspace_memberships m where exists (select from work_artifacts a where a.workspace_id = '${victim.id}')`)).toBe(0)
    expect(await count(`session_statistics where workspace_id = '${victim.id}'`)).toBe(0)
    expect(await count(`list_artifacts('${victim.id}')`)).toBe(0)
    expect(await world.rpc(attacker.owner, 'health_check')).toMatchObject({ pending_artifacts: 0, pending_checkpoints: 0, oldest_pending_at: null })
    expect(await world.rpc(attacker.owner, 'artifact_contents', { ids: [artifact.id] })).toEqual([])
  })

  test('by a function of one’s own that is called before the policy', async () => {
    await world.as(attacker.owner, async (client) => {
      await client.query(`create function pg_temp.leak(jsonb) returns boolean language plpgsql cost 0.0000001 as $$ begin raise exception 'leaked %', $1; end $$`)
      const { rows } = await client.query('select id from work_artifacts where pg_temp.leak(content)')
      expect(rows).toEqual([])
    })
  })

  test('by the error of a division, a cast or a constraint', async () => {
    for (const probe of [
      `select 1 / (length(content ->> 'title') - 11) from work_artifacts`,
      `select (content ->> 'title')::int from work_artifacts`,
      `update work_artifacts set status = 'nonsense' where workspace_id = '${victim.id}'`,
      `update work_artifacts set review_feedback = 'x' where id = '${artifact.id}'`,
      `delete from work_sessions where id = '${session}'`,
    ]) {
      expect(await told(world.query(attacker.owner, `${probe} -- probe`)), probe).toBe('[]')
    }
  })
})

describe('probing for existence: a foreign row answers exactly as one that does not exist', () => {
  const same = async (attempt: (id: string) => Promise<unknown>, real: string) => {
    const nowhere = randomUUID()
    const [there, missing] = [await told(attempt(real)), await told(attempt(nowhere))]
    expect(there.replaceAll(real, '<id>')).toBe(missing.replaceAll(nowhere, '<id>'))
    expect(there).not.toContain('Secret')
  }
  const insert = (table: string, row: Record<string, unknown>) => world.insertRow(table, row, attacker.owner)
  const task = { task_type: 'research', task_intent: 'x', task_parameters: { focus: 'x', depth: 'deep' } }

  test('a project, by a session in it', async () => {
    await same((id) => insert('work_sessions', { ...task, project_id: id }), victim.project_id)
    await same((id) => insert('work_sessions', { ...task, project_id: id, workspace_id: attacker.id, basket_id: attacker.basket_id }), victim.project_id)
  })
  test('a basket, by a project in it', () => same((id) => insert('projects', { workspace_id: attacker.id, basket_id: id, name: 'x' }), victim.basket_id))
  test('a session, by an artifact or a checkpoint in it', async () => {
    await same((id) => insert('work_artifacts', { work_session_id: id, artifact_type: 'x', content: '{}' }), session)
    await same((id) => insert('work_checkpoints', { work_session_id: id, checkpoint_type: 'user_requested' }), session)
  })
  test('an artifact, by a revision, a claim, a comment, a command, a pull', async () => {
    const own = await world.session(attacker)
    await same((id) => insert('work_artifacts', { work_session_id: own, artifact_type: 'x', content: '{}', revision_of: id }), artifact.id)
    await same((id) => insert('claims', { artifact_id: id }), artifact.id)
    await same((id) => insert('claims', { checkpoint_id: id }), checkpoint.id)
    await same((id) => insert('comments', { artifact_id: id, body: 'x' }), artifact.id)
    const commandId = '0190a0a0-0000-7000-8000-00000000000'
    let digit = 0
    for (const workspace of [attacker.id, victim.id]) {
      await same(async (id) => {
        digit += 1
        const [answer] = await world.submit(attacker.owner, [{ ...reviewArtifact(artifact), workspace_id: workspace, target_id: id, command_id: `${commandId}${digit}` }])
        return { ...answer, command_id: '' }
      }, artifact.id)
    }
    await same((id) => world.rpc(attacker.owner, 'artifact_contents', { ids: [id] }), artifact.id)
  })
  test('an agent, by naming it', () => same((id) => insert('work_sessions', { ...task, project_id: attacker.project_id, executed_by_agent_id: id }), victim.agent_id))
  test('a workspace, by pulling it, verifying it, inviting into it', async () => {
    await same((id) => world.rpc(attacker.owner, 'sync_pull', { workspace: id }), victim.id)
    await same((id) => world.rpc(attacker.owner, 'verify_review_chain', { workspace: id }), victim.id)
    await same((id) => insert('invitations', { workspace_id: id, email: 'x@example.com', role: 'viewer' }), victim.id)
    await same((id) => insert('baskets', { workspace_id: id, name: 'x' }), victim.id)
    await same((id) => insert('agents', { workspace_id: id, name: 'x' }), victim.id)
  })
  test('a row, by inserting one with its id', async () => {
    // the primary key has to answer something; a random id says nothing about whose it is
    const taken = await refusal(insert('agents', { id: victim.agent_id, workspace_id: attacker.id, name: 'x' }))
    expect(taken).toBe('23505')
  })
})

describe('writing where one may not', () => {
  test('a review signed by a colleague through a command', async () => {
    const here = await world.artifact(await world.session(attacker))
    const forged = { ...reviewArtifact(here), payload: { decision: 'approve', feedback: null, request_changes: false, reviewed_by_user_id: attacker.admin.user } }
    await world.submit(attacker.reviewer, [forged])
    expect(await world.row('work_artifacts', here.id)).toMatchObject({ reviewed_by_user_id: attacker.reviewer.user })
  })

  test('a colleague’s name or address, by an admin: the trail would name somebody else', async () => {
    const [before] = await world.admin('select * from workspace_memberships where workspace_id = $1 and user_id = $2', [attacker.id, attacker.owner.user])
    for (const forged of [`display_name = 'Somebody else'`, `email = 'else@example.com'`, `role = role, display_name = 'Somebody else'`, `row_version = 900`]) {
      const change = `update workspace_memberships set ${forged} where workspace_id = $1 and user_id = $2`
      for (const who of [attacker.admin, attacker.owner]) expect(await refusal(world.query(who, change, [attacker.id, attacker.owner.user])), forged).toBe('42501')
    }
    expect(await world.admin('select * from workspace_memberships where workspace_id = $1 and user_id = $2', [attacker.id, attacker.owner.user])).toEqual([before])
  })

  test('a command under somebody else’s command id changes nothing of theirs', async () => {
    const [first, second] = [await world.artifact(session), await world.artifact(await world.session(attacker))]
    const theirs = reviewArtifact(first)
    await world.submit(attacker.reviewer, [{ ...reviewArtifact(second), command_id: theirs.command_id }])
    expect(await world.submit(victim.reviewer, [theirs])).toMatchObject([{ outcome: 'applied' }])
  })

  test('rows inserted ready-made: version, transaction, legacy mark, times', async () => {
    const forged = { workspace_id: attacker.id, basket_id: await world.insert('baskets', { workspace_id: attacker.id, name: 'b' }), name: 'x', legacy: true, row_version: 900, changed_xid: '1', created_at: '2001-01-01' }
    const row = await world.insertRow('projects', forged, attacker.owner)
    expect(row).toMatchObject({ legacy: false, row_version: '1' })
    expect(row.changed_xid).not.toBe('1')
    expect((row.created_at as Date).getFullYear()).toBeGreaterThan(2001)
  })

  test('a settings trick: claims and marks that only a direct connection could set are no key to others’ rows', async () => {
    await world.as(attacker.owner, async (client) => {
      await client.query(`select set_config('countersign.note', 'forged', true), set_config('countersign.command_id', $1, true)`, [randomUUID()])
      expect((await client.query(`update work_artifacts set status = 'approved' where id = $1`, [artifact.id])).rowCount).toBe(0)
    })
  })
})

const injections = [`'`, `''; drop table public.projects; --`, `"; select 1`, `\\'; --`, `$$ or true $$`, `%s %I %L`, `{"a": 1}`, `x'); delete from public.work_artifacts; --`, '\u2028', '🦉'.repeat(50)]

test.each(injections)('%j is text wherever text goes', async (text) => {
  const here = await world.session(attacker)
  const target = await world.artifact(here, { artifact_type: 'x', content: { title: text }, agent_reasoning: text })
  const commands = [
    { ...reviewArtifact(target, { decision: 'reject', feedback: text }) },
    { ...reviewArtifact(target), kind: text },
    { ...reviewArtifact(target), target_id: text },
    { ...reviewArtifact(target), workspace_id: text },
    { ...reviewArtifact(target), expected: text },
    { ...reviewArtifact(target), payload: text },
    { ...reviewArtifact(target), payload: { decision: text, feedback: text, request_changes: text } },
  ]
  const outcomes = (await world.submit(attacker.reviewer, commands)).map((each) => each.outcome)
  expect(outcomes).toEqual(['applied', ...Array.from({ length: 6 }, () => 'rejected')])
  expect(await world.row('work_artifacts', target.id)).toMatchObject({ review_feedback: text, agent_reasoning: text })
  expect(await world.query(attacker.owner, 'select id from list_artifacts($1, query => $2)', [attacker.id, text])).toHaveLength(1)
  await world.pull(attacker.owner, attacker.id, { epoch: text, membership_id: text, base: text, next: text, since: text, at: [text, text, text], event: text })
  await world.rpc(attacker.owner, 'create_workspace', { name: text })
  await world.rpc('service_role', 'claim_applications', { worker: text })
  expect(await refusal(world.rpc('service_role', 'fail_application', { id: randomUUID(), reason: text }))).toBe('not_found')
  expect(await refusal(world.submit(attacker.reviewer, [{ ...reviewArtifact(target), command_id: text }]))).toBe('invalid_command')
  expect(await world.admin('select count(*)::int > 0 as alive from projects')).toEqual([{ alive: true }])
})

describe('listening in', () => {
  test('members alone may listen and be present on workspace:<id>; nobody sends as the database', async () => {
    const on = async (person: { user: string }, topic: string, sql: string) =>
      world.as(person, async (client) => {
        await client.query(`select set_config('realtime.topic', $1, true)`, [topic])
        return (await client.query(sql)).rowCount
      })
    await world.query(victim.reviewer, `update work_artifacts set status = 'approved' where id = $1`, [artifact.id])
    const listen = `select * from realtime.messages where topic = 'workspace:${victim.id}'`
    expect(await on(victim.viewer, `workspace:${victim.id}`, listen)).toBeGreaterThan(0)
    for (const topic of [`workspace:${victim.id}`, `workspace:${attacker.id}`, 'workspace:nonsense', '*', '']) {
      if (topic !== `workspace:${attacker.id}`) expect(await on(attacker.owner, topic, listen), topic).toBe(0)
    }
    const send = (extension: string) => `insert into realtime.messages (topic, extension, event, payload, private) values (realtime.topic(), '${extension}', 'poke', '{}', true)`
    expect(await on(victim.viewer, `workspace:${victim.id}`, send('presence'))).toBe(1)
    expect(await refusal(on(victim.viewer, `workspace:${victim.id}`, send('broadcast')))).toBe('42501')
    expect(await refusal(on(attacker.owner, `workspace:${victim.id}`, send('presence')))).toBe('42501')
  })

  test('a poke says that something changed, not what', async () => {
    const payloads = await world.admin<{ event: string; payload: object; private: boolean }>('select event, payload, private from realtime.messages where topic = $1', [`workspace:${victim.id}`])
    expect(payloads.length).toBeGreaterThan(0)
    for (const message of payloads) {
      expect(message).toMatchObject({ event: 'poke', private: true })
      // Realtime adds an id of the message
      expect(Object.keys(message.payload).filter((key) => key !== 'id')).toEqual([])
    }
  })
})

test('one poke per transaction and workspace, none from what is rolled back', async () => {
  const pokes = async () => (await world.admin<{ n: number }>('select count(*)::int as n from realtime.messages where topic = $1', [`workspace:${victim.id}`]))[0]?.n ?? 0
  const before = await pokes()
  const client = await world.pool.connect()
  await client.query('begin')
  for (let each = 0; each < 5; each += 1) await client.query(`insert into agents (workspace_id, name) values ($1, 'x')`, [victim.id])
  await client.query('commit')
  expect(await pokes()).toBe(before + 1)
  await client.query('begin')
  await become(client, victim.owner)
  await client.query('savepoint s')
  await client.query(`insert into agents (workspace_id, name) values ($1, 'y')`, [victim.id])
  await client.query('rollback to savepoint s')
  await client.query(`insert into agents (workspace_id, name) values ($1, 'z')`, [victim.id])
  await client.query('commit')
  client.release()
  expect(await pokes()).toBe(before + 2)
})
