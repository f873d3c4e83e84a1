import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { colleagueDecides, openStage, setScene, type Scene, type Stage } from '../../crash/stage.ts'
import { approvals, signIn, startMain, type RunningMain } from '../../support/main.ts'

/** What others do while the reviewer has no network. */
let stage: Stage
let scene: Scene
let profile = ''
let main: RunningMain

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())
beforeEach(async () => {
  scene = await setScene(stage)
  profile = await mkdtemp(join(tmpdir(), 'countersign-offline-'))
  main = await startMain({ url: stage.stack.url, publishable_key: stage.stack.publishable_key, profile })
  await signIn(main, scene.reviewer)
})
afterEach(async () => {
  await main.quit()
  await rm(profile, { recursive: true, force: true })
})

const sql = (text: string, values: unknown[]) => stage.stack.admin.query(text, values)
const eventsUnder = async (commandId: string) => (await sql('select 1 from public.review_events where command_id = $1', [commandId])).rows.length

/** Decides two items offline, of which something happens to the first; then the network is back. */
async function meanwhile(happens: (target: string) => Promise<unknown>) {
  await main.goOffline()
  const [hit, other] = await approvals(main, 2)
  if (hit === undefined || other === undefined) throw new Error('nothing to decide')
  await main.desk.add(hit)
  await main.desk.add(other)
  await happens(hit.target_id)
  main.goOnline()
  await main.settled()
  return { hit, other, entry: (await main.tray()).find(({ command_id }) => command_id === hit.command_id) }
}

describe('while a decision waits offline', () => {
  test('the artifact is deleted: it stands in the tray with reason and words, the next one arrives', async () => {
    const { hit, other, entry } = await meanwhile((target) => sql('delete from public.work_artifacts where id = $1', [target]))
    expect(entry).toMatchObject({ state: 'conflict', note: hit.payload.feedback, error: { code: 'not_found' } })
    expect(entry?.error?.message).not.toBe('')
    expect(await eventsUnder(hit.command_id)).toBe(0)
    expect(await eventsUnder(other.command_id)).toBe(1)
  })

  test('a colleague decides it: the tray has mine, the item shows theirs', async () => {
    const theirs = { decision: 'reject', feedback: 'theirs', request_changes: false } as const
    const { hit, other, entry } = await meanwhile((target) => colleagueDecides(stage, scene, target, theirs))
    expect(entry).toMatchObject({ state: 'conflict', note: hit.payload.feedback, error: { code: 'already_decided' } })
    expect(await eventsUnder(other.command_id)).toBe(1)
    expect(await main.desk.query('items.detail', { kind: 'artifact', id: hit.target_id })).toMatchObject({
      artifact: { status: 'rejected', review_feedback: 'theirs', reviewed_by_user_id: stage.colleague.id },
    })
  })

  test('a new revision supersedes it: mine is a conflict with its words, and the new one waits', async () => {
    const { hit, entry } = await meanwhile(async (target) => {
      await colleagueDecides(stage, scene, target, { decision: 'reject', feedback: 'again, please', request_changes: true })
      await sql(
        `insert into public.work_artifacts (work_session_id, artifact_type, content, revision_of)
         select work_session_id, artifact_type, '{"title": "Better rivers"}', id from public.work_artifacts where id = $1`,
        [target],
      )
    })
    expect(entry).toMatchObject({ state: 'conflict', note: hit.payload.feedback, error: { code: 'already_decided' } })
    expect(await eventsUnder(hit.command_id)).toBe(0)
    const { keys } = await main.desk.query('queue.index', { workspace_id: null })
    const items = await main.desk.query('queue.items', { keys: [...keys] })
    expect(items.some(({ id }) => id === hit.target_id)).toBe(false)
    expect(items.some(({ title }) => title === 'Better rivers')).toBe(true)
  })

  test('the session of a checkpoint is cancelled: the answer to it is a conflict with its words', async () => {
    await main.goOffline()
    const { rows } = await sql(`select id, work_session_id from public.work_checkpoints where workspace_id = $1 and status = 'pending' limit 1`, [scene.workspace])
    const checkpoint = rows[0] as { id: string; work_session_id: string }
    const command_id = v7()
    await main.desk.add({
      command_id,
      workspace_id: scene.workspace,
      target_id: checkpoint.id,
      issued_at: new Date().toISOString(),
      kind: 'resolve_checkpoint',
      expected: { status: 'pending' },
      payload: { decision: 'modify', note: 'only the northern ones' },
    })
    await sql(`update public.work_sessions set status = 'failed' where id = $1`, [checkpoint.work_session_id])
    main.goOnline()
    await main.settled()
    expect(await main.tray()).toMatchObject([{ command_id, state: 'conflict', note: 'only the northern ones', error: { code: 'session_ended' } }])
    expect(await eventsUnder(command_id)).toBe(0)
  })

  test('the membership ends: the rows leave, the decisions stand in the tray with their words', async () => {
    await main.goOffline()
    const commands = await approvals(main, 2)
    for (const command of commands) await main.desk.add(command)
    await sql('delete from public.workspace_memberships where workspace_id = $1 and user_id = $2', [scene.workspace, scene.reviewer.id])
    main.goOnline()
    await main.settled()
    expect((await main.desk.query('queue.index', { workspace_id: null })).total).toBe(0)
    const tray = await main.tray()
    expect(tray.map(({ command_id, state, note, error }) => ({ command_id, state, note, code: error?.code }))).toEqual(
      commands.map(({ command_id, payload }) => ({ command_id, state: 'refused', note: payload.feedback, code: 'not_member' })),
    )
  })
})
