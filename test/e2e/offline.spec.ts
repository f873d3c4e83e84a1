import { currentItem, expect, nextItem, pane, signIn, test } from './fixtures.ts'
import type { TestStack } from '../support/stack.ts'

const theirWords = 'The second table is a year old.'

/** As the server would see a colleague's plain table write. */
async function decideAs(stack: TestStack, email: string, artifactId: string): Promise<void> {
  const client = await stack.admin.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>('select id from auth.users where email = $1', [email])
    await client.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub: rows[0]?.id, role: 'authenticated' })])
    await client.query('set local role authenticated')
    const { rowCount } = await client.query("update public.work_artifacts set status = 'rejected', review_feedback = $2 where id = $1", [artifactId, theirWords])
    expect(rowCount).toBe(1)
    await client.query('commit')
  } finally {
    client.release()
  }
}

test('decided offline and by a colleague meanwhile: the tray shows mine beside theirs and lets go only when told to', async ({ stack, people, start }) => {
  const [owner, colleague] = people
  if (!owner || !colleague) throw new Error('the demo has no accounts')
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  while ((await pane(page).getAttribute('data-item-kind')) !== 'artifact') {
    const id = await currentItem(page)
    await page.keyboard.press('j')
    await nextItem(page, id)
  }

  await stack.gateway.stop()
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
  const item = await currentItem(page)
  await page.keyboard.press('e')
  await page.getByTestId('note').fill('Well sourced, ship it.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await nextItem(page, item)
  await expect(page.getByTestId('last-decision')).toContainText(/saved/i)
  await decideAs(stack, colleague.email, item)
  await stack.gateway.start()

  await page.getByTestId('sync-line').click()
  await page.getByTestId('send-now').click()
  const entry = page.getByTestId('outbox-entry')
  await expect(entry).toHaveAttribute('data-state', 'conflict')
  await expect(entry.getByTestId('mine')).toContainText('approved')
  await expect(entry.getByTestId('mine')).toContainText('Well sourced, ship it.')
  await expect(entry.getByTestId('theirs')).toContainText('rejected')
  await expect(entry.getByTestId('theirs')).toContainText(theirWords)

  await entry.getByTestId('dismiss').click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(entry).toBeVisible()

  await entry.getByTestId('dismiss').click()
  await page.getByTestId('confirm-dismiss').click()
  await expect(entry).toHaveCount(0)
  await expect(page.getByTestId('sync-line')).toContainText('all sent')
})
