import type { Page } from 'playwright'
import { expect, signIn, test } from './fixtures.ts'

const line = (page: Page) => page.getByTestId('sync-line')
const live = (page: Page) => expect(line(page)).toHaveAttribute('data-state', 'live')
const offline = (page: Page) => expect(line(page)).toHaveAttribute('data-state', 'offline')

async function go(page: Page, letter: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
}

/** What the numbers say and what was done is there for everybody. */
async function looksBack(page: Page): Promise<void> {
  await go(page, 'i')
  await expect(page.getByTestId('insights-total')).toHaveText(/\d decisions?$/)
  await go(page, 'a')
  await expect(page.getByTestId('event-row').first()).toBeVisible()
}

/** Who may not steer reads everything; buttons are off and say why, and keys do nothing. Ends at the session. */
async function readsAndDoesNotSteer(page: Page, role: string, intent: string): Promise<void> {
  const off = async (...ids: string[]) => {
    for (const id of ids) await expect(page.getByTestId(id)).toBeDisabled()
  }
  await looksBack(page)
  await go(page, 'p')
  await expect(page.getByTestId('new-project')).toHaveAttribute('title', /Owners and admins/)
  await off('new-project')
  await page.keyboard.press('n')
  await page.getByTestId('project-row').first().click()
  await expect(page.getByTestId('why-not')).toContainText(`You are a ${role} here: owners and admins start and steer work.`)
  await off('edit-project', 'delete-project', 'new-session')
  for (const key of ['Shift+E', 'Shift+D', 'n']) await page.keyboard.press(key)
  await expect(page.getByTestId('edit-form')).toHaveCount(0)
  await go(page, 's')
  await off('new-session')
  await page.getByTestId('filter-text').fill(intent)
  // The rows from before stay until the answer comes.
  await page.getByTestId('session-row').filter({ hasText: intent }).first().click()
  await expect(page.getByTestId('why-not')).toContainText(`You are a ${role} here`)
  await off('duplicate-session')
  for (const id of ['start-session', 'pause-session', 'cancel-session']) expect(await page.getByTestId(id).filter({ visible: true }).evaluateAll((found) => found.every((one) => (one as HTMLButtonElement).disabled))).toBe(true)
  await page.keyboard.press('d')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('reviewer and viewer: read all of it and steer none, online and offline; a reviewer has a failed application tried again, and the record tells', async ({ stack, people, start }) => {
  const [owner, reviewer, viewer] = people
  if (!owner || !reviewer || !viewer) throw new Error('the demo has too few accounts')
  const { rows: [job] } = await stack.admin.query<{ id: string; artifact_id: string; intent: string }>(
    `update public.work_applications a set status = 'failed', reason = 'The basket is locked.', finished_at = now() from public.work_sessions s
      where a.id = (select id from public.work_applications where workspace_id = $1 and status <> 'cancelled' limit 1) and s.id = a.work_session_id
      returning a.id, a.artifact_id, s.task_intent as intent`,
    [owner.workspace],
  )
  if (!job) throw new Error('the demo has no application')
  const { page } = await start()
  const retry = page.getByTestId('retry-application')
  await signIn(page, viewer, 'key_file')
  await live(page)
  await readsAndDoesNotSteer(page, 'viewer', job.intent)
  await expect(retry).toBeDisabled()
  await expect(retry).toHaveAttribute('title', /You are a viewer here: reviewers/)
  await stack.gateway.stop()
  await offline(page)
  await readsAndDoesNotSteer(page, 'viewer', job.intent)
  await expect(retry).toBeDisabled()

  await stack.gateway.start()
  await page.getByTestId('accounts').click()
  await page.getByTestId('add-account').click()
  await signIn(page, reviewer, 'key_file')
  await live(page)
  await readsAndDoesNotSteer(page, 'reviewer', job.intent)
  await stack.gateway.stop()
  await offline(page)
  // By the key that it shows, and not by that of reading again.
  await expect(retry).toContainText('Z T')
  await page.keyboard.press('Control+r')
  await page.keyboard.press('z')
  await page.keyboard.press('t')
  await expect(page.getByTestId('application').filter({ hasText: 'The basket is locked.' })).toContainText('tried again, not sent yet')
  await readsAndDoesNotSteer(page, 'reviewer', job.intent)

  await stack.gateway.start()
  await line(page).click()
  await page.getByTestId('send-now').click()
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await stack.admin.query<{ status: string }>('select status from public.work_applications where id = $1', [job.id])).rows[0]?.status).toBe('pending')
  await expect(page.getByTestId('timeline')).toContainText(/Sam asked to apply “.+” again/)
  await expect(page.getByTestId('timeline')).toContainText('It had failed: The basket is locked.')
  await go(page, 'a')
  await page.getByTestId('activity-kind').click()
  await page.getByRole('menuitemradio', { name: 'application tried again' }).click()
  await expect(page.getByTestId('event-row')).toHaveCount(1)
  await expect(page.getByTestId('event-row')).toContainText('tried again')
  await expect(page.getByTestId('event-row')).toContainText('Sam')
})

test('two workspaces: switching narrows everything, offline too; who leaves one has its work no more', async ({ stack, people, start }) => {
  const [owner, , , other] = people
  if (!owner || !other) throw new Error('the demo has too few accounts')
  await stack.admin.query(`insert into public.workspace_memberships (workspace_id, user_id, role) select $1, id, 'reviewer' from auth.users where email = $2`, [other.workspace, owner.email])
  const { rows } = await stack.admin.query<{ id: string; name: string; projects: number; sessions: number }>(
    `select w.id, w.name, (select count(*)::int from public.projects p where p.workspace_id = w.id) as projects,
        (select count(*)::int from public.work_sessions s where s.workspace_id = w.id) as sessions
       from public.workspaces w where w.id in ($1, $2)`,
    [owner.workspace, other.workspace],
  )
  const [mine, theirs] = [owner, other].map(({ workspace }) => rows.find(({ id }) => id === workspace))
  if (!mine || !theirs) throw new Error('a workspace is missing')
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  await live(page)
  const choose = async (name: string) => {
    await page.getByTestId('workspace').click()
    await page.getByRole('menuitemradio', { name }).click()
  }
  const shows = async (projects: number, sessions: number) => {
    await go(page, 'p')
    await expect(page.getByTestId('projects-total')).toHaveText(new RegExp(`^${projects} project`))
    await go(page, 's')
    await expect(page.getByTestId('sessions-total')).toHaveText(new RegExp(`^${sessions} session`))
  }
  await shows(mine.projects + theirs.projects, mine.sessions + theirs.sessions)
  await choose(theirs.name)
  await looksBack(page)
  await shows(theirs.projects, theirs.sessions)
  // A reviewer there, an owner here: what may be done follows the choice.
  await expect(page.getByTestId('new-session')).toBeDisabled()
  await stack.gateway.stop()
  await offline(page)
  await choose(mine.name)
  await looksBack(page)
  await shows(mine.projects, mine.sessions)
  await expect(page.getByTestId('new-session')).toBeEnabled()
  await go(page, 'w')
  // What only the server can change is off and says why; what is typed meanwhile waits for the way back.
  const needServer = ['new-workspace', 'remove-member', 'member-role', 'invite', 'save-name', 'save-review-within', 'delete-workspace'].map((id) => page.getByTestId(id).first())
  await page.getByTestId('invite-email').fill('later@example.com')
  await page.getByTestId('review-within').fill('12')
  await page.getByTestId('rename').fill('Another name')
  await page.keyboard.press('Enter')
  for (const control of needServer) await expect(control).toBeDisabled()
  await page.getByTestId('delete-workspace').scrollIntoViewIfNeeded()
  await expect(page.getByTestId('blocked')).toBeInViewport({ ratio: 1 })
  await expect(page.getByTestId('blocked')).toContainText('Offline: only the server can change this. What you typed stays')
  await stack.gateway.start()
  await live(page)
  await expect(page.getByTestId('blocked')).toHaveCount(0)
  for (const control of needServer) await expect(control).toBeEnabled()
  await expect(page.getByTestId('invite-email')).toHaveValue('later@example.com')
  await expect(page.getByTestId('rename')).toHaveValue('Another name')
  await page.getByTestId('save-review-within').click()
  await expect.poll(async () => (await stack.admin.query('select review_within_hours as h from public.workspaces where id = $1', [mine.id])).rows[0]).toEqual({ h: 12 })
  await page.getByTestId('people-workspace').click()
  await page.getByRole('menuitemradio', { name: theirs.name }).click()
  await page.getByTestId('leave-workspace').click()
  await page.getByTestId('confirm-leave').click()
  await expect(page.getByTestId('people-workspace')).toHaveCount(0)
  await shows(mine.projects, mine.sessions)
})
