import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chainReport } from '../../contract/agents-backend.ts'
import { type Row, World, refusal, reopen, resolveCheckpoint, reviewArtifact } from './support/world.ts'

let world: World
let place: Awaited<ReturnType<World['workspace']>>
let artifact: Row
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())
beforeEach(async () => {
  place = await world.workspace()
  const session = await world.session(place)
  artifact = await world.artifact(session)
  const checkpoint = await world.checkpoint(session)
  await world.submit(place.reviewer, [
    reviewArtifact(artifact, { decision: 'reject', feedback: 'Non.' }),
    reopen(artifact, 'rejected'),
    reviewArtifact(artifact),
    resolveCheckpoint(checkpoint),
  ])
})

const verify = async () => chainReport.parse(await world.rpc(place.viewer, 'verify_review_chain', { workspace: place.id }))
const problems = async () => (await verify()).problems.map((each) => each.problem).sort()

/** What only a superuser can do: write past the triggers. */
async function tamper(sql: string, values: unknown[] = []): Promise<void> {
  const client = await world.pool.connect()
  await client.query('begin')
  await client.query(`set local session_replication_role = 'replica'`)
  const { rowCount } = await client.query(sql, values)
  await client.query('commit')
  client.release()
  expect(rowCount).toBeGreaterThan(0)
}

test('an untouched chain has no problem', async () => {
  expect(await verify()).toMatchObject({ problems: [] })
  expect((await verify()).events).toBeGreaterThan(6)
})

test.each([
  ['one edited word', `update review_events set note = 'Oui.' where target_id = $1 and seq = 1`, ['changed']],
  ['another actor', `update review_events set actor_user_id = gen_random_uuid() where target_id = $1 and seq = 2`, ['changed']],
  ['a later time', `update review_events set created_at = created_at + interval '1 microsecond' where target_id = $1 and seq = 3`, ['changed']],
  ['an event taken out', `delete from review_events where target_id = $1 and seq = 2`, ['broken_chain', 'gap']],
  ['a tail cut off', `delete from review_events where target_id = $1 and seq = 3`, ['decision_without_event', 'tail_missing']],
  ['a whole chain gone with its head', `with e as (delete from review_events where target_id = $1) delete from private.review_heads where target_id = $1`, ['decision_without_event']],
  ['a decision past the triggers', `update work_artifacts set status = 'rejected' where id = $1`, ['decision_without_event']],
  ['an event moved to another target', `update review_events set target_id = gen_random_uuid() where target_id = $1 and seq = 3`, ['broken_chain', 'changed', 'decision_without_event', 'gap', 'head_missing', 'tail_missing']],
])('%s is found', async (_, sql, expected) => {
  await tamper(sql, [artifact.id])
  expect(await problems()).toEqual(expected)
})

test('an edited event with a hash made to fit is found at the next one', async () => {
  await tamper(
    `update review_events e set note = 'Oui.', hash = private.event_hash(f) from
       (select (jsonb_populate_record(r, '{"note": "Oui."}')).* from review_events r where target_id = $1 and seq = 1) f
     where e.id = f.id`,
    [artifact.id],
  )
  expect(await problems()).toEqual(['broken_chain'])
})

test('is for members; the service role checks any workspace', async () => {
  const stranger = await world.user('stranger')
  expect(await refusal(world.rpc(stranger, 'verify_review_chain', { workspace: place.id }))).toBe('not_member')
  expect(await world.rpc('service_role', 'verify_review_chain', { workspace: place.id })).toMatchObject({ problems: [] })
})
