import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'playwright/test'
import type { RunningApp } from './app.ts'
import { currentItem, type Person, signIn } from './drive.ts'
import type { Random } from './random.ts'
import type { TestStack } from './stack.ts'
import { recordPresses, type Press, Typist } from './typing.ts'

interface WrongItemResult {
  rounds: number
  presses: number
  decided: number
  /** what changed outside, by kind */
  changes: Record<string, number>
  /** decisions that are not what was on screen when their key was pressed; empty: all right */
  mistakes: string[]
}

const happenings = ['arrives before', 'arrives after', 'vanishes', 'is decided by a colleague', 'is superseded'] as const

/** A session of this workspace, to put artifacts into. */
interface Place {
  session: string
  colleague: string
}

async function change(stack: TestStack, what: (typeof happenings)[number], id: string, { session, colleague }: Place): Promise<void> {
  const insert = (columns: string, values: string, params: unknown[]) =>
    stack.admin.query(
      `insert into public.work_artifacts (work_session_id, artifact_type, content, agent_confidence${columns})
       select $1, 'web_findings', jsonb_build_object('title', 'Arrived ' || gen_random_uuid(), 'markdown', repeat('A sentence to read. ', 40)), 0.7${values}`,
      params,
    )
  switch (what) {
    case 'arrives before':
      return void (await insert(', created_at', ", now() - interval '400 days' - random() * interval '10 days'", [session]))
    case 'arrives after':
      return void (await insert('', '', [session]))
    case 'vanishes':
      return void (await stack.admin.query(`delete from public.work_artifacts where id = $1 and status = 'pending'`, [id]))
    case 'is decided by a colleague':
      return decideAs(stack, colleague, id)
    case 'is superseded':
      return decideAs(stack, colleague, id, [
        `insert into public.work_artifacts (work_session_id, artifact_type, content, revision_of)
         select work_session_id, artifact_type, jsonb_build_object('title', 'Revised ' || gen_random_uuid(), 'markdown', 'Another text.'), id
           from public.work_artifacts where id = $1 and status = 'rejected'`,
        [id],
      ])
  }
}

/** A colleague's rejection, and what the agent answers in the same moment. */
async function decideAs(stack: TestStack, colleague: string, id: string, answer?: [string, unknown[]]): Promise<void> {
  const client = await stack.admin.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('request.jwt.claims', json_build_object('sub', $1::text, 'role', 'authenticated')::text, true)`, [colleague])
    await client.query('set local role authenticated')
    const { rowCount } = await client.query(`update public.work_artifacts set status = 'rejected', review_feedback = 'by the colleague' where id = $1 and status = 'pending'`, [id])
    await client.query('reset role')
    await client.query(`select set_config('request.jwt.claims', '', true)`)
    // A checkpoint, or decided in the same moment by somebody else: nothing to supersede.
    if (answer !== undefined && rowCount === 1) await client.query(...answer)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/**
 * So many rounds of a key and something that happens outside around it, at random instants. What was on screen is noted
 * in the page, in the capture phase of each key event; every decision that left the app, taken by the server or not, has
 * to be about an item that was on screen at one of its keys.
 */
export async function pressAmidChanges(app: RunningApp, stack: TestStack, people: readonly Person[], rounds: number, random: Random, sabotage?: () => Promise<void>): Promise<WrongItemResult> {
  const { page } = app
  const [me, colleague] = people
  if (!me || !colleague) throw new Error('two people of one workspace are needed')
  const begun = (await stack.admin.query<{ now: string }>('select now()::text as now')).rows[0]?.now ?? ''
  const place = await placeOf(stack, me, colleague)
  await signIn(page, me, 'key_file')
  await currentItem(page)
  await page.locator('[data-testid="sync-line"][data-state="live"]').waitFor({ timeout: 120_000 })
  const presses = await recordPresses(page)
  await sabotage?.()
  const typist = await Typist.at(page)
  const changes: Record<string, number> = {}

  for (let round = 0; round < rounds; round++) {
    const what = random.pick(happenings)
    changes[what] = (changes[what] ?? 0) + 1
    const targets = await nearby(page)
    const target = random.pick(targets)
    if (target === undefined) throw new Error('The queue ran empty.')
    // Half of the time close enough for the news to reach the window about when the key does.
    const outside = wait(random.between(0, 200)).then(() => change(stack, what, target, place))
    await wait(random.between(0, 500))
    press(typist, random)
    await Promise.all([outside, typist.done()])
    await wait(30)
    await goOn(page, typist)
  }
  await page.evaluate(() => window.countersign.invoke('outbox.flush', undefined))
  await expect.poll(() => unsent(page), { timeout: 60_000 }).toBe(0)
  const noted = await presses()
  const { decided, mistakes } = judge(noted, await decisions(page, stack, me, begun))
  return { rounds, presses: noted.length, decided, changes, mistakes }
}

/** One verdict, mostly; now and then two at once, a rejection, a step. */
function press(typist: Typist, random: Random): void {
  const chance = random.between(0, 100)
  if (chance < 60) typist.press('a')
  else if (chance < 80) {
    typist.press('r')
    typist.press('Enter', { control: true })
  } else if (chance < 90) {
    typist.press('a')
    typist.press('a')
  } else {
    typist.press('j')
    typist.press('a')
  }
}

/** What is on screen, and what is about to be. */
const nearby = (page: RunningApp['page']): Promise<string[]> =>
  page.evaluate(() => {
    const current = document.querySelector('[data-testid="reading-pane"]')?.getAttribute('data-item-id')
    const rows = [...document.querySelectorAll('[data-testid="queue-row"]')].slice(0, 4).map((row) => row.getAttribute('data-item-id'))
    return [current, current, ...rows].filter((id): id is string => id !== null && id !== undefined && id !== '')
  })

/** Past what cannot be decided any more, and out of a note that is open. */
async function goOn(page: RunningApp['page'], typist: Typist): Promise<void> {
  const state = await page.evaluate(() => ({
    stale: document.querySelector('[data-testid="change-bar"][data-blocks]') !== null,
    writing: document.activeElement instanceof HTMLTextAreaElement,
  }))
  if (state.writing) await page.keyboard.press('Escape')
  if (state.stale) typist.press('j')
  await typist.done()
}

const unsent = (page: RunningApp['page']): Promise<number> =>
  page.evaluate(async () => {
    const status = await window.countersign.invoke('outbox.status', undefined)
    return status.ok ? status.value.unsent : 1
  })

interface Decision {
  item: string
  approves: boolean
}

/** All that left the app: what the server took, and what it did not. */
async function decisions(page: RunningApp['page'], stack: TestStack, me: Person, since: string): Promise<Decision[]> {
  const { rows } = await stack.admin.query<{ item: string; approves: boolean }>(
    `select e.target_id as item, (e.kind = 'approved' or e.after ->> 'user_decision' = 'continue') is true as approves from public.review_events e join auth.users u on u.id = e.actor_user_id
      where u.email = $1 and e.created_at >= $2::timestamptz and e.command_id is not null
        and e.target_table in ('work_artifacts', 'work_checkpoints') and e.kind in ('approved', 'rejected', 'resolved') order by e.command_id`,
    [me.email, since],
  )
  const returned = await page.evaluate(async () => {
    const list = await window.countersign.invoke('outbox.list', undefined)
    return list.ok ? list.value.map(({ target_id, decision }) => ({ item: target_id, approves: decision === 'approve' || decision === 'continue' })) : []
  })
  return [...rows, ...returned]
}

function judge(presses: readonly Press[], found: readonly Decision[]): { decided: number; mistakes: string[] } {
  const mistakes: string[] = []
  const once = new Set<string>()
  for (const { item, approves } of found) {
    if (once.has(item)) mistakes.push(`${item} was decided twice`)
    once.add(item)
    const keys = presses.filter((press) => press.item === item && press.key === (approves ? 'a' : 'send'))
    if (keys.length === 0) mistakes.push(`${item} was ${approves ? 'approved' : 'rejected'}, and was not on screen at any such key`)
    else if (keys.every(({ stale }) => stale)) mistakes.push(`${item} was decided although the screen said that it had changed`)
  }
  return { decided: found.length, mistakes }
}

async function placeOf(stack: TestStack, me: Person, colleague: Person): Promise<Place> {
  const { rows } = await stack.admin.query<{ session: string; colleague: string }>(
    `select s.id as session, c.id as colleague from auth.users u, auth.users c, public.work_sessions s
      where u.email = $1 and c.email = $2 and s.status = 'running'
        and s.workspace_id in (select workspace_id from public.workspace_memberships where user_id = u.id)
        and s.workspace_id in (select workspace_id from public.workspace_memberships where user_id = c.id) limit 1`,
    [me.email, colleague.email],
  )
  const [found] = rows
  if (!found) throw new Error('the demo has no running session that both see')
  return found
}

/**
 * What a test plants: keys that take effect late, on whatever is on screen by then, as where a handler waits for the
 * network or for a frame before it looks which item it is about.
 */
export async function delayKeys(app: RunningApp): Promise<void> {
  await app.page.evaluate(() => {
    window.addEventListener(
      'keydown',
      (event) => {
        if (!event.isTrusted || !['a', 'j'].includes(event.key)) return
        event.stopImmediatePropagation()
        const { key, code } = event
        setTimeout(() => window.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true })), key === 'j' ? 0 : 150)
      },
      { capture: true },
    )
  })
}
