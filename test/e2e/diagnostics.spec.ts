import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { currentItem, expect, pane, signIn, test } from './fixtures.ts'

test('diagnostics tell how things stand, online and offline, and the saved file and the log hold nothing of anybody', async ({ stack, people, profile, start }) => {
  const [owner] = people
  await writeFile(join(profile, 'settings.json'), JSON.stringify({ content_limit_mb: 100 }))
  const { page, electron } = await start({ env: { COUNTERSIGN_LOG: 'debug' } })
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  await currentItem(page)
  const title = (await pane(page).getByRole('heading').first().textContent())?.trim() ?? ''
  expect(title.length).toBeGreaterThan(5)

  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page.getByTestId('server-health')).toContainText('answers')
  await expect(page.getByTestId('server-health')).toContainText(/\d ms/)
  await expect(page.getByTestId('replica-health')).toContainText('Artifacts')
  await expect(page.getByTestId('replica-health')).toContainText('of 100 MB')
  await expect(page.getByTestId('sync-health')).toContainText('epoch')
  await expect(page.getByTestId('outbox-health')).toContainText('all sent')
  await page.keyboard.press('z')
  await expect(page.getByRole('status').filter({ hasText: 'then' })).toContainText('check all contents kept here')
  await page.keyboard.press('w')
  await expect(page.getByTestId('check-result')).toContainText('all as the server sent them')

  // What is not well says what it means and what to do next: here as a server would really be
  const lookAgain = async () => {
    await expect(page.getByRole('button', { name: 'Look again' })).toBeEnabled()
    await page.keyboard.press('Control+r')
  }
  await expect(page.getByTestId('health-backend')).toContainText('answers')
  await expect(page.getByTestId('health-oldest')).toContainText('overdue')
  await expect(page.getByTestId('health-oldest')).toContainText('Next: The queue begins with it.')
  await stack.admin.query('delete from supabase_migrations.schema_migrations where version = (select max(version) from supabase_migrations.schema_migrations)')
  await lookAgain()
  await expect(page.getByTestId('health-database')).toContainText('older than the app')
  await expect(page.getByTestId('health-database')).toContainText('Next: Apply the missing migrations')
  await stack.admin.query('revoke execute on function public.health_check from authenticated')
  await lookAgain()
  await expect(page.getByTestId('health-backend')).toContainText('Next:')
  for (const part of ['database', 'queue', 'oldest']) await expect(page.getByTestId(`health-${part}`)).toContainText('not known')

  await stack.gateway.stop()
  await lookAgain()
  await expect(page.getByTestId('server-health')).toContainText('no answer')

  const file = join(profile, 'diagnostics.json')
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await page.keyboard.press('Shift+W')
  await expect(page.getByTestId('save-result')).toContainText('Saved')
  const saved = await readFile(file, 'utf8')
  expect(JSON.parse(saved)).toMatchObject({ server: { ok: false }, storage: 'disk', outbox: { unsent: 0 }, versions: { platform: process.platform } })

  const logs = join(profile, 'logs')
  const written = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')))
  const { rows } = await stack.admin.query<{ word: string }>(
    `select display_name as word from public.workspace_memberships where length(display_name) > 3
     union select name from public.workspaces union select name from public.projects union select agent_reasoning from public.work_artifacts where length(agent_reasoning) > 20
     union select task_intent from public.work_sessions`,
  )
  const nowhere = [title, owner.password, stack.publishable_key, ...rows.map(({ word }) => word)]
  for (const [name, text] of [['the file', saved], ['the log', written.join('\n')]] as const) {
    expect(text, name).not.toMatch(/[\w.+-]+@[\w-]+\.\w+|eyJ[\w-]{8,}|sb_(secret|publishable)_/)
    expect(nowhere.filter((word) => word !== null && text.includes(word)), name).toEqual([])
  }
})
