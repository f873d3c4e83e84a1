import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { reopeningOf, type CommandResult } from '../../contract/commands.ts'
import { World, found, reopen, resolveCheckpoint, reviewArtifact } from './support/world.ts'

let world: World
let place: Awaited<ReturnType<World['workspace']>>
let session: string
beforeAll(async () => {
  world = await World.start()
  place = await world.workspace()
})
afterAll(() => world.stop())
beforeEach(async () => {
  session = await world.session(place)
})

const events = (id: string) =>
  world.admin<{ kind: string; actor_user_id: string | null; command_id: string | null; note: string | null }>(
    'select kind, actor_user_id, command_id, note from review_events where target_id = $1 order by seq',
    [id],
  )
const codeOf = (result: CommandResult | undefined) =>
  result && 'error' in result ? `${result.outcome}: ${result.error.code}` : result?.outcome

describe('review_artifact', () => {
  test('approves, stamped with the caller and the server, and answers with the row', async () => {
    const artifact = await world.artifact(session)
    const command = reviewArtifact(artifact)
    const [answer] = await world.submit(place.reviewer, [command])
    const row = await world.row('work_artifacts', artifact.id)
    expect(row).toMatchObject({ status: 'approved', reviewed_by_user_id: place.reviewer.user, row_version: '2' })
    expect(Date.now() - (row.reviewed_at as Date).getTime()).toBeLessThan(10_000)
    expect(answer).toMatchObject({
      command_id: command.command_id,
      outcome: 'applied',
      changes: [{ table: 'work_artifacts', row: { id: artifact.id, status: 'approved', row_version: 2 } }],
    })
    expect(await events(artifact.id)).toEqual([
      { kind: 'approved', actor_user_id: place.reviewer.user, command_id: command.command_id, note: null },
    ])
  })

  test('rejects with feedback and a wish for changes', async () => {
    const artifact = await world.artifact(session)
    const command = reviewArtifact(artifact, { decision: 'reject', feedback: 'Cite the sources.', request_changes: true })
    expect(codeOf((await world.submit(place.reviewer, [command]))[0])).toBe('applied')
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({
      status: 'rejected',
      review_feedback: 'Cite the sources.',
      changes_requested: true,
    })
    expect(found(await events(artifact.id)).note).toBe('Cite the sources.')
  })

  test('asks for words with a wish for changes', async () => {
    const artifact = await world.artifact(session)
    const command = reviewArtifact(artifact, { decision: 'reject', feedback: ' ', request_changes: true })
    expect(codeOf((await world.submit(place.reviewer, [command]))[0])).toBe('rejected: feedback_required')
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({ status: 'pending' })
  })

  test('refuses what was not on screen', async () => {
    const artifact = await world.artifact(session)
    const other = reviewArtifact({ ...artifact, content_sha256: 'f'.repeat(64) })
    const later = reviewArtifact({ ...artifact, revision: 2 })
    expect((await world.submit(place.reviewer, [other, later])).map(codeOf)).toEqual(['conflict: content_changed', 'conflict: content_changed'])
  })

  test('names the winner to the second reviewer, with the row', async () => {
    const artifact = await world.artifact(session)
    await world.submit(place.admin, [reviewArtifact(artifact)])
    const [answer] = await world.submit(place.reviewer, [reviewArtifact(artifact, { decision: 'reject' })])
    expect(answer).toMatchObject({
      outcome: 'conflict',
      error: { code: 'already_decided', message: expect.stringContaining('already approved by admin') as string },
      changes: [{ row: { id: artifact.id, status: 'approved', reviewed_by_user_id: place.admin.user } }],
    })
  })
})

describe('who may', () => {
  test('a viewer is not allowed, a stranger is no member, and neither changes anything', async () => {
    const artifact = await world.artifact(session)
    const checkpoint = await world.checkpoint(session)
    const stranger = (await world.workspace('Elsewhere')).owner
    const commands = () => [reviewArtifact(artifact), resolveCheckpoint(checkpoint)]
    expect((await world.submit(place.viewer, commands())).map(codeOf)).toEqual(['rejected: not_allowed', 'rejected: not_allowed'])
    expect((await world.submit(stranger, commands())).map(codeOf)).toEqual(['rejected: not_member', 'rejected: not_member'])
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({ status: 'pending', row_version: '1' })
    expect(await world.row('work_checkpoints', checkpoint.id)).toMatchObject({ status: 'pending', row_version: '1' })
  })

  test("a stranger who names a workspace of their own learns nothing about another's artifact", async () => {
    const artifact = await world.artifact(session)
    const elsewhere = await world.workspace('Elsewhere')
    const there = { ...reviewArtifact(artifact), workspace_id: elsewhere.id }
    const nowhere = { ...reviewArtifact(artifact), workspace_id: elsewhere.id, target_id: randomUUID() }
    const [first, second] = await world.submit(elsewhere.owner, [there, nowhere])
    expect({ ...first, command_id: '' }).toEqual({ ...second, command_id: '' })
    expect(first).toMatchObject({ outcome: 'conflict', error: { code: 'not_found' }, changes: [] })
  })
})

describe('resolve_checkpoint', () => {
  test('continue: the session runs on when none is pending', async () => {
    const [first, second] = [await world.checkpoint(session), await world.checkpoint(session)]
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'paused' })
    await world.submit(place.reviewer, [resolveCheckpoint(first)])
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'paused' })
    const [answer] = await world.submit(place.reviewer, [resolveCheckpoint(second)])
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'running' })
    expect(answer).toMatchObject({
      outcome: 'applied',
      changes: [
        { table: 'work_checkpoints', row: { id: second.id, status: 'resolved', user_decision: 'continue' } },
        { table: 'work_sessions', row: { id: session, status: 'running' } },
      ],
    })
  })

  test('modify: the session stays paused and the instruction is there for the agent', async () => {
    const checkpoint = await world.checkpoint(session)
    expect(codeOf((await world.submit(place.reviewer, [resolveCheckpoint(checkpoint, { decision: 'modify' })]))[0])).toBe(
      'rejected: feedback_required',
    )
    await world.submit(place.reviewer, [resolveCheckpoint(checkpoint, { decision: 'modify', note: 'Only Europe.' })])
    expect(await world.row('work_checkpoints', checkpoint.id)).toMatchObject({ user_decision: 'modify', resolution_note: 'Only Europe.' })
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'paused', metadata: { instruction: 'Only Europe.' } })
  })

  test('reject: the session has failed and later stages are closed', async () => {
    const first = await world.checkpoint(session, { stage: 1, stages: 2 })
    const second = await world.checkpoint(session, { stage: 2, stages: 2 })
    expect((await world.submit(place.reviewer, [resolveCheckpoint(second)])).map(codeOf)).toEqual(['conflict: earlier_stage_pending'])
    await world.submit(place.reviewer, [resolveCheckpoint(first, { decision: 'reject', note: 'Wrong way.' })])
    expect(await world.row('work_sessions', session)).toMatchObject({ status: 'failed', metadata: { reason: 'checkpoint_rejected' } })
    expect(await world.row('work_checkpoints', second.id)).toMatchObject({ status: 'superseded', user_decision: null })
    expect((await world.submit(place.reviewer, [resolveCheckpoint(second)])).map(codeOf)).toEqual(['conflict: session_ended'])
  })
})

describe('reopen', () => {
  test('by the same reviewer, with its own event', async () => {
    const artifact = await world.artifact(session)
    await world.submit(place.reviewer, [reviewArtifact(artifact, { decision: 'reject', feedback: 'No.' })])
    expect((await world.submit(place.reviewer, [reopen(artifact, 'rejected', 'Too quick.')])).map(codeOf)).toEqual(['applied'])
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({
      status: 'pending',
      reviewed_by_user_id: null,
      reviewed_at: null,
      review_feedback: null,
    })
    expect((await events(artifact.id)).map((event) => [event.kind, event.note])).toEqual([
      ['rejected', 'No.'],
      ['reopened', 'Too quick.'],
    ])
  })

  test('of one decision: not of another that somebody took since, though it has the same status', async () => {
    const artifact = await world.artifact(session)
    const [mine, theirs] = [reviewArtifact(artifact), reviewArtifact(artifact)]
    await world.submit(place.admin, [mine, reopeningOf(mine, v7(), mine.issued_at)])
    await world.submit(place.reviewer, [theirs])
    const late = await world.submit(place.admin, [reopeningOf(mine, v7(), mine.issued_at)])
    expect(late.map(codeOf)).toEqual(['conflict: superseded'])
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({ status: 'approved', reviewed_by_user_id: place.reviewer.user })
    // earlier apps name the status alone
    expect((await world.submit(place.admin, [reopen(artifact, 'approved')])).map(codeOf)).toEqual(['applied'])
  })

  test('not by another reviewer, not once a revision has followed', async () => {
    const artifact = await world.artifact(session)
    await world.submit(place.owner, [reviewArtifact(artifact, { decision: 'reject' })])
    expect((await world.submit(place.reviewer, [reopen(artifact, 'rejected')])).map(codeOf)).toEqual(['rejected: not_allowed'])
    await world.artifact(session, { revision_of: artifact.id })
    expect((await world.submit(place.owner, [reopen(artifact, 'rejected')])).map(codeOf)).toEqual(['conflict: effects_started'])
  })
})

describe('receipts', () => {
  test('the same command again answers with its first result and does nothing', async () => {
    const artifact = await world.artifact(session)
    const [good, bad] = [reviewArtifact(artifact), reviewArtifact(artifact, { decision: 'reject' })]
    const first = await world.submit(place.reviewer, [good, bad])
    const again = await world.submit(place.reviewer, [bad, good])
    expect(again).toEqual([
      { command_id: bad.command_id, outcome: 'duplicate', first: first[1] },
      { command_id: good.command_id, outcome: 'duplicate', first: first[0] },
    ])
    expect(await events(artifact.id)).toHaveLength(1)
  })

  test('twice in one call: once applied, once duplicate', async () => {
    const command = reviewArtifact(await world.artifact(session))
    expect((await world.submit(place.reviewer, [command, command])).map(codeOf)).toEqual(['applied', 'duplicate'])
  })

  test('an id that was used for something else is refused', async () => {
    const artifact = await world.artifact(session)
    const command = reviewArtifact(artifact)
    await world.submit(place.reviewer, [command])
    const reused = { ...reviewArtifact(artifact, { decision: 'reject' }), command_id: command.command_id }
    expect((await world.submit(place.reviewer, [reused])).map(codeOf)).toEqual(['rejected: command_id_reused'])
  })

  test("are each user's own", async () => {
    const artifact = await world.artifact(session)
    const command = reviewArtifact(artifact)
    await world.submit(place.reviewer, [command])
    expect((await world.submit(place.admin, [command])).map(codeOf)).toEqual(['conflict: already_decided'])
  })

  test('a hundred copies at once: one effect, one event, one answer', async () => {
    const command = reviewArtifact(await world.artifact(session))
    const answers = (await Promise.all(Array.from({ length: 100 }, () => world.submit(place.reviewer, [command])))).flat()
    expect(answers.filter((each) => each.outcome === 'applied')).toHaveLength(1)
    const results = answers.map((each) => JSON.stringify(each.outcome === 'duplicate' ? each.first : each))
    expect(new Set(results).size).toBe(1)
    expect(await events(command.target_id)).toHaveLength(1)
  })
})

describe('a call', () => {
  test('answers each command in order and lets none block the next', async () => {
    const [one, two] = [await world.artifact(session), await world.artifact(session)]
    const commands = [
      reviewArtifact(one),
      { ...reviewArtifact(one), kind: 'dance' },
      { ...reviewArtifact(one), target_id: 'nonsense' },
      { ...reviewArtifact(one), payload: { decision: 'maybe' } },
      { ...reviewArtifact(two), payload: { decision: 'approve', feedback: 'x'.repeat(20_001), request_changes: false } },
      reviewArtifact(two),
    ]
    expect((await world.submit(place.reviewer, commands)).map(codeOf)).toEqual([
      'applied',
      'rejected: invalid_command',
      'rejected: invalid_command',
      'rejected: invalid_command',
      'rejected: invalid_input',
      'applied',
    ])
  })

  test('keeps the order of commands on one target', async () => {
    const artifact = await world.artifact(session)
    const commands = [reviewArtifact(artifact), reopen(artifact, 'approved'), reviewArtifact(artifact, { decision: 'reject' })]
    expect((await world.submit(place.reviewer, commands)).map(codeOf)).toEqual(['applied', 'applied', 'applied'])
    expect(await world.row('work_artifacts', artifact.id)).toMatchObject({ status: 'rejected', row_version: '4' })
  })

  test('is refused as a whole when it is none', async () => {
    const command = reviewArtifact(await world.artifact(session))
    await expect(world.submit(place.reviewer, Array.from({ length: 501 }, () => command))).rejects.toMatchObject({ detail: 'invalid_command' })
    await expect(world.submit(place.reviewer, [{}])).rejects.toMatchObject({ detail: 'invalid_command', code: 'PT400' })
    await expect(world.submit('anon', [command])).rejects.toMatchObject({ code: '42501' })
  })
})

describe('in bulk', () => {
  // COUNTERSIGN_DECISIONS=10000 is the full count, which has to commit within 5 s on an idle computer.
  const decisions = Number(process.env.COUNTERSIGN_DECISIONS ?? 1_000)

  test(`${decisions} decisions in calls of 500, each with its event`, { timeout: 30_000 + decisions * 10 }, async () => {
    const rows = await world.admin(
      `insert into work_artifacts (work_session_id, artifact_type, content)
       select $1, 'note', jsonb_build_object('title', 'Note ' || n) from generate_series(1, $2::int) n returning *`,
      [session, decisions],
    )
    const began = performance.now()
    for (let from = 0; from < rows.length; from += 500) {
      const answers = await world.submit(place.reviewer, rows.slice(from, from + 500).map((row) => reviewArtifact(row)))
      expect(new Set(answers.map(codeOf))).toEqual(new Set(['applied']))
    }
    const took = performance.now() - began
    if (process.env.COUNTERSIGN_DECISIONS) process.stdout.write(`${decisions} decisions: ${Math.round(took)} ms\n`)
    const [count] = await world.admin<{ n: number }>(
      `select count(*)::int as n from review_events e join work_artifacts a on a.id = e.target_id where a.work_session_id = $1 and e.kind = 'approved'`,
      [session],
    )
    expect(count?.n).toBe(decisions)
  })
})
