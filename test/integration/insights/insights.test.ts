import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insights, type Insights, type InsightsFilter } from '../../../contract/insights.ts'
import { signIn, startMain, type RunningMain } from '../../support/main.ts'
import { createRandom } from '../../support/random.ts'
import type { Person } from '../../support/drive.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'
import { byHand } from './by-hand.ts'

/** Random decisions in the real database, pulled; every figure against SQL that was written for this test alone. */
let stack: TestStack
let main: RunningMain
let profile = ''

const seed = Number(process.env['COUNTERSIGN_SEED'] ?? Date.now() % 1_000_000)
const random = createRandom(seed)
const words = ['Sources are missing', 'sources are missing', 'Tone is off', 'The table mixes list and street prices', 'Wrong quarter', ' Wrong quarter ', 'Zu lang', '']

beforeAll(async () => {
  stack = await startTestStack({ demo: { size: 2_500 } })
  await decideAtRandom()
  profile = await mkdtemp(join(tmpdir(), 'countersign-insights-'))
  main = await startMain({ url: stack.url, publishable_key: stack.publishable_key, profile })
  await signIn(main, stack.accounts[0] as Person)
}, 120_000)

afterAll(async () => {
  await main.quit()
  await stack.stop()
  await rm(profile, { recursive: true, force: true })
})

/** As owner and reviewer, in the ways there are; some are taken back. The times are then spread over two months. */
async function decideAtRandom(): Promise<void> {
  const { rows: people } = await stack.admin.query<{ user_id: string }>(
    `select m.user_id from public.workspace_memberships m where m.workspace_id = $1 and m.role in ('owner', 'reviewer')`,
    [stack.accounts[0]?.workspace],
  )
  const { rows: pending } = await stack.admin.query<{ id: string }>(`select id from public.work_artifacts where workspace_id = $1 and status = 'pending' order by id`, [stack.accounts[0]?.workspace])
  const decided = pending.filter(() => random.chance(0.7)).map(({ id }) => {
    const approved = random.chance(0.6)
    const feedback = approved ? null : random.pick(words)
    return { id, by: random.pick(people).user_id, approved, feedback, changes: !approved && feedback !== '' && random.chance(0.5) }
  })
  const { rows: asked } = await stack.admin.query<{ id: string }>(`select id from public.work_checkpoints where workspace_id = $1 and status = 'pending' order by stage, id`, [stack.accounts[0]?.workspace])
  for (const { user_id } of people) {
    const client = await stack.admin.connect()
    await client.query('begin')
    await client.query(`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: user_id, role: 'authenticated' })])
    await client.query(
      `update public.work_artifacts a set status = case when d.approved then 'approved' else 'rejected' end, review_feedback = d.feedback, changes_requested = d.changes
       from jsonb_to_recordset($1) as d (id uuid, approved boolean, feedback text, changes boolean) where a.id = d.id`,
      [JSON.stringify(decided.filter(({ by }) => by === user_id))],
    )
    const takenBack = decided.filter(({ by }) => by === user_id && random.chance(0.1))
    await client.query(`update public.work_artifacts set status = 'pending' where id = any($1)`, [takenBack.map(({ id }) => id)])
    // Every second one of them is decided again: the last word counts.
    await client.query(`update public.work_artifacts set status = 'rejected', review_feedback = 'Second look' where id = any($1)`, [takenBack.filter((_, i) => i % 2 === 0).map(({ id }) => id)])
    if (user_id === people[0]?.user_id) {
      for (const { id } of asked) {
        const decision = random.pick(['continue', 'modify', 'reject'])
        await client.query(`update public.work_checkpoints set status = 'resolved', user_decision = $2, resolution_note = $3 where id = $1 and status = 'pending'`, [id, decision, decision === 'continue' ? null : random.pick(words.slice(0, 4))])
      }
    }
    await client.query('commit')
    client.release()
  }
  const client = await stack.admin.connect()
  await client.query(`begin; set local session_replication_role = replica; select setseed(${random.next()})`)
  await client.query(`update public.work_artifacts set created_at = now() - (3 + 57 * random()) * interval '1 day' where legacy is not true`)
  await client.query(`update public.work_artifacts set reviewed_at = created_at + random() ^ 4 * (now() - created_at) where status <> 'pending'`)
  await client.query(`update public.work_artifacts set reviewed_at = null, legacy = true where id in (select id from public.work_artifacts where status <> 'pending' order by id limit 3)`)
  await client.query('commit')
  client.release()
}

const workspace = () => stack.accounts[0]?.workspace as string
const all = (): InsightsFilter => ({ workspace_id: null, project_id: null, from: null, to: null })
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

/** Times are kept to the millisecond, so that seconds agree to a few of them; everything else exactly. */
function expectAlike(ours: unknown, theirs: unknown, path = ''): void {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    expect(Math.abs(ours - theirs), `${path}: ${ours} and ${theirs} (seed ${seed})`).toBeLessThanOrEqual(Number.isInteger(theirs) && Number.isInteger(ours) ? 0 : 0.003 + Math.abs(theirs) * 1e-9)
  } else if (Array.isArray(ours) && Array.isArray(theirs)) {
    expect(ours.length, `${path}.length (seed ${seed})`).toBe(theirs.length)
    ours.forEach((one, i) => expectAlike(one, theirs[i], `${path}[${i}]`))
  } else if (typeof ours === 'object' && ours !== null && typeof theirs === 'object' && theirs !== null) {
    for (const key of Object.keys(ours)) expectAlike(ours[key as never], theirs[key as never], `${path}.${key}`)
  } else {
    expect(ours, `${path} (seed ${seed})`).toEqual(theirs)
  }
}

/** Reasons are compared as a set: which of several spellings is shown, and which example, is ours to choose. */
function expectSame(ours: Insights, theirs: object): void {
  const told = ({ text, n }: { text: string; n: number }) => `${text.toLowerCase()}: ${n}`
  const { rejections } = theirs as Pick<Insights, 'rejections'>
  expect(ours.rejections.reasons.map(told).sort()).toEqual(rejections.reasons.map(told).sort())
  const without = (all: object) => ({ ...all, as_of: '', rejections: { ...(all as Insights).rejections, reasons: [] } })
  expectAlike(without(ours), without(theirs))
}

async function bothOf(filter: InsightsFilter): Promise<{ ours: Insights; theirs: object }> {
  const ours = insights.parse(await main.desk.query('insights.overview', filter))
  return { ours, theirs: await byHand(stack.admin, { ...filter, workspace: workspace(), asOf: ours.as_of }) }
}

describe('insights', () => {
  test('agree with SQL over everything', async () => {
    const { ours, theirs } = await bothOf(all())
    expect(ours.decisions).toBeGreaterThan(1_000)
    expect(ours.undated).toBe(3)
    expect(ours.rejections.changes_requested).toBeGreaterThan(50)
    expectSame(ours, theirs)
  })

  test('agree with SQL for a period, a project, and both', async () => {
    const { rows } = await stack.admin.query<{ id: string }>('select id from public.projects where workspace_id = $1 order by id', [workspace()])
    const project_id = random.pick(rows).id
    for (const narrowed of [{ from: daysAgo(30), to: daysAgo(9) }, { project_id }, { project_id, from: daysAgo(21), workspace_id: workspace() }]) {
      const { ours, theirs } = await bothOf({ ...all(), ...narrowed })
      expect(ours.decisions).toBeGreaterThan(0)
      expectSame(ours, theirs)
    }
  })

  test('are empty where nothing was decided, and not wrong', async () => {
    const ours = insights.parse(await main.desk.query('insights.overview', { ...all(), from: daysAgo(-1) }))
    expect(ours).toMatchObject({ decisions: 0, days: [], reviewers: [], calibration: { n: 0, ece: null }, time_to_decision: { n: 0, median: null } })
    expect(ours.queue_age.n).toBeGreaterThan(0)
  })
})
