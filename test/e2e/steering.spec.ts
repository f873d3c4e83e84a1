import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright'
import { expect, signIn, test, type Fixtures } from './fixtures.ts'

const line = (page: Page) => page.getByTestId('sync-line')
const live = (page: Page) => expect(line(page)).toHaveAttribute('data-state', 'live')

async function go(page: Page, letter: 'p' | 's'): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
}

/** The owner's app, which has all and then lost the server. */
async function offlineAsOwner({ stack, people: [owner], start }: Pick<Fixtures, 'stack' | 'people' | 'start'>): Promise<Page> {
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  await live(page)
  await stack.gateway.stop()
  await expect(line(page)).toHaveAttribute('data-state', 'offline')
  return page
}

/** Pictures to look at, when asked for. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES']
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png` })
}

const discard = (page: Page) => page.getByRole('dialog', { name: 'Discard what you typed?' })

test('offline: a project, a session in it, its start; online they arrive in that order, and a deletion is taken back', async ({ stack, people, start }) => {
  const page = await offlineAsOwner({ stack, people, start })

  await go(page, 'p')
  await picture(page, 'projects')
  await page.keyboard.press('n')
  await expect(page.getByTestId('create-project')).toBeDisabled()
  await page.getByTestId('project-name').fill('Harbour study')
  await page.getByTestId('project-description').fill('What ships carry.')
  // A click beside it does nothing, Esc asks before words are lost.
  await page.mouse.click(4, 4)
  await page.keyboard.press('Escape')
  await expect(discard(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(discard(page)).toHaveCount(0)
  await expect(page.getByTestId('project-description')).toHaveValue('What ships carry.')
  await picture(page, 'new-project')
  await page.getByTestId('create-project').click()
  await expect(page.getByTestId('project-detail')).toContainText('not sent yet')
  await picture(page, 'project')

  await page.getByTestId('new-session').click()
  await page.getByTestId('create-session').click()
  await expect(page.getByTestId('problem-task_intent')).toBeVisible()
  await expect(page.getByTestId('problem-focus')).toBeVisible()
  await page.getByTestId('task-intent').fill('Count the ships of a week')
  await page.getByTestId('parameter-focus').fill('x'.repeat(501))
  await expect(page.getByTestId('problem-focus')).toHaveText('At most 500 characters.')
  await page.getByTestId('parameter-focus').fill('Container ships')
  await picture(page, 'new-session')
  await page.getByTestId('create-session').click()
  await expect(page.getByTestId('session-detail')).toContainText('running')
  await expect(page.getByTestId('session-detail')).toContainText('not sent yet')
  await picture(page, 'session')
  const sent = async () =>
    (await stack.admin.query<{ status: string; name: string; focus: string }>(
      `select s.status, p.name, s.task_parameters ->> 'focus' as focus from work_sessions s join projects p on p.id = s.project_id where s.task_intent = 'Count the ships of a week'`,
    )).rows
  expect(await sent()).toEqual([])

  await stack.gateway.start()
  await line(page).click()
  await page.getByTestId('send-now').click()
  await page.keyboard.press('Escape')
  await expect.poll(sent).toEqual([{ status: 'running', name: 'Harbour study', focus: 'Container ships' }])
  await expect(page.getByTestId('session-detail')).not.toContainText('not sent yet')
  await live(page)

  // in the list, found by its words, with the filter kept over the way there and back
  await page.keyboard.press('Escape')
  await page.getByTestId('filter-text').fill('ships week')
  await page.getByTestId('filter-status-running').click()
  await expect(page.getByTestId('session-row')).toHaveCount(1)
  await picture(page, 'sessions')
  await page.getByTestId('session-row').click()
  await page.getByTestId('pause-session').click()
  await expect(page.getByTestId('session-detail')).toContainText('paused')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('filter-text')).toHaveValue('ships week')
  await page.getByTestId('clear-filters').click()
  // All rows are there, not those from before.
  await expect(page.getByTestId('session-row').nth(1)).toBeVisible()
  await page.getByTestId('session-row').first().focus()
  await page.keyboard.press('p')
  await expect(page.getByTestId('keep-row').first()).toHaveAttribute('aria-pressed', 'true')
  await picture(page, 'kept')
  await page.getByTestId('filter-text').fill('ships week')
  await page.getByTestId('filter-status-running').click()
  await expect(page.getByTestId('session-row')).toHaveCount(0)

  // deleted with everything in it, typed, and taken back while it waits
  await stack.gateway.stop()
  await expect(line(page)).toHaveAttribute('data-state', 'offline')
  await go(page, 'p')
  await page.getByTestId('projects-search').fill('harbour study')
  await page.getByTestId('project-row').click()
  await page.getByTestId('delete-project').click()
  await expect(page.getByTestId('goes-along')).toContainText('1 session')
  await expect(page.getByTestId('confirm-delete')).toBeDisabled()
  await page.getByTestId('typed-name').fill('Harbour study')
  await picture(page, 'delete')
  await page.getByTestId('confirm-delete').click()
  await expect(page.getByTestId('pending-deletion')).toContainText('Harbour study')
  await expect(page.getByTestId('project-row')).toHaveCount(0)
  await page.getByTestId('undo-deletion').click()
  await expect(page.getByTestId('project-row')).toHaveCount(1)
  await page.getByTestId('project-row').click()
  await page.getByTestId('delete-project').click()
  await page.getByTestId('typed-name').fill('Harbour study')
  await page.getByTestId('confirm-delete').click()
  await stack.gateway.start()
  await line(page).click()
  await page.getByTestId('send-now').click()
  await expect.poll(async () => (await sent()).length).toBe(0)
  await expect(line(page)).toContainText('all sent')
})

test('two people edit one project: other fields go together, the same one is shown mine beside theirs; a viewer is told why not', async ({ stack, people, start, newProfile }) => {
  const [owner, colleague, viewer] = people
  await stack.admin.query(`update workspace_memberships m set role = 'admin' from auth.users u where u.id = m.user_id and u.email = $1`, [colleague.email])
  const mine = (await start()).page
  await signIn(mine, owner, 'key_file')
  await live(mine)
  await go(mine, 'p')
  await mine.getByTestId('project-row').first().click()
  const id = await mine.getByTestId('project-detail').getAttribute('data-project-id')
  if (id === null) throw new Error('the project has no id')
  const row = async () => (await stack.admin.query<{ name: string; description: string }>('select name, description from projects where id = $1', [id])).rows[0]

  const theirs = (await start({ profile: await newProfile() })).page
  await signIn(theirs, colleague, 'key_file')
  await live(theirs)
  await go(theirs, 'p')
  await theirs.locator(`[data-project-id="${id}"]`).click()

  await mine.keyboard.press('Shift+E')
  await mine.getByTestId('edit-name').fill('Mine')
  await mine.getByTestId('edit-description').fill('My words')
  await theirs.keyboard.press('Shift+E')
  await theirs.getByTestId('edit-name').fill('Theirs')
  await theirs.getByTestId('save-project').click()
  await expect.poll(row).toMatchObject({ name: 'Theirs' })
  await mine.getByTestId('save-project').click()
  const conflict = mine.getByTestId('edit-conflict')
  await expect(conflict.getByTestId('conflict-name')).toContainText('Mine')
  await expect(conflict.getByTestId('conflict-name')).toContainText('Theirs')
  await expect(conflict.getByTestId('conflict-description')).toHaveCount(0)
  await expect.poll(row).toEqual({ name: 'Theirs', description: 'My words' })
  await picture(mine, 'conflict')
  // Each edit is a line of its own: its keys are for it while the focus is in it.
  await mine.keyboard.press('<')
  await expect(conflict).toHaveCount(1)
  await conflict.getByTestId('keep-theirs').focus()
  await mine.keyboard.press('<')
  await expect(conflict).toHaveCount(0)
  await expect.poll(row).toEqual({ name: 'Mine', description: 'My words' })
  await expect(theirs.getByTestId('project-detail')).toContainText('My words')
  await expect(theirs.getByTestId('project-detail').getByRole('heading', { level: 1 })).toHaveText('Mine')

  // Two edits come back at once: a key is for the one that has the focus.
  for (const [page, name] of [[mine, 'Mine again'], [theirs, 'Theirs again']] as const) {
    await page.keyboard.press('Shift+E')
    await page.getByTestId('edit-name').fill(name)
    await page.getByTestId('edit-description').fill(`${name}, in words`)
  }
  await theirs.getByTestId('save-project').click()
  await expect.poll(row).toEqual({ name: 'Theirs again', description: 'Theirs again, in words' })
  await mine.getByTestId('save-project').click()
  await expect(conflict).toHaveCount(2)
  const [named, described] = ['name', 'description'].map((field) => conflict.filter({ has: mine.getByTestId(`conflict-${field}`) }))
  await described?.getByTestId('keep-theirs').focus()
  await mine.keyboard.press('<')
  await expect(conflict).toHaveCount(1)
  await expect.poll(row).toEqual({ name: 'Theirs again', description: 'Mine again, in words' })
  await named?.getByTestId('use-mine').focus()
  await mine.keyboard.press('>')
  await expect(conflict).toHaveCount(0)
  await expect.poll(row).toEqual({ name: 'Theirs again', description: 'Mine again, in words' })

  const watching = (await start({ profile: await newProfile() })).page
  await signIn(watching, viewer, 'key_file')
  await live(watching)
  await go(watching, 'p')
  await expect(watching.getByTestId('new-project')).toBeDisabled()
  await watching.locator(`[data-project-id="${id}"]`).click()
  await expect(watching.getByTestId('why-not')).toContainText('You are a viewer here')
  await expect(watching.getByTestId('delete-project')).toBeDisabled()
  await picture(watching, 'viewer')
  await watching.getByTestId('all-sessions').click()
  await watching.getByTestId('session-row').first().click()
  await expect(watching.getByTestId('why-not')).toContainText('viewer')
})

test('offline: a session of each kind, from a template and like another one; edits, pause and cancel; online all of it arrives', async ({ stack, people, start }) => {
  const page = await offlineAsOwner({ stack, people, start })
  const detail = page.getByTestId('session-detail')
  const create = () => page.getByTestId('create-session').click()

  await go(page, 'p')
  await page.getByTestId('project-row').first().hover()
  await picture(page, 'projects-hovered')
  await page.getByTestId('project-row').first().click()
  const id = (await page.getByTestId('project-detail').getAttribute('data-project-id')) ?? ''
  // What was not changed closes at once, what was goes after asking.
  await page.keyboard.press('Shift+E')
  await page.getByTestId('edit-name').press('Escape')
  await expect(page.getByTestId('edit-name')).toHaveCount(0)
  await page.keyboard.press('Shift+E')
  await page.getByTestId('edit-name').fill('Given up')
  await page.keyboard.press('Escape')
  // The key that sends the form is no answer while nobody can have read the question.
  await page.keyboard.press('Control+Enter')
  await expect(discard(page)).toBeVisible()
  await expect(page.getByTestId('discard-words')).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('edit-name')).toHaveCount(0)
  await page.keyboard.press('Shift+E')
  await page.getByTestId('edit-name').fill('Named offline')
  await page.getByTestId('save-project').click()
  await expect(page.getByTestId('project-detail')).toContainText('Named offline')

  // what is missing and what is too long is said beside its field
  await page.keyboard.press('n')
  await page.getByTestId('task-content_creation').click()
  await create()
  await expect(page.getByTestId('problem-task_intent')).toHaveText('This is needed.')
  await expect(page.getByTestId('problem-target_audience')).toHaveText('This is needed.')
  await page.getByTestId('task-intent').fill('Offline: a post')
  await page.getByTestId('parameter-target_audience').fill('Skippers')
  await page.getByTestId('parameter-platform-blog').click()
  await page.getByTestId('parameter-cta').fill('x'.repeat(201))
  await expect(page.getByTestId('problem-cta')).toHaveText('At most 200 characters.')
  await page.getByTestId('parameter-cta').fill('')
  await page.getByTestId('save-template').click()
  await page.getByLabel('Name of the template').fill('For skippers')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('save-template')).toBeVisible()
  await create()
  await expect(detail).toContainText('running')
  await page.keyboard.press('Shift+P')
  await expect(page.getByTestId('start-session')).toHaveText(/Run on/)

  // like it, of another kind; started by its own key, and cancelled
  await page.keyboard.press('d')
  await expect(page.getByTestId('task-intent')).toHaveValue('Offline: a post')
  await page.getByTestId('task-analysis').click()
  await page.getByTestId('task-intent').fill('Offline: the numbers')
  await page.getByTestId('parameter-analysis_type').fill('Trend')
  await page.getByTestId('parameter-metrics').fill('tons\nports')
  await page.getByTestId('start-at-once').click()
  await create()
  await expect(detail).toContainText('Offline: the numbers')
  await page.keyboard.press('Shift+R')
  await expect(page.getByTestId('pause-session')).toBeVisible()
  await page.keyboard.press('Shift+Q')
  await page.getByTestId('confirm-cancel').click()
  await expect(detail).toContainText('cancelled')

  // from the template, and changed into the third kind
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.getByTestId('session-project').click()
  await page.getByRole('menuitemradio', { name: 'Named offline' }).click()
  await page.getByTestId('template').click()
  await page.getByRole('menuitemradio', { name: 'For skippers' }).click()
  await expect(page.getByTestId('parameter-target_audience')).toHaveValue('Skippers')
  // Forgotten only after asking: the key of the question is not the form's, and what the form holds stays.
  const forget = page.getByTestId('forget-template')
  const asked = page.getByRole('dialog', { name: 'Forget the template For skippers?' })
  await forget.focus()
  await page.keyboard.press('Shift+D')
  await expect(asked).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(asked).toHaveCount(0)
  await expect(forget).toBeVisible()
  await page.keyboard.press('Shift+D')
  await expect(asked).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(asked).toHaveCount(0)
  await expect(forget).toHaveCount(0)
  await expect(page.getByTestId('parameter-target_audience')).toHaveValue('Skippers')
  await page.getByTestId('task-research').click()
  await page.getByTestId('task-intent').fill('Offline: a look')
  await page.getByTestId('parameter-focus').fill('Ports')
  await create()
  await expect(detail).toContainText('Offline: a look')

  // filters under a name, forgotten only after asking; the list stays as it is filtered
  await page.keyboard.press('Escape')
  await page.getByTestId('filter-status-paused').click()
  await page.getByTestId('save-filter').press('Enter')
  await page.getByTestId('filter-name').fill('At rest')
  await page.keyboard.press('Enter')
  const forgetFilter = page.getByTestId('forget-filter')
  const askedOfFilter = page.getByRole('dialog', { name: 'Forget the saved filter At rest?' })
  for (const [answer, left] of [['Escape', 1], ['Control+Enter', 0]] as const) {
    await expect(forgetFilter).toBeVisible()
    await page.keyboard.press('Shift+D')
    await expect(askedOfFilter).toBeVisible()
    await page.keyboard.press(answer)
    await expect(askedOfFilter).toHaveCount(0)
    await expect(forgetFilter).toHaveCount(left)
  }
  await expect(page.getByTestId('filter-status-paused')).toHaveAttribute('aria-pressed', 'true')

  await stack.gateway.start()
  await line(page).click()
  await page.getByTestId('send-now').click()
  const arrived = async () =>
    (await stack.admin.query(
      `select p.name, s.task_intent, s.task_type, s.status, s.metadata ->> 'reason' as reason, s.task_parameters as parameters
         from work_sessions s join projects p on p.id = s.project_id where p.id = $1 and s.task_intent like 'Offline: %' order by s.task_intent`,
      [id],
    )).rows
  const name = 'Named offline'
  await expect.poll(arrived).toMatchObject([
    { name, task_intent: 'Offline: a look', task_type: 'research', status: 'running', parameters: { focus: 'Ports', sources: ['web'], depth: 'quick' } },
    { name, task_intent: 'Offline: a post', task_type: 'content_creation', status: 'paused', parameters: { platform: 'blog', target_audience: 'Skippers' } },
    { name, task_intent: 'Offline: the numbers', task_type: 'analysis', status: 'failed', reason: 'cancelled', parameters: { analysis_type: 'Trend', metrics: ['tons', 'ports'] } },
  ])
  await expect(line(page)).toContainText('all sent')
})
