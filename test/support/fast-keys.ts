import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'playwright/test'
import type { RunningApp } from './app.ts'
import { currentItem, type Person, signIn } from './drive.ts'
import { waitingItems } from './queries.ts'
import type { TestStack } from './stack.ts'
import { Typist } from './typing.ts'

interface Typed {
  id: string
  status: 'approved' | 'rejected'
  feedback: string | null
}

interface FastKeysResult {
  decided: number
  /** what the database holds that was not typed, or not what was typed; empty: all right */
  mistakes: string[]
  /** per decision, in ms */
  pace: number
}

/** Verdicts by A and R, every tenth with words by R or M; only letters, as every keyboard has them. */
function plan(ids: readonly string[]): Typed[] {
  return ids.map((id, i) => {
    if (i % 10 === 9) return { id, status: 'rejected', feedback: `a just cause ${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}` }
    return i % 3 === 1 ? { id, status: 'rejected', feedback: null } : { id, status: 'approved', feedback: null }
  })
}

function typeDecision(typist: Typist, { status, feedback }: Typed, i: number): void {
  if (status === 'approved') return typist.press('a')
  typist.press(feedback !== null && i % 20 === 19 ? 'm' : 'r')
  if (feedback !== null) typist.type(feedback)
  typist.press('Enter', { control: true })
}

/**
 * Types decisions on what waits, oldest first, one every `paceMs`, without looking whether the app keeps up, and compares
 * what arrived in PostgreSQL with what was typed for which item. `sabotage` runs before the typing: what a test plants to
 * see that a mistake would be found.
 */
export async function typeFast(app: RunningApp, stack: TestStack, person: Person, decisions: number, paceMs: number, sabotage?: () => Promise<void>): Promise<FastKeysResult> {
  const { page } = app
  await signIn(page, person, 'key_file')
  await currentItem(page)
  await page.locator('[data-testid="sync-line"][data-state="live"]').waitFor({ timeout: 120_000 })
  const typed = plan((await waitingItems(stack, person.email)).slice(0, decisions))
  if (typed.length < decisions || (await currentItem(page)) !== typed[0]?.id) throw new Error('The queue is not what the database says that waits.')
  await contentsAreHere(page, typed)
  const before = await reviewed(stack, person)
  await sabotage?.()
  const typist = await Typist.at(page)
  const begun = performance.now()
  for (const [i, decision] of typed.entries()) {
    await wait(Math.max(0, begun + i * paceMs - performance.now()))
    typeDecision(typist, decision, i)
  }
  await typist.done()
  const pace = (performance.now() - begun) / typed.length
  await allSent(page)
  return { decided: typed.length, mistakes: await compare(stack, person, typed, before), pace }
}

/** A text that is not on this computer cannot be judged; the app fetches the queue's by itself. */
async function contentsAreHere(page: RunningApp['page'], items: readonly Typed[]): Promise<void> {
  const missing = (ids: string[]) =>
    page.evaluate(async (asked) => {
      const answers = await Promise.all(asked.map((id) => window.countersign.invoke('items.detail', { kind: 'artifact', id })))
      return asked.filter((_, i) => {
        const answer = answers[i]
        return !answer?.ok || answer.value?.kind !== 'artifact' || answer.value.content.state !== 'ready'
      })
    }, ids)
  let left = items.map(({ id }) => id)
  await expect.poll(async () => (left = await missing(left)).length, { timeout: 60_000 }).toBe(0)
}

/** Until nothing is on its way any more. */
async function allSent(page: RunningApp['page']): Promise<void> {
  await page.evaluate(() => window.countersign.invoke('outbox.flush', undefined))
  const left = () =>
    page.evaluate(async () => {
      const status = await window.countersign.invoke('outbox.status', undefined)
      return !status.ok || document.querySelector('[data-testid="pending-keys"]') !== null ? 1 : status.value.unsent
    })
  await expect.poll(left, { timeout: 180_000 }).toBe(0)
}

const reviewed = async (stack: TestStack, person: Person): Promise<Set<string>> =>
  new Set(
    (
      await stack.admin.query<{ id: string }>('select a.id from public.work_artifacts a join auth.users u on u.id = a.reviewed_by_user_id where u.email = $1', [person.email])
    ).rows.map(({ id }) => id),
  )

/** `before`: what the person had reviewed already. */
async function compare(stack: TestStack, person: Person, typed: readonly Typed[], before: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await stack.admin.query<{ id: string; status: string; review_feedback: string | null }>(
    `select a.id, a.status, a.review_feedback from public.work_artifacts a join auth.users u on u.id = a.reviewed_by_user_id
      where u.email = $1`,
    [person.email],
  )
  const found = new Map(rows.filter(({ id }) => !before.has(id)).map((row) => [row.id, row]))
  const mistakes: string[] = []
  for (const [i, { id, status, feedback }] of typed.entries()) {
    const row = found.get(id)
    found.delete(id)
    if (row === undefined) mistakes.push(`decision ${i} is missing`)
    else if (row.status !== status || row.review_feedback !== feedback) {
      mistakes.push(`decision ${i}: ${status} "${feedback ?? ''}" was typed, ${row.status} "${row.review_feedback ?? ''}" arrived`)
    }
  }
  for (const { id, status } of found.values()) mistakes.push(`${id} was ${status}, and nobody typed that`)
  return mistakes
}

/** Fast typing is about artifacts in their order: checkpoints would change the queue by what they cause. */
export async function onlyArtifacts(stack: TestStack): Promise<void> {
  await stack.admin.query(`delete from public.work_checkpoints where status = 'pending'`)
}

/** What a test plants: one key of many comes twice. */
export async function doubleOneKey(app: RunningApp): Promise<void> {
  await app.page.evaluate(() => {
    let left = 5
    window.addEventListener('keydown', (event) => {
      if (event.key !== 'a' || !event.isTrusted || --left !== 0) return
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true, cancelable: true }))
    })
  })
}
