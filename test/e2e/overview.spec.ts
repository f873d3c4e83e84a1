import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { currentItem, expect, signIn, test } from './fixtures.ts'
import { waitingItems } from '../support/queries.ts'

const repository = join(import.meta.dirname, '../..')

test('projects and sessions show the counts that the database has', async ({ stack, people, start }) => {
  const [owner] = people
  const app = await start()
  const { page } = app
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')

  const { rows: projects } = await stack.admin.query<{ id: string; name: string; running: number; waiting: number }>(
    `select p.id, p.name,
            (select count(*)::int from public.work_sessions s where s.project_id = p.id and s.status = 'running') as running,
            (select count(*)::int from public.work_artifacts a join public.work_sessions s on s.id = a.work_session_id
              where s.project_id = p.id and a.status = 'pending') as waiting
       from public.projects p join public.workspaces w on w.id = p.workspace_id where w.id = $1`,
    [owner.workspace],
  )
  expect(projects.length).toBeGreaterThanOrEqual(6)
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  for (const project of projects) {
    const row = page.getByTestId('project-row').filter({ hasText: project.name })
    await expect(row.getByTestId('pending-artifacts')).toHaveText(String(project.waiting))
    await expect(row.getByTestId('sessions-running')).toHaveText(String(project.running))
  }

  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByTestId('filter-status-failed').click()
  const { rows: failed } = await stack.admin.query<{ n: number }>(
    `select count(*)::int as n from public.work_sessions s join public.workspaces w on w.id = s.workspace_id
      where w.id = $1 and s.status = 'failed'`,
    [owner.workspace],
  )
  await expect(page.getByTestId('sessions-total')).toHaveText(new RegExp(`^${failed[0]?.n} session`))
  await page.getByTestId('session-row').first().click()
  await expect(page.getByTestId('session-detail')).toBeVisible()
})

test('work that an agent adds is in the open queue within two seconds', async ({ stack, people, start }) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  await currentItem(app.page)
  await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const count = async () => Number((await app.page.getByTestId('queue-count').textContent())?.replace(/\D/g, ''))
  const before = (await waitingItems(stack, owner.email)).length
  await expect.poll(count).toBe(before)
  const agent = spawn(
    process.execPath,
    ['supabase/local/demo/agent.ts', '--url', stack.url, '--key', stack.secret_key, '--every', '0.2', '--count', '6'],
    { cwd: repository, stdio: 'ignore' },
  )
  await new Promise((resolve) => agent.once('exit', resolve))
  const waiting = (await waitingItems(stack, owner.email)).length
  expect(waiting).toBeGreaterThan(before)
  await expect.poll(count, { timeout: 2_000, intervals: [50] }).toBe(waiting)
})

test('the README’s picture is what the app looks like', async ({ people, start }) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  await currentItem(app.page)
  await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  // As it looks every day: the first hint read, the views counted.
  await app.page.getByTestId('first-minutes-done').click()
  await expect(app.page.getByTestId('view-all')).toHaveText(/^All[1-9]/)
  // Kept in git only when asked for, so that a test run leaves the tree as it was.
  const folder = process.env['UPDATE_SCREENSHOT'] ? 'docs' : 'test-results'
  await mkdir(join(repository, folder), { recursive: true })
  const picture = await app.page.screenshot({ path: join(repository, folder, 'screenshot.png') })
  expect(picture.length).toBeGreaterThan(20_000)
})
