import type { Page } from 'playwright'
import { waitingItems } from '../support/queries.ts'
import { currentItem, expect, nextItem, signIn, test } from './fixtures.ts'

const shown = async (page: Page): Promise<number> => Number(((await page.getByTestId('queue-count').textContent()) ?? '').replace(/\D/g, ''))
const count = (page: Page) => page.getByTestId('queue-count')
const of = (n: number) => new RegExp(`^${n.toLocaleString('en-US').replace(',', '[^0-9]?')} `)

test('by keyboard alone: views, search, filter, a view of my own, snoozing, picking, and one undo for many', async ({ stack, people, start }) => {
  const [owner] = people
  const app = await start()
  const { page } = app
  const { keyboard } = page
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const all = (await waitingItems(stack, owner.email)).length
  await expect(count(page)).toHaveText(of(all))

  // A view from the menu: V, its first letters, Enter.
  await keyboard.press('v')
  await expect(page.getByTestId('views-menu')).toBeVisible()
  await keyboard.type('check')
  await keyboard.press('Enter')
  await expect.poll(() => shown(page)).toBeLessThan(all)
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-kind', 'checkpoint')
  await keyboard.press('v')
  await keyboard.press('Home')
  await keyboard.press('Enter')
  await expect(count(page)).toHaveText(of(all))

  // Search: a word of the item on screen; Esc gives the whole queue back.
  await currentItem(page)
  const title = (await page.getByTestId('reading-pane').getByRole('heading', { level: 1 }).textContent()) ?? ''
  const word = title.split(/\s+/).reduce((longest, each) => (each.length > longest.length ? each : longest), '')
  await keyboard.press('/')
  await expect(page.getByTestId('queue-search')).toBeFocused()
  await keyboard.type(word)
  await expect.poll(() => shown(page)).toBeLessThan(all)
  await expect.poll(() => shown(page)).toBeGreaterThan(0)
  await keyboard.press('Escape')
  await expect(count(page)).toHaveText(of(all))
  // Back on the screen, keys mean the item and not the field that was asked for before.
  await page.getByTestId('go-projects').click()
  await page.getByTestId('go-queue').click()
  await currentItem(page)
  await expect(page.getByTestId('queue-search')).not.toBeFocused()

  // A filter, kept as a view of my own.
  await keyboard.press('f')
  await expect(page.getByTestId('filter-dialog')).toBeVisible()
  // A date is typed, year by digits; it narrows nothing until it is whole.
  const made = page.getByLabel('Made until')
  await made.focus()
  await keyboard.type('11112')
  await expect(count(page)).toHaveText(of(all))
  await keyboard.type('020')
  await expect(made).toHaveValue('2020-11-11')
  await expect.poll(() => shown(page)).toBe(0)
  await made.fill('')
  await expect(count(page)).toHaveText(of(all))
  await page.getByRole('checkbox', { name: 'artifacts' }).focus()
  await keyboard.press('Space')
  await expect.poll(() => shown(page)).toBeLessThan(all)
  const artifacts = await shown(page)
  await page.getByRole('button', { name: 'Save as view' }).last().focus()
  await keyboard.press('Enter')
  await page.getByTestId('view-name').focus()
  await keyboard.type('Only artifacts')
  await keyboard.press('Enter')
  await expect(page.getByTestId('views')).toContainText('Only artifacts')

  // S puts the item off; its view has it, and wakes it.
  const snoozed = await currentItem(page)
  await keyboard.press('s')
  await expect(page.getByTestId('snooze-dialog')).toBeVisible()
  await keyboard.press('2')
  await nextItem(page, snoozed)
  await expect(count(page)).toHaveText(of(artifacts - 1))
  await app.quit()
  const again = (await start()).page
  await expect(count(again)).toHaveText(of(all - 1))
  await again.keyboard.press('v')
  await again.keyboard.type('snoo')
  await again.keyboard.press('Enter')
  expect(await currentItem(again)).toBe(snoozed)
  await again.keyboard.press('s')
  await again.getByTestId('wake').focus()
  await again.keyboard.press('Enter')
  await expect(again.getByTestId('queue-narrowed')).toBeVisible()
  await again.keyboard.press('v')
  await again.keyboard.type('only')
  await again.keyboard.press('Enter')
  await expect(count(again)).toHaveText(of(artifacts))

  // By session: a head above each, which is no row to stand on or to decide.
  const rows = again.getByTestId('queue-row')
  const groups = again.getByTestId('session-group')
  const second = groups.nth(1)
  await currentItem(again)
  await again.keyboard.press('Shift+G')
  await expect(second).toBeVisible()
  const inFirst = await groups.first().getByTestId('queue-row').count()
  await expect(groups.first()).toHaveAccessibleName(new RegExp(`, ${inFirst} items?$`))
  await rows.first().click()
  await expect(rows.first()).toHaveAttribute('aria-selected', 'true')
  for (let i = 0; i < inFirst; i++) await again.keyboard.press('j')
  await expect(second.getByTestId('queue-row').first()).toHaveAttribute('aria-selected', 'true')
  const stays = await currentItem(again)
  await second.getByTestId('session-head').click()
  expect(await currentItem(again)).toBe(stays)
  await again.keyboard.press('Shift+G')
  await expect(groups).toHaveCount(0)

  // X, Shift+J and Shift+X pick; B decides them after a look at a sample; one undo takes all back.
  await currentItem(again)
  await again.keyboard.press('x')
  await again.keyboard.press('Shift+J')
  await expect(again.getByTestId('selection-count')).toHaveText('2 selected')
  await again.keyboard.press('j')
  await again.keyboard.press('Shift+X')
  await expect(again.getByTestId('selection-count')).toHaveText('3 selected')
  await again.keyboard.press('b')
  // Looking and going on have a key of their own: that of the decision does neither, and so never once too often.
  await expect(again.getByTestId('bulk-look')).toContainText('⇧ N')
  await again.keyboard.press('Control+Enter')
  await again.keyboard.press('Shift+N')
  for (let i = 0; i < 3; i++) {
    const before = (await again.getByTestId('bulk-sample').getAttribute('data-item-id')) ?? ''
    await expect(again.getByTestId('bulk-sample-next')).toHaveAttribute('aria-disabled', 'false')
    await again.keyboard.press('Control+Enter')
    await expect(again.getByTestId('bulk-sample')).toHaveAttribute('data-item-id', before)
    await again.keyboard.press('Shift+N')
    await expect(again.locator(`[data-testid="bulk-sample"][data-item-id="${before}"]`)).toHaveCount(0)
  }
  await expect(again.getByTestId('bulk-decide')).toBeVisible()
  await again.keyboard.press('Shift+N')
  await expect(again.getByTestId('bulk-decide')).toBeVisible()
  await again.keyboard.press('Control+Enter')
  await expect(count(again)).toHaveText(of(artifacts - 3))
  await expect(again.getByTestId('bulk-done')).toContainText('Saved here')
  await again.keyboard.press('u')
  await expect(count(again)).toHaveText(of(artifacts))

  // The whole view, rejected with words: the server has all of it.
  await again.keyboard.press('Shift+A')
  await expect(again.getByTestId('selection-count')).toHaveText(`${artifacts} selected`)
  await again.keyboard.press('b')
  await expect(again.getByTestId('bulk-least-confident')).toBeVisible()
  await again.getByTestId('bulk-reject').focus()
  await again.keyboard.press('Space')
  await again.getByTestId('bulk-note').focus()
  await again.keyboard.type('Out of scope.')
  await again.getByTestId('bulk-decide').focus()
  await again.keyboard.press('Enter')
  await expect(again.getByTestId('queue-narrowed')).toBeVisible()
  await expect
    .poll(async () => Number((await stack.admin.query(`select count(*) from public.work_artifacts where status = 'rejected' and review_feedback = 'Out of scope.'`)).rows[0]?.count), { timeout: 40_000 })
    .toBe(artifacts)
})
