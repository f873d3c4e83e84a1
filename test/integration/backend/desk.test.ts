import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import type { ListPlace } from '../../../contract/entities.ts'
import type { SessionPage } from '../../../contract/sessions.ts'
import type { KeyStoreChoice } from '../../../contract/status.ts'
import { approvals, startMain, type RunningMain } from '../../support/main.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'

/** All of main but Electron itself: auth, desk, store, engine and backend, as app.ts puts them together. */
let stack: TestStack
let profile = ''
const running: RunningMain[] = []

beforeAll(async () => {
  stack = await startTestStack({ demo: true })
})
afterAll(() => stack.stop())
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'countersign-desk-'))
})
afterEach(async () => {
  for (const main of running.splice(0)) await main.quit()
  await rm(profile, { recursive: true, force: true })
})

async function start({ holdMs = 0 } = {}): Promise<RunningMain> {
  const main = await startMain({ url: stack.url, publishable_key: stack.publishable_key, profile, holdMs, asInTheApp: true })
  running.push(main)
  return main
}

const keyFile: KeyStoreChoice = { kind: 'key_file' }

async function signIn(main: RunningMain, index: number, key_store: KeyStoreChoice): Promise<void> {
  const { email, password } = stack.accounts[index] ?? { email: '', password: '' }
  await main.auth.signInWithPassword({ email, password, key_store })
  await main.until(() => main.desk.syncStatus().state === 'live')
}

const approvalOfNext = async (main: RunningMain): Promise<Command> => (await approvals(main, 1))[0] as Command

const reviewerOf = async (artifact: string) =>
  (
    await stack.admin.query<{ status: string; email: string | null }>(
      'select a.status, u.email from public.work_artifacts a left join auth.users u on u.id = a.reviewed_by_user_id where a.id = $1',
      [artifact],
    )
  ).rows[0]

const workspacesOf = 'select m.workspace_id from public.workspace_memberships m join auth.users u on u.id = m.user_id where u.email = $1'

describe('the account’s desk', () => {
  it('signs in, pulls, and a decision arrives under the reviewer’s name', async () => {
    const main = await start()
    expect(await main.desk.outboxStatus()).toMatchObject({ unsent: 0 })
    await expect(main.desk.query('queue.index', { workspace_id: null })).rejects.toMatchObject({ code: 'signed_out' })
    await signIn(main, 0, keyFile)
    const command = await approvalOfNext(main)
    expect(await main.desk.add(command)).toEqual({ command_id: command.command_id, storage: 'disk' })
    await main.until(() => main.outbox()?.unsent === 0)
    await main.until(async () => (await reviewerOf(command.target_id))?.status === 'approved')
    expect(await reviewerOf(command.target_id)).toEqual({ status: 'approved', email: stack.accounts[0]?.email })
  })

  it('has every session that its member may see, however old; a content that is not kept comes when it is looked at', async () => {
    const email = stack.accounts[0]?.email
    const { rows: [old] } = await stack.admin.query<{ id: string }>(
      `insert into public.work_sessions (project_id, basket_id, workspace_id, initiated_by_user_id, task_type, task_intent, task_parameters, status, created_at)
       select project_id, basket_id, workspace_id, initiated_by_user_id, task_type, 'Seven years ago', task_parameters, 'completed', '2019-01-02T03:04:05.6Z'
         from public.work_sessions where workspace_id in (${workspacesOf}) limit 1 returning id`,
      [email],
    )
    const { rows: [decided] } = await stack.admin.query<{ id: string }>(
      `select id from public.work_artifacts where status = 'approved' and workspace_id in (${workspacesOf}) limit 1`,
      [email],
    )
    if (!old || !decided) throw new Error('the demo has no sessions or nothing that was approved')
    const { rows: all } = await stack.admin.query<{ id: string }>(
      `select id from public.work_sessions where workspace_id in (${workspacesOf}) order by created_at desc, id desc`,
      [email],
    )
    const main = await start()
    await signIn(main, 0, keyFile)
    const listed: string[] = []
    let after: ListPlace | null = null
    do {
      const { sessions, next, total }: SessionPage = await main.desk.query('sessions.list', { workspace_id: null, project_id: null, statuses: [], after, limit: 7 })
      expect(total).toBe(after === null ? all.length : null)
      listed.push(...sessions.map(({ id }) => id))
      after = next
    } while (after !== null)
    expect(listed).toEqual(all.map(({ id }) => id))
    expect(listed.at(-1)).toBe(old.id)
    expect(await main.desk.query('items.content', { id: decided.id })).toEqual({ state: 'wanted' })
    await main.until(async () => (await main.desk.query('items.content', { id: decided.id }))?.state === 'ready')
  })

  it('keeps decisions that are taken offline across a restart, and sends them once when the network is back', async () => {
    const first = await start()
    await signIn(first, 0, keyFile)
    first.network.up = false
    first.desk.wake('manual')
    await first.until(() => first.desk.syncStatus().state === 'offline')
    const command = await approvalOfNext(first)
    await first.desk.add(command)
    await first.quit()

    const second = await start()
    await second.until(() => second.outbox()?.unsent === 0 && second.desk.syncStatus().state === 'live')
    expect(await reviewerOf(command.target_id)).toMatchObject({ status: 'approved' })
    const { rows } = await stack.admin.query('select 1 from public.review_events where command_id = $1', [command.command_id])
    expect(rows).toHaveLength(1)
  })

  it('sends what is held when the app ends', async () => {
    const main = await start({ holdMs: 60_000 })
    await signIn(main, 0, keyFile)
    const command = await approvalOfNext(main)
    await main.desk.add(command)
    expect(await main.desk.settle(5_000)).toEqual({ unsent: 0, returned: 0, kept: true })
    expect(await reviewerOf(command.target_id)).toMatchObject({ status: 'approved' })
  })

  it('undo takes a held decision back before it is sent', async () => {
    const main = await start({ holdMs: 60_000 })
    await signIn(main, 0, keyFile)
    const command = await approvalOfNext(main)
    await main.desk.add(command)
    expect(await main.desk.undo(command.command_id)).toBe(true)
    expect(await main.desk.undo(command.command_id)).toBe(false)
    expect(await main.desk.settle(5_000)).toEqual({ unsent: 0, returned: 0, kept: true })
    expect(await reviewerOf(command.target_id)).toMatchObject({ status: 'pending' })
  })

  it('in temporary mode nothing is decided offline, nothing is on disk, and the end says what it would lose', async () => {
    const main = await start({ holdMs: 60_000 })
    await signIn(main, 0, { kind: 'temporary' })
    const held = await approvalOfNext(main)
    expect(await main.desk.add(held)).toMatchObject({ storage: 'memory' })
    main.network.up = false
    main.desk.wake('manual')
    await main.until(() => main.desk.syncStatus().state === 'offline')
    await expect(main.desk.add(await approvalOfNext(main))).rejects.toMatchObject({ code: 'network', retry: true })
    expect(await main.desk.settle(5_000)).toEqual({ unsent: 1, returned: 0, kept: false })
    expect(await readdir(profile)).toEqual([])
  })

  it('the end of a lasting account says what stays here, and the next start has it', async () => {
    const main = await start({ holdMs: 60_000 })
    await signIn(main, 0, keyFile)
    await main.desk.add(await approvalOfNext(main))
    main.network.up = false
    main.desk.wake('manual')
    await main.until(() => main.desk.syncStatus().state === 'offline')
    expect(await main.desk.settle(5_000)).toEqual({ unsent: 1, returned: 0, kept: true })
    await main.quit()
    running.splice(running.indexOf(main), 1)
    const again = await start()
    await again.until(async () => (await again.desk.outboxStatus()).unsent === 0)
    expect(await again.desk.settle(5_000)).toEqual({ unsent: 0, returned: 0, kept: true })
  })

  it('signing out warns of what has not been sent, then leaves nothing', async () => {
    const main = await start()
    await signIn(main, 0, keyFile)
    main.network.up = false
    main.desk.wake('manual')
    await main.until(() => main.desk.syncStatus().state === 'offline')
    await main.desk.add(await approvalOfNext(main))
    await expect(main.auth.signOut(false)).rejects.toMatchObject({ code: 'unsent_decisions', details: '1' })
    expect((await main.desk.outboxStatus()).unsent).toBe(1)
    await main.auth.signOut(true)
    expect(main.auth.status().state).toBe('signed_out')
    expect(await readdir(profile)).toEqual([])
  })

  it('a session that ends on the server leaves the queue readable and decisions kept; signing in again sends them', async () => {
    const main = await start()
    await signIn(main, 1, keyFile)
    const { email, password } = stack.accounts[1] ?? { email: '', password: '' }
    await stack.admin.query('delete from auth.sessions s using auth.users u where u.id = s.user_id and u.email = $1', [email])
    main.auth.needSignIn({ code: 'sign_in_needed', message: 'ended' })
    main.desk.wake('manual')
    await main.until(() => main.desk.syncStatus().state === 'sign_in_needed')
    expect(main.auth.status().state).toBe('sign_in_needed')
    const command = await approvalOfNext(main)
    await main.desk.add(command)
    expect((await main.desk.outboxStatus()).unsent).toBe(1)
    await main.auth.signInWithPassword({ email, password, key_store: keyFile })
    await main.until(() => main.outbox()?.unsent === 0 && main.desk.syncStatus().state === 'live')
    expect(await reviewerOf(command.target_id)).toEqual({ status: 'approved', email })
  })

  it('what one user left unsent is not sent as another, and is sent when the first is back', async () => {
    const main = await start()
    await signIn(main, 0, keyFile)
    main.network.up = false
    main.desk.wake('manual')
    await main.until(() => main.desk.syncStatus().state === 'offline')
    const command = await approvalOfNext(main)
    await main.desk.add(command)
    main.auth.needSignIn({ code: 'sign_in_needed', message: 'ended' })
    main.network.up = true
    await signIn(main, 1, keyFile)
    expect(await main.desk.outboxStatus()).toMatchObject({ unsent: 0 })
    await main.desk.settle(5_000)
    expect(await reviewerOf(command.target_id)).toMatchObject({ status: 'pending' })
    await main.auth.signOut(false)
    await signIn(main, 0, keyFile)
    await main.until(() => main.outbox()?.unsent === 0)
    expect(await reviewerOf(command.target_id)).toEqual({ status: 'approved', email: stack.accounts[0]?.email })
  })
})
