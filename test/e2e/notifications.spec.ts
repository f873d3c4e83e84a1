import type { ElectronApplication } from 'playwright'
import { signedIn } from '../support/clients.ts'
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

test('a mention by a colleague is told with what it is about, and a click opens that', async ({ stack, people, start, desktop }) => {
  const [owner, colleague] = people
  if (!owner || !colleague) throw new Error('the demo has two people in one workspace')
  const { electron, page } = await start({ env: desktop.env })
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const onScreen = await currentItem(page)
  await hasLooked(electron)
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())

  const { rows } = await stack.admin.query<{ id: string; title: string; me: string }>(
    `select a.id, coalesce(a.title, a.artifact_type) as title, u.id as me from public.work_artifacts a, auth.users u
      where a.workspace_id = $1 and a.status = 'pending' and a.id <> $2 and u.email = $3 order by a.created_at desc limit 1`,
    [owner.workspace, onScreen, owner.email],
  )
  const [item] = rows
  const sam = await signedIn(stack, { id: '', ...colleague })
  const say = async (body: string) => expect((await sam.from('comments').insert({ artifact_id: item?.id, body })).error).toBeNull()
  await say('Nobody in particular.')
  await say(`@[Robin](user:${item?.me}) is this the right file?`)
  await desktop.until((shown) => shown.length === 1)
  expect(desktop.shown[0]?.summary).toMatch(/^Sam mentions you: /)
  desktop.click(desktop.shown[0]?.id ?? 0)
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', item?.id ?? '')
  await expect(page.getByTestId('comment').last()).toContainText('@Robin is this the right file?')
})
