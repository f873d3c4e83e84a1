import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandResult } from '../../contract/commands.ts'
import { type Row, World, refusal, resolveCheckpoint, reviewArtifact } from './support/world.ts'

// Short form in every run; COUNTERSIGN_RACES=1000 is the full count.
const rounds = Number(process.env.COUNTERSIGN_RACES ?? 40)
const patience = 30_000 + rounds * 100

let world: World
let place: Awaited<ReturnType<World['workspace']>>
beforeAll(async () => {
  world = await World.start()
  place = await world.workspace()
})
afterAll(() => world.stop())

const outcome = (results: CommandResult[]) => results[0]?.outcome
/** Sends again while the answer is retry, as the outbox does. */
async function insist(caller: { user: string }, command: unknown): Promise<CommandResult[]> {
  for (;;) {
    const results = await world.submit(caller, [command])
    if (outcome(results) !== 'retry') return results
  }
}

test(`two reviewers, one artifact, ${rounds} races: one applied, one conflict that names the winner`, { timeout: patience }, async () => {
  const session = await world.session(place)
  for (let round = 0; round < rounds; round += 1) {
    const artifact = await world.artifact(session)
    const people = [place.reviewer, place.admin]
    const results = await Promise.all(people.map((person, index) => insist(person, reviewArtifact(artifact, { decision: index ? 'approve' : 'reject' }))))
    expect(results.map(outcome).sort()).toEqual(['applied', 'conflict'])
    const winner = results.findIndex((each) => outcome(each) === 'applied')
    expect(results[1 - winner]?.[0]).toMatchObject({
      error: { code: 'already_decided', message: expect.stringContaining(`by ${['reviewer', 'admin'][winner] ?? '?'} at`) as string },
      changes: [{ row: { reviewed_by_user_id: people[winner]?.user } }],
    })
  }
  expect(await world.admin('select count(*)::int as events, count(distinct target_id)::int as targets from review_events where target_table = $1', ['work_artifacts'])).toEqual([
    { events: rounds, targets: rounds },
  ])
})

const plainResolve = (caller: { user: string }, checkpoint: Row) =>
  refusal(world.query(caller, `update work_checkpoints set status = 'resolved', user_decision = 'continue' where id = $1`, [checkpoint.id]))

test.each([
  ['by commands', (caller: { user: string }, checkpoint: Row) => insist(caller, resolveCheckpoint(checkpoint)).then((results) => outcome(results))],
  ['by plain updates', (caller: { user: string }, checkpoint: Row) => plainResolve(caller, checkpoint)],
])(`the last two checkpoints resolved at the same instant %s, ${rounds} times: the session always runs on`, { timeout: patience }, async (way, resolve) => {
  for (let round = 0; round < rounds; round += 1) {
    const session = await world.session(place)
    const [first, second] = [await world.checkpoint(session), await world.checkpoint(session)]
    const answers = await Promise.all([resolve(place.reviewer, first), resolve(place.admin, second)])
    expect(answers).toEqual(way === 'by commands' ? ['applied', 'applied'] : ['none', 'none'])
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'running' })
  }
})

test(`one continues, one rejects, ${rounds} times: the session has always failed and nothing is left pending`, { timeout: patience }, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const session = await world.session(place)
    const [first, second] = [await world.checkpoint(session), await world.checkpoint(session)]
    await Promise.all([
      insist(place.reviewer, resolveCheckpoint(first)),
      insist(place.admin, resolveCheckpoint(second, { decision: 'reject' })),
    ])
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'failed' })
    expect(await world.admin(`select id from work_checkpoints where work_session_id = $1 and status = 'pending'`, [session])).toEqual([])
  }
})

test('calls that name the same targets in opposite order get through without a deadlock', { timeout: patience }, async () => {
  for (let round = 0; round < Math.ceil(rounds / 10); round += 1) {
    const sessions = [await world.session(place), await world.session(place)]
    const targets = (await Promise.all(sessions.flatMap((session) => [world.checkpoint(session), world.checkpoint(session), world.checkpoint(session)]))) as Row[]
    const calls = [targets, targets.toReversed(), targets, targets.toReversed()].map((list, index) =>
      world.submit(index % 2 ? place.reviewer : place.admin, list.map((target) => resolveCheckpoint(target))),
    )
    const outcomes = (await Promise.all(calls)).flat().map((each) => each.outcome)
    expect(outcomes.filter((each) => each === 'applied')).toHaveLength(targets.length)
    expect(outcomes.filter((each) => each === 'retry')).toEqual([])
  }
})

test('two revisions of one artifact at once: one follows', { timeout: patience }, async () => {
  const session = await world.session(place)
  for (let round = 0; round < Math.ceil(rounds / 10); round += 1) {
    const artifact = await world.artifact(session)
    await world.submit(place.reviewer, [reviewArtifact(artifact, { decision: 'reject' })])
    const answers = await Promise.all([1, 2].map(() => refusal(world.artifact(session, { revision_of: artifact.id }))))
    expect(answers.sort()).toEqual(['23505', 'none'])
  }
})
