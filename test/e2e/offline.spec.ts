import { currentItem, expect, nextItem, pane, signIn, test } from './fixtures.ts'
import { rejectAs } from '../support/queries.ts'
import type { TestStack } from '../support/stack.ts'

const theirWords = 'The second table is a year old.'

test('decided offline and by a colleague meanwhile: the tray shows mine beside theirs and lets go only when told to', async ({ stack, people, start }) => {
  const [owner, colleague] = people
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
  await rejectAs(stack, colleague.email, item, theirWords)
  await stack.gateway.start()

  await page.getByTestId('sync-line').click()
  await expect(page.getByTestId('send-now')).toContainText('⇧ Y')
  await page.keyboard.press('Shift+Y')
  const entry = page.getByTestId('outbox-entry')
  await expect(entry).toHaveAttribute('data-state', 'conflict')
  await expect(entry.getByTestId('mine')).toContainText('approved')
  await expect(entry.getByTestId('mine')).toContainText('Well sourced, ship it.')
  await expect(entry.getByTestId('theirs')).toContainText('rejected')
  await expect(entry.getByTestId('theirs')).toContainText(theirWords)

  // By the keys that the tray's buttons show; those of the screen below do nothing meanwhile.
  await page.keyboard.press('>')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(entry).toBeVisible()
  const underneath = await currentItem(page)
  const last = (await page.getByTestId('last-decision').getAttribute('data-command-id')) ?? ''
  await page.keyboard.press('a')

  await page.keyboard.press('>')
  await expect(page.getByTestId('confirm-dismiss')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(entry).toHaveCount(0)
  await expect(page.getByTestId('sync-line')).toContainText('all sent')
  // The A above has had its time: the item underneath is the same, and nothing was decided since.
  expect(await currentItem(page)).toBe(underneath)
  await expect(page.getByTestId('last-decision')).toHaveAttribute('data-command-id', last)
})

/** As a server that speaks a later version: the function is there under another name. */
async function renameFunction(stack: TestStack, from: string, to: string): Promise<void> {
  const { rows } = await stack.admin.query<{ signature: string }>('select oid::regprocedure::text as signature from pg_proc where proname = $1', [from])
  for (const { signature } of rows) await stack.admin.query(`alter function ${signature} rename to ${to}`)
  expect(rows).toHaveLength(1)
}

test('a server that is newer than the app: it says that an update is needed, stays readable, and keeps what is decided', async ({ stack, people, start }) => {
  const [owner] = people
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  const line = page.getByTestId('sync-line')
  await expect(line).toHaveAttribute('data-state', 'live')
  const item = await currentItem(page)

  await renameFunction(stack, 'sync_pull', 'sync_pull_later')
  await renameFunction(stack, 'submit_commands', 'submit_commands_later')
  await line.click()
  await page.getByTestId('send-now').click()
  await expect(line).toHaveAttribute('data-state', 'failed')
  await expect(line).toContainText('update needed')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('outbox-tray')).toHaveCount(0)
  await page.keyboard.press('a')
  await nextItem(page, item)
  await expect(page.getByTestId('last-decision')).toContainText(/saved/i)
  await expect(line).toContainText('1 unsent')

  await renameFunction(stack, 'sync_pull_later', 'sync_pull')
  await renameFunction(stack, 'submit_commands_later', 'submit_commands')
  await line.click()
  await page.getByTestId('send-now').click()
  await expect(line).toContainText('all sent')
  await expect(line).toHaveAttribute('data-state', 'live')
})
