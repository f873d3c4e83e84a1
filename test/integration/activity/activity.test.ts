import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActivityFilter } from '../../../contract/activity.ts'
import { checkChains, exportedEvents } from '../../../electron/record/activity.ts'
import { approvals, signIn, startMain, type RunningMain } from '../../support/main.ts'
import type { Person } from '../../support/drive.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'

/** The audit trail as the replica has it: read, exported, and its chains computed again. */
let stack: TestStack
let main: RunningMain
let profile = ''
const all: ActivityFilter = { workspace_id: null, project_id: null, actors: [], kinds: [], targets: [], from: null, to: null, text: '' }

beforeAll(async () => {
  stack = await startTestStack({ demo: true })
  profile = await mkdtemp(join(tmpdir(), 'countersign-trail-'))
  main = await startMain({ url: stack.url, publishable_key: stack.publishable_key, profile })
  await signIn(main, stack.accounts[0] as Person)
  // One with every kind of sign that JSON escapes, to be hashed as PostgreSQL prints it.
  for (const command of await approvals(main, 3)) {
    await main.desk.add({ ...command, payload: { ...command.payload, feedback: 'Tab\t, "quotes", back\\slash, naïve ☃ 𝄞, \u2028 line,\nnew line, \u0001' } })
  }
  await main.settled()
  const [last] = await approvals(main, 1)
  if (last) await main.desk.add({ ...last, payload: { decision: 'reject', feedback: '100 % _wrong_', request_changes: true } })
  await main.settled()
}, 120_000)

afterAll(async () => {
  await main.quit()
  await stack.stop()
  await rm(profile, { recursive: true, force: true })
})

const workspace = () => stack.accounts[0]?.workspace as string

/** Lets the superuser do what the triggers forbid everybody. */
async function tamper(sql: string, values: unknown[] = []): Promise<void> {
  const client = await stack.admin.connect()
  await client.query('begin; set local session_replication_role = replica')
  await client.query(sql, values)
  await client.query('commit')
  client.release()
}

async function listed(filter: Partial<ActivityFilter>) {
  const ids: string[] = []
  let after = null
  do {
    const page: Awaited<ReturnType<typeof main.desk.query<'activity.list'>>> = await main.desk.query('activity.list', { filter: { ...all, ...filter }, after, limit: 7 })
    ids.push(...page.events.map(({ id }) => id))
    after = page.next
  } while (after !== null)
  return ids
}

const asked = async (where: string, values: unknown[] = []) =>
  (await stack.admin.query<{ id: string }>(`select e.id from public.review_events e where e.workspace_id = $1 and ${where} order by e.created_at desc, e.id desc`, [workspace(), ...values])).rows.map(({ id }) => id)

describe('activity', () => {
  test('lists what the database has, the newest first, page by page, by every filter', async () => {
    expect(await listed({})).toEqual(await asked('true'))
    expect(await listed({ kinds: ['approved', 'rejected'] })).toEqual(await asked(`e.kind in ('approved', 'rejected')`))
    expect(await listed({ targets: ['work_checkpoints'] })).toEqual(await asked(`e.target_table = 'work_checkpoints'`))
    expect(await listed({ text: '% _WRONG' })).toEqual(await asked(`e.note ilike '%\\% \\_wrong%'`))
    const { rows: actors } = await stack.admin.query<{ id: string }>('select distinct actor_user_id as id from public.review_events where actor_user_id is not null order by 1')
    expect(await listed({ actors: [actors[0]?.id as string] })).toEqual(await asked('e.actor_user_id = $2', [actors[0]?.id]))
    const { rows: middle } = await stack.admin.query<{ at: Date }>('select created_at as at from public.review_events order by created_at offset 40 limit 1')
    const from = middle[0]?.at.toISOString() as string
    expect(await listed({ from })).toEqual(await asked('e.created_at >= $2', [from]))
    expect(await listed({ to: from })).toEqual(await asked('e.created_at < $2', [from]))
    const { rows: projects } = await stack.admin.query<{ id: string }>('select id from public.projects where workspace_id = $1 order by id limit 1', [workspace()])
    expect(await listed({ project_id: projects[0]?.id as string })).toEqual(
      await asked(`exists (select from public.work_sessions s where s.project_id = $2 and (s.id = e.target_id
        or s.id = (select work_session_id from public.work_artifacts where id = e.target_id) or s.id = (select work_session_id from public.work_checkpoints where id = e.target_id)))`, [projects[0]?.id]),
    )
  })

  test('exports all of it, as JSON Lines and as CSV', async () => {
    const read = async (format: 'csv' | 'jsonl') => {
      const exported = exportedEvents(main.desk, all, format)
      let text = ''
      for await (const part of exported.parts()) text += part
      return { text, count: exported.count() }
    }
    const ids = await asked('true')
    const jsonl = await read('jsonl')
    expect(jsonl.count).toBe(ids.length)
    const rows = jsonl.text.trim().split('\n').map((line) => JSON.parse(line) as { id: string; hash: string; note: string | null })
    expect(rows.map(({ id }) => id)).toEqual(ids)
    expect(rows.some(({ note }) => note?.includes('naïve ☃ 𝄞'))).toBe(true)
    const csv = await read('csv')
    for (const { id, hash } of rows) expect(csv.text).toContain(`${hash},${id}`)
  })

  test('computes every hash as the database does, and both find the record in order', async () => {
    const { local, server } = await checkChains(main.desk, workspace())
    const events = (await asked('true')).length
    expect(local).toMatchObject({ events, total_problems: 0, problems: [] })
    expect(server).toMatchObject({ ok: true, events, total_problems: 0 })
  })

  test('a changed, a cut and a rewritten record are found, here even after a fresh pull', async () => {
    const [first, second] = await asked(`e.note like 'Tab%'`)
    // The note is changed and the row is brought again, as a server would that hides it.
    await tamper(`update public.review_events set note = 'Fine', row_version = row_version + 1, changed_xid = pg_current_xact_id() where id = $1`, [first])
    await main.settled()
    const changed = await checkChains(main.desk, workspace())
    expect(changed.local.problems).toMatchObject([{ problem: 'changed' }])
    expect(changed.server).toMatchObject({ ok: true, total_problems: 1 })
    // Changed with a hash that fits it, head and all: the server's own check passes. What was seen here does not.
    await tamper(`update public.review_events e set hash = private.event_hash(e) where id = $1`, [first])
    await tamper(`update private.review_heads h set hash = e.hash from public.review_events e where e.id = $1 and h.target_id = e.target_id`, [first])
    await tamper(`update public.review_events set row_version = row_version + 1, changed_xid = pg_current_xact_id() where id = $1`, [first])
    await main.settled()
    const rewritten = await checkChains(main.desk, workspace())
    expect(rewritten.server).toMatchObject({ ok: true, total_problems: 0 })
    expect(rewritten.local.problems).toMatchObject([{ problem: 'rewritten' }])
    // Deleted with its head, and everything is pulled anew: the head that was remembered is there still.
    await tamper('delete from private.review_heads h using public.review_events e where e.id = $1 and h.target_id = e.target_id', [second])
    await tamper('delete from public.review_events where id = $1', [second])
    await tamper('update private.feed_state set epoch = gen_random_uuid()')
    await main.settled()
    const cut = await checkChains(main.desk, workspace())
    expect(cut.local.problems.map(({ problem }) => problem).sort()).toEqual(['rewritten', 'tail_missing'])
  })

  test('offline the check here stands for itself', async () => {
    await main.goOffline()
    const { local, server } = await checkChains(main.desk, null)
    expect(local.events).toBeGreaterThan(0)
    expect(server).toMatchObject({ ok: false, code: 'network' })
    main.goOnline()
    await main.settled()
  })
})
