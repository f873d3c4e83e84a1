import { attacks, plant, shown, watchFor } from '../support/hostile.ts'
import { currentItem, expect, signIn, test } from './fixtures.ts'

/** Milliseconds for which content may keep the window from a key. */
const bar = 200

test('nothing that an agent writes runs, loads, navigates or holds the window up', async ({ stack, people: [owner], start }) => {
  test.setTimeout(180_000)
  const all = attacks()
  expect(all.reduce((sum, { payloads }) => sum + payloads, 0)).toBeGreaterThanOrEqual(300)
  const ids = await plant(stack, owner.workspace, all)
  const app = await start()
  const { page } = app
  await signIn(page, owner, 'key_file')
  await currentItem(page)
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const watch = await watchFor(app)

  // The watch itself: what it is there for, it sees.
  await page.evaluate(() => {
    const scratch = document.createElement('div')
    scratch.className = 'content-root'
    const image = document.createElement('img')
    image.src = 'https://evil.example/x.png'
    scratch.append(image, document.createElement('iframe'))
    document.body.append(scratch)
    scratch.remove()
    alert('seen')
    const until = performance.now() + 260
    while (performance.now() < until);
  })
  await expect.poll(() => watch.offences.join('\n')).toMatch(/stopped by the policy/)
  for (const seen of ['<IMG src=', '<IFRAME>', 'alert(seen)']) expect(watch.offences.join('\n')).toContain(seen)
  expect(await watch.longest()).toBeGreaterThan(bar)
  watch.offences.length = 0

  const slow: { name: string; at: number; ms: number }[] = []
  for (const [index, id] of ids.entries()) {
    if (index > 0) await page.keyboard.press('j')
    await shown(page, id)
    const ms = await watch.longest()
    if (ms > bar) slow.push({ name: all[index]?.name ?? '', at: index, ms })
  }
  expect(watch.offences).toEqual([])

  // A time is the machine's as well: what was slow once is looked at again, on its way in and out.
  const still: string[] = []
  for (const { name, at, ms } of slow) {
    let least = ms
    for (let round = 0; round < 3 && least > bar; round += 1) {
      await reach(at === 0 ? 1 : at - 1)
      await watch.longest()
      await reach(at)
      least = Math.min(least, await watch.longest())
    }
    if (least > bar) still.push(`${name}: ${Math.round(least)} ms`)
  }
  expect(still).toEqual([])
  test.info().annotations.push({ type: 'payloads', description: `${ids.length} artifacts, ${slow.length} looked at again` })

  async function reach(index: number): Promise<void> {
    const now = await page.getByTestId('reading-pane').getAttribute('data-item-id')
    const from = ids.indexOf(now ?? '')
    for (let at = from; at !== index; at += Math.sign(index - from)) {
      await page.keyboard.press(index > from ? 'j' : 'k')
      await shown(page, ids[at + Math.sign(index - from)] ?? '')
    }
  }
})

test('no screen shows a text in which letters are hidden or reordered', async ({ stack, people: [owner], start }) => {
  const hostile = 'Pay to \u202e1234\u202c\u{e0068}\u{e0069}'
  const [item] = await plant(stack, owner.workspace, [{ name: 'order', payloads: 1, content: { title: hostile, format: 'text', body: hostile }, words: hostile }])
  // A session's task can't be changed; these were started with it.
  await stack.admin.query(`alter table public.work_sessions disable trigger user; update public.work_sessions set task_intent = '${hostile}'; alter table public.work_sessions enable trigger user`)
  await stack.admin.query(`update public.projects set name = $1 || ' ' || name, description = $1`, [hostile])
  await stack.admin.query(`update public.agents set name = $1 || ' ' || name`, [hostile])
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  expect(await currentItem(page)).toBe(item)
  await page.keyboard.press('Shift+C')
  await page.getByTestId('comment-field').fill(hostile)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('comment')).toContainText('U+202E')

  const found: string[] = []
  const look = async (screen: string) => {
    await expect(page.locator('body')).toContainText('U+202E')
    found.push(...(await page.evaluate(raw)).map((text) => `${screen}: ${text}`))
  }
  await look('queue')
  await page.keyboard.press('Shift+S')
  await expect(page.getByTestId('timeline')).toContainText('U+202E')
  await look('session')
  for (const screen of ['sessions', 'projects'] as const) {
    await page.getByTestId(`go-${screen}`).click()
    await look(screen)
  }
  await page.keyboard.press('Control+K')
  await page.keyboard.type('Pay to')
  await expect(page.getByRole('option').filter({ hasText: 'U+202E' }).first()).toBeVisible()
  await look('palette')
  expect(found).toEqual([])
})

/** Runs in the window: texts and read attributes that still hold such characters. */
function raw(): string[] {
  const hides = /[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e0fff}]/u
  const texts = [...document.querySelectorAll('body *')].flatMap((element) => [
    ...[...element.childNodes].filter((node) => node instanceof Text).map((node) => node.textContent ?? ''),
    ...['title', 'aria-label', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
  ])
  return texts.filter((text) => hides.test(text)).map((text) => text.slice(0, 80))
}
