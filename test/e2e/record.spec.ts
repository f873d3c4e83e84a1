import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright'
import { currentItem, expect, pane, signIn, test } from './fixtures.ts'
import { textOfPdf } from '../support/pdf.ts'

/** Files go where the test says, in the order in which they are saved. */
async function saveTo(electron: ElectronApplication, folder: string): Promise<(name: string) => Promise<Buffer>> {
  await electron.evaluate(({ dialog }, base) => {
    dialog.showSaveDialog = ((...args: { defaultPath: string }[]) => {
      const name = args.at(-1)?.defaultPath.split(/[\\/]/).at(-1)?.replace(/-\d{4}-\d\d-\d\d/, '')
      return Promise.resolve({ canceled: false, filePath: `${base}/${name}` })
    }) as unknown as typeof dialog.showSaveDialog
  }, folder)
  return (name) => readFile(join(folder, name))
}

test('insights, the record and its check, their files: online and offline', async ({ stack, people, profile, start }) => {
  const [owner, reviewer] = people
  const { page, electron } = await start({ env: { COUNTERSIGN_CHECK_OUTPUTS: '1' } })
  const file = await saveTo(electron, profile)
  await signIn(page, reviewer, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  await currentItem(page)

  // Insights: the number that the database has, and files of it
  const { rows: decided } = await stack.admin.query<{ n: number }>(
    `select (select count(*) from public.work_artifacts where workspace_id = $1 and status <> 'pending')::int
          + (select count(*) from public.work_checkpoints where workspace_id = $1 and status = 'resolved')::int as n`,
    [owner.workspace],
  )
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.getByTestId('insights-period').click()
  await page.getByRole('menuitemradio', { name: 'All time' }).click()
  await expect(page.getByTestId('insights-total')).toHaveText(`${decided[0]?.n} decisions`)
  const days = page.getByTestId('figure-decisions-per-day')
  await days.getByRole('group').focus()
  await page.keyboard.press('End')
  await expect(days.getByRole('status').first()).toContainText('approved')
  await page.keyboard.press('Shift+B')
  await expect(days).toContainText('Saved.')
  expect((await file('countersign-decisions-per-day.png')).subarray(1, 4).toString()).toBe('PNG')
  await page.keyboard.press('#')
  await expect(days.getByRole('table')).toContainText('Approved')
  await page.getByTestId('figure-calibration').getByTestId('save-csv').click()
  await expect(page.getByTestId('figure-calibration')).toContainText('Saved.')
  expect((await file('countersign-calibration.csv')).toString()).toContain('"Stated from (%)"'.replaceAll('"', ''))

  // Activity: filtered, exported, checked
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  const { rows: events } = await stack.admin.query<{ id: string; kind: string }>('select id, kind from public.review_events where workspace_id = $1', [owner.workspace])
  await page.keyboard.press('Shift+L')
  await expect(page.getByTestId('export-result')).toContainText(`${events.length} events saved`)
  const lines = (await file('countersign-activity.jsonl')).toString().trim().split('\n').map((line) => JSON.parse(line) as { id: string })
  expect(lines.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort())
  await page.keyboard.press('Shift+V')
  await expect(page.getByTestId('chain-local')).toHaveAttribute('data-good', 'true')
  await expect(page.getByTestId('chain-server')).toHaveAttribute('data-good', 'true')
  await page.keyboard.press('Escape')
  await page.getByTestId('activity-kind').click()
  await page.getByRole('menuitemradio', { name: 'rejected' }).click()
  await page.keyboard.press('Shift+T')
  await expect(page.getByTestId('export-result')).toContainText(`${events.filter(({ kind }) => kind === 'rejected').length} events saved`)

  // The printed record: every decision of the session is in it, offline as well
  await stack.gateway.stop()
  await page.getByTestId('event-row').first().getByRole('button').first().click()
  await expect(page.getByTestId('save-record')).toBeVisible()
  await page.keyboard.press('Shift+W')
  await expect(page.getByTestId('record-result')).toContainText('saved')
  const name = (await readdir(profile)).find((each) => each.startsWith('countersign-record-')) ?? ''
  const printed = (await textOfPdf(await file(name))).replace(/\s+/g, '')
  const { rows: sessions } = await stack.admin.query<{ id: string }>(`select id from public.work_sessions where left(id::text, 8) = $1`, [name.slice(-12, -4)])
  const session = sessions[0]?.id
  const { rows: recorded } = await stack.admin.query<{ id: string; hash: string; note: string | null; content_sha256: string | null; name: string | null }>(
    `select e.id, e.hash, e.note, e.content_sha256, m.display_name as name from public.review_events e
       left join public.workspace_memberships m on m.user_id = e.actor_user_id and m.workspace_id = e.workspace_id
      where e.target_id = $1 or e.target_id in (select id from public.work_artifacts where work_session_id = $1 union all select id from public.work_checkpoints where work_session_id = $1)`,
    [session],
  )
  expect(recorded.length).toBeGreaterThan(0)
  for (const event of recorded) {
    for (const text of [event.id, event.hash, event.note, event.content_sha256, event.name]) {
      if (text) expect(printed).toContain(text.replace(/\s+/g, ''))
    }
  }
  expect(printed).toContain('unbrokenchains')

  // Two at once: each has its own document, and no browser session is left behind for each
  await electron.evaluate(({ session: sessions }) => {
    const from = sessions.fromPartition.bind(sessions)
    const scope = globalThis as unknown as { partitions: string[] }
    scope.partitions = []
    sessions.fromPartition = (partition, options) => {
      scope.partitions.push(partition)
      return from(partition, options)
    }
  })
  const { rows: two } = await stack.admin.query<{ id: string }>('select id from public.work_sessions where workspace_id = $1 order by id limit 2', [owner.workspace])
  const saved = await page.evaluate(
    (ids) => {
      const { invoke } = (globalThis as unknown as { countersign: { invoke(channel: string, input: unknown): Promise<unknown> } }).countersign
      return Promise.all(ids.map((id) => invoke('sessions.save_record', { id })))
    },
    two.map(({ id }) => id),
  )
  expect(saved).toEqual([{ ok: true, value: { saved: true } }, { ok: true, value: { saved: true } }])
  for (const { id } of two) expect((await textOfPdf(await file(`countersign-record-${id.slice(0, 8)}.pdf`))).replace(/\s+/g, '')).toContain(id)
  expect(new Set(await electron.evaluate(() => (globalThis as unknown as { partitions: string[] }).partitions)).size).toBe(1)

  // Offline, insights are all there, with their files
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(page.getByTestId('insights-total')).toHaveText(`${decided[0]?.n} decisions`)
  await page.getByTestId('figure-decisions-per-day').getByTestId('save-csv').click()
  await expect(page.getByTestId('figure-decisions-per-day')).toContainText('Saved.')
  expect((await file('countersign-decisions-per-day.csv')).toString()).toContain('Approved')

  // Offline, the record is exported, its check here stands for itself, and health says what is wrong
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.keyboard.press('Shift+F')
  await page.getByTestId('export-csv').click()
  await expect(page.getByTestId('export-result')).toContainText(`${events.length} events saved`)
  await page.getByTestId('check-record').click()
  await expect(page.getByTestId('chain-local')).toHaveAttribute('data-good', 'true')
  await expect(page.getByTestId('chain-server')).toContainText('could not be asked')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page.getByTestId('health-backend')).toContainText('not reachable')
  await expect(page.getByTestId('health-backend')).toContainText('Next:')
  await expect(page.getByTestId('health-database')).toContainText('not known')
})

test('a viewer reads the insights and the record, and the queue says why nothing can be decided', async ({ stack, people, start }) => {
  const viewer = people.find(({ role }) => role === 'viewer')
  if (!viewer) throw new Error('the demo has no viewer')
  const events = async () => (await stack.admin.query('select 1 from public.review_events')).rowCount
  const before = await events()
  const { page } = await start()
  await signIn(page, viewer, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  await expect(pane(page)).toHaveAttribute('data-item-id', /.+/)
  const item = (await pane(page).getAttribute('data-item-id')) ?? ''
  await expect(page.getByTestId('obstacle')).toHaveText(/You are a viewer in this workspace\. Reviewers, admins and owners decide\./)
  await page.keyboard.press('a')
  await expect(page.getByTestId('obstacle')).toContainText('viewer')
  await expect(pane(page)).toHaveAttribute('data-item-id', item)

  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.getByTestId('insights-period').click()
  await page.getByRole('menuitemradio', { name: 'All time' }).click()
  await expect(page.getByTestId('insights-total')).toHaveText(/^[1-9]\d* decisions$/)
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByTestId('event-row').first()).toBeVisible()
  await expect(page.getByTestId('sync-line')).toContainText('all sent')
  expect(await events()).toBe(before)
})
