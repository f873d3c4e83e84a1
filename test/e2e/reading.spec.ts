import type { Page } from 'playwright'
import { rejectAs } from '../support/queries.ts'
import type { TestStack } from '../support/stack.ts'
import { currentItem, expect, nextItem, signIn, test, watchBrowser, type Person } from './fixtures.ts'

const changed = (page: Page) => page.getByTestId('compare')

type Write = (title: string, body: string, revisionOf?: string | null) => Promise<string>

/** An empty queue, and what an agent writes into one of its sessions. */
async function emptyQueue(stack: TestStack, owner: Person): Promise<Write> {
  const { rows: sessions } = await stack.admin.query<{ id: string }>(`select id from public.work_sessions where workspace_id = $1 and status = 'running' limit 1`, [owner.workspace])
  const [session] = sessions
  await stack.admin.query('delete from public.work_artifacts')
  await stack.admin.query('delete from public.work_checkpoints')
  return async (title, body, revisionOf = null) => {
    const { rows } = await stack.admin.query<{ id: string }>(
      `insert into public.work_artifacts (work_session_id, artifact_type, content, agent_confidence, revision_of) values ($1, 'content_draft', $2, 0.8, $3) returning id`,
      [session?.id, JSON.stringify({ title, format: 'markdown', body }), revisionOf],
    )
    return rows[0]?.id ?? ''
  }
}

const chapters = Array.from({ length: 400 }, (_, index) => `## Chapter ${index}\n\nIn chapter ${index} the **har**bour is described once more, at the length that a reader has come to expect.`)

test('a revision opens on what changed since it was looked at; find, outline and the session’s other items by key; a link says where it leads', async ({ stack, people: [owner], start }) => {
  const write = await emptyQueue(stack, owner)
  const source = 'This stays as it was, says [https://harbour.example/archive](https://login.example/in).'
  const draft = await write('Harbour report', `The median rise is 8 %.\n\n${source}\n\nThis goes.`)
  const long = await write('A long one', chapters.join('\n\n'))

  const app = await start()
  const { page } = app
  const opened = await watchBrowser(app)
  await signIn(page, owner, 'key_file')
  expect(await currentItem(page)).toBe(draft)
  await expect(changed(page)).toBeHidden()

  // A link whose words name another host: the real one is shown, and nothing opens before one has agreed to it.
  const link = page.getByRole('link', { name: 'https://harbour.example/archive' })
  const target = page.getByRole('dialog').locator('.link-target strong')
  await link.click()
  await expect(target).toHaveText('login.example')
  await page.keyboard.press('Escape')
  await expect(target).toBeHidden()
  await link.click()
  await expect(target).toHaveText('login.example')
  expect(await opened()).toBe('')
  await page.getByRole('button', { name: 'Open login.example' }).click()
  await expect(target).toBeHidden()
  expect(await opened()).toBe('https://login.example/in')

  // Deciding is looking; what comes back is shown by what is different.
  await page.keyboard.press('m')
  await page.getByTestId('note').fill('Nine, says the archive.')
  await page.keyboard.press('Control+Enter')
  expect(await nextItem(page, draft)).toBe(long)

  await page.keyboard.press('o')
  await page.getByRole('menuitem', { name: 'Chapter 41', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Chapter 41', exact: true })).toBeInViewport()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('harbour is')
  await expect(page.getByTestId('find-count')).toHaveText('1 of 400')
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByTestId('find-count')).toHaveText('400 of 400')
  // Its own words are no part of the document.
  await page.getByTestId('find').getByRole('searchbox').fill('of 400')
  await expect(page.getByTestId('find-count')).toHaveText('no match')
  await page.getByTestId('find').getByRole('searchbox').fill('chapter 399')
  await expect(page.getByText('In chapter 399')).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('find')).toBeHidden()

  await expect.poll(async () => (await stack.admin.query(`select 1 from public.work_artifacts where id = $1 and status = 'rejected'`, [draft])).rowCount).toBe(1)
  const second = await write('Harbour report', `The median rise is 9 %.\n\n${source}`, draft)
  await expect(page.getByTestId('queue-count')).toContainText('2')
  await page.keyboard.press('j')
  expect(await nextItem(page, long)).toBe(second)
  await expect(changed(page)).toHaveAttribute('data-state', 'ready')
  await expect(changed(page)).toContainText('Changed since you looked')
  await expect(changed(page)).toContainText('Nine, says the archive.')
  await expect(changed(page).locator('ins')).toHaveText(['9'])
  await expect(changed(page).locator('del')).toHaveText(['8', 'This goes.'])
  await page.keyboard.press('.')
  await expect(changed(page).locator('[data-change]').first()).toBeFocused()
  // A window that gets too narrow for the list, and wide again: what one reads and writes stays as it is.
  await expect(page.getByTestId('comment-open')).toBeVisible()
  await page.keyboard.press('Shift+C')
  const comment = page.getByTestId('comment-field')
  await comment.fill('Which archive?')
  const resize = (width: 1000 | 1300) => app.electron.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to, 760), width)
  const narrows = async (width: 1000 | 1300) => {
    await resize(width)
    await expect(page.getByTestId('toggle-list')).toHaveCount(width === 1000 ? 1 : 0)
  }
  for (const width of [1000, 1300] as const) {
    await narrows(width)
    await expect(comment).toBeFocused()
    await expect(comment).toHaveValue('Which archive?')
    await expect(changed(page)).toHaveAttribute('data-state', 'ready')
  }
  await page.keyboard.press('Escape')
  // Nor does a search that is being typed turn into keys: C would end the comparison, A approve.
  await page.keyboard.press('/')
  const words = page.getByTestId('queue-search')
  await page.keyboard.type('ar')
  for (const [width, more] of [[1000, 'c'], [1300, 'h']] as const) {
    await narrows(width)
    await page.keyboard.type(more)
  }
  await expect(words).toHaveValue('arch')
  await expect(words).toBeFocused()
  await expect(changed(page)).toHaveAttribute('data-state', 'ready')
  // Words that an input method is composing are not cut: the list follows the window when they are written.
  const inputMethod = await page.context().newCDPSession(page)
  const compose = (text: string) => inputMethod.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await compose('i')
  await resize(1000)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(1000)
  await compose('iv')
  await inputMethod.send('Input.insertText', { text: 'ive' })
  await expect(page.getByTestId('toggle-list')).toBeVisible()
  await expect(words).toHaveValue('archive')
  await expect(words).toBeFocused()
  await narrows(1300)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Escape')
  await page.keyboard.press('c')
  await expect(changed(page)).toBeHidden()

  // What the same session made besides, without leaving the queue.
  await page.keyboard.press('Shift+O')
  await page.getByRole('menuitem', { name: /A long one/ }).click()
  expect(await nextItem(page, second)).toBe(long)
})

test('a decision that has become stale is refused, here and by the server, and shows what changed', async ({ stack, people: [owner, colleague], start }) => {
  const write = await emptyQueue(stack, owner)
  const long = await write('A long one', chapters.join('\n\n'))
  const short = await write('A short one', 'Nothing to say.')
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  expect(await currentItem(page)).toBe(long)

  // A colleague asks for changes and the revision arrives while one reads: the pane stays, and shows what it changes when asked.
  await rejectAs(stack, colleague.email, long, 'It lacks one thing.')
  await write('A long one', [...chapters.slice(0, 200), 'One more thing.', ...chapters.slice(200)].join('\n\n'), long)
  await page.getByTestId('show-changes').click()
  await expect(changed(page)).toContainText('What revision 2 changed')
  await expect(changed(page)).toContainText('It lacks one thing.')
  await expect(changed(page).locator('ins')).toHaveText(['One more thing.'])
  // Opened by key, what is unchanged takes the focus that its button had.
  await changed(page).getByRole('button', { name: /unchanged/ }).first().press('Enter')
  await expect(changed(page).locator('.compare-group:focus')).toContainText('Chapter 0')
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', long)

  // Approving it has no effect: another one stands in its place.
  await page.keyboard.press('a')
  await expect(page.getByTestId('obstacle')).toContainText('It changed meanwhile')
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', long)

  // Nor when that could not be known here: the server refuses it, and the tray leads to what changed.
  await page.keyboard.press('j')
  const stale = await nextItem(page, long)
  expect(stale).toBe(short)
  await stack.gateway.stop()
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
  await currentItem(page)
  await page.keyboard.press('a')
  await nextItem(page, stale)
  await rejectAs(stack, colleague.email, stale, 'Begin anew.')
  const newest = await write('Written again', 'All of it is new.', stale)
  await stack.gateway.start()
  await page.getByTestId('sync-line').click()
  await page.getByTestId('send-now').click()
  await page.getByTestId('outbox-entry').getByRole('button', { name: 'Show what changed' }).click()
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', newest)
  await expect(changed(page)).toHaveAttribute('data-state', 'ready')
  await expect(changed(page)).toContainText('Changed since you looked')
  await expect(changed(page).locator('ins').first()).toBeVisible()
  const { rows: approved } = await stack.admin.query(`select 1 from public.work_artifacts where status = 'approved'`)
  expect(approved).toEqual([])
})
