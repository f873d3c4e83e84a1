import type { Page } from 'playwright'
import { currentItem, expect, nextItem, signIn, test } from './fixtures.ts'
import { waitingItems } from '../support/queries.ts'
import type { TestStack } from '../support/stack.ts'

interface ArtifactRow {
  status: string
  reviewed_by_user_id: string | null
  /** seconds between the server's clock now and the stamp */
  age: number | null
  review_feedback: string | null
}

const artifact = async (stack: TestStack, id: string): Promise<ArtifactRow | undefined> =>
  (
    await stack.admin.query<ArtifactRow>(
      `select status, reviewed_by_user_id, review_feedback, extract(epoch from now() - reviewed_at)::float8 as age
         from public.work_artifacts where id = $1`,
      [id],
    )
  ).rows[0]

const checkpoint = async (stack: TestStack, id: string) =>
  (
    await stack.admin.query<{ status: string; user_decision: string; resolved_by_user_id: string; resolution_note: string | null }>(
      `select status, user_decision, resolved_by_user_id, resolution_note from public.work_checkpoints where id = $1`,
      [id],
    )
  ).rows[0]

const userId = async (stack: TestStack, email: string): Promise<string> =>
  (await stack.admin.query<{ id: string }>('select id from auth.users where email = $1', [email])).rows[0]?.id ?? ''

/** Moves down the list until an item of this kind is on screen. */
async function goTo(page: Page, kind: 'artifact' | 'checkpoint'): Promise<string> {
  for (;;) {
    const id = await currentItem(page)
    if ((await page.getByTestId('reading-pane').getAttribute('data-item-kind')) === kind) return id
    await page.keyboard.press('j')
    await nextItem(page, id)
  }
}

test('sign in, approve the oldest item by key, reject another with feedback: both arrive under my name', async ({
  stack,
  people,
  start,
}) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  const me = await userId(stack, owner.email)

  expect(await currentItem(app.page)).toBe((await waitingItems(stack, owner.email))[0])
  await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')

  const approved = await goTo(app.page, 'artifact')
  await app.page.keyboard.press('a')
  await nextItem(app.page, approved)
  await expect(app.page.getByTestId('last-decision')).toContainText(/saved/i)
  await expect.poll(async () => (await artifact(stack, approved))?.status).toBe('approved')
  const row = await artifact(stack, approved)
  expect(row?.reviewed_by_user_id).toBe(me)
  expect(row?.age).toBeGreaterThanOrEqual(0)
  expect(row?.age).toBeLessThan(60)

  const rejected = await goTo(app.page, 'artifact')
  await app.page.keyboard.press('r')
  await app.page.getByTestId('note').fill('The sources do not support the second claim.')
  await app.page.keyboard.press('Control+Enter')
  await nextItem(app.page, rejected)
  await expect.poll(async () => (await artifact(stack, rejected))?.status).toBe('rejected')
  expect(await artifact(stack, rejected)).toMatchObject({
    reviewed_by_user_id: me,
    review_feedback: 'The sources do not support the second claim.',
  })
})

test('checkpoints: continue, reject and modify with an instruction arrive', async ({ stack, people, start }) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  const me = await userId(stack, owner.email)
  const { page } = app

  const continued = await goTo(page, 'checkpoint')
  await page.keyboard.press('a')
  await nextItem(page, continued)

  const rejected = await goTo(page, 'checkpoint')
  await page.keyboard.press('r')
  await page.getByTestId('note').fill('Out of scope for this project.')
  await page.keyboard.press('Control+Enter')
  await nextItem(page, rejected)

  const modified = await goTo(page, 'checkpoint')
  await page.getByTestId('verdict-modify').click()
  await page.getByTestId('note').fill('Use public prices only.')
  await page.keyboard.press('Control+Enter')
  await nextItem(page, modified)

  await expect.poll(async () => (await checkpoint(stack, modified))?.status).toBe('resolved')
  await expect.poll(async () => (await checkpoint(stack, continued))?.status).toBe('resolved')
  await expect.poll(async () => (await checkpoint(stack, rejected))?.status).toBe('resolved')
  expect(await checkpoint(stack, continued)).toMatchObject({ user_decision: 'continue', resolved_by_user_id: me })
  expect(await checkpoint(stack, rejected)).toMatchObject({ user_decision: 'reject', resolution_note: 'Out of scope for this project.' })
  expect(await checkpoint(stack, modified)).toMatchObject({ user_decision: 'modify', resolution_note: 'Use public prices only.' })
})

test('a person of another workspace sees an empty queue and no error', async ({ people, start }) => {
  const stranger = people.find((person) => person.workspace !== people[0]?.workspace)
  if (!stranger) throw new Error('the demo has nobody in another workspace')
  const app = await start()
  await signIn(app.page, stranger, 'key_file')
  await expect(app.page.getByTestId('queue-empty')).toBeVisible()
  await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  await expect(app.page.getByRole('alert')).toHaveCount(0)
})

test('undo within the hold takes the decision back before it is sent', async ({ stack, people, start }) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const id = await goTo(app.page, 'artifact')
  await app.page.keyboard.press('a')
  await nextItem(app.page, id)
  await app.page.keyboard.press('u')
  await expect(app.page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', id)
  expect((await artifact(stack, id))?.status).toBe('pending')
})
