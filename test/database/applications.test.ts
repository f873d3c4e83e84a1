import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { claimedApplication } from '../../contract/agents-backend.ts'
import { command, place, run, session, world } from './support/each.ts'
import { type Row, refusal, reopen, reviewArtifact } from './support/world.ts'

/** What decisions set off: another iteration, or the application of what was approved. */

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
