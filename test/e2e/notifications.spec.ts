import type { ElectronApplication } from 'playwright'
import { startDesktop, type Desktop } from '../support/desktop.ts'
import type { TestStack } from '../support/stack.ts'
import { currentItem, expect, signIn, test as base } from './fixtures.ts'

const test = base.extend<{ desktop: Desktop }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  desktop: async ({}, use) => {
    const desktop = await startDesktop()
    await use(desktop)
    await desktop.stop()
  },
})

/** Agents ask: one checkpoint in each of so many running sessions that have none. Their ids. */
async function ask(stack: TestStack, workspace: string, questions: readonly string[]): Promise<string[]> {
  const { rows } = await stack.admin.query<{ id: string }>(
    `with place as (
       select id, row_number() over (order by created_at, id) as n from public.work_sessions s
        where workspace_id = $1 and status = 'running'
          and not exists (select 1 from public.work_checkpoints c where c.work_session_id = s.id and c.status = 'pending')
     )
     insert into public.work_checkpoints (work_session_id, checkpoint_type, reason)
     select place.id, 'agent_offered', q.text from unnest($2::text[]) with ordinality q (text, n) join place using (n)
     returning id`,
    [workspace, questions],
  )
  expect(rows).toHaveLength(questions.length)
  return rows.map(({ id }) => id)
}

/** What waited when the app first looked is no news; the window's title counts it from then on. */
const hasLooked = (electron: ElectronApplication) =>
  expect.poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())).toMatch(/^\(\d+\) Countersign$/)

test('checkpoints are told on the desktop: one by its title, a burst as one, and a click opens what it names', async ({ stack, people, start, desktop }) => {
  const [owner] = people
  if (!owner) throw new Error('the demo has no accounts')
  const { electron, page } = await start({ env: desktop.env })
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const first = await currentItem(page)
  await hasLooked(electron)
  // Another program is in front.
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())

  const [id] = await ask(stack, owner.workspace, ['May I <b>pay</b> & <img src=x> vendors?'])
  await desktop.until((shown) => shown.length === 1)
  const [one] = desktop.shown
  expect(one).toMatchObject({ summary: 'Checkpoint: May I ‹b›pay‹/b› & ‹img src=x› vendors?', body: 'Its session is paused until somebody answers.' })
  expect(first).not.toBe(id)
  desktop.click(one?.id ?? 0)
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', id ?? '')

  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
  await ask(stack, owner.workspace, ['first?', 'second?', 'third?'])
  await desktop.until((shown) => shown.length === 2)
  expect(desktop.shown[1]).toMatchObject({ summary: '3 checkpoints wait for you' })
})

test('only how many is said where the setting says so', async ({ stack, people, start, desktop }) => {
  const [owner] = people
  if (!owner) throw new Error('the demo has no accounts')
  const { electron, page } = await start({ env: desktop.env })
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  await currentItem(page)
  await hasLooked(electron)
  await page.keyboard.press('g')
  await page.keyboard.press(',')
  await page.getByTestId('notify-counts').click()
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
  await ask(stack, owner.workspace, ['Is the secret number 4711?'])
  await desktop.until((shown) => shown.length === 1)
  expect(desktop.shown[0]).toMatchObject({ summary: 'A checkpoint waits for you' })
  expect(JSON.stringify(desktop.shown)).not.toContain('4711')
})
