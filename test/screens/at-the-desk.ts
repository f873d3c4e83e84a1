import { expect } from 'playwright/test'
import { currentItem, nextItem } from '../support/drive.ts'
import { commentAs, press, reopen, shows, untilKind, type Act, type Scene } from './arrange.ts'
import type { World } from './world.ts'

/** What one key opens over the queue. */
const opened = (name: string, what: string, key: string, testId: string): Scene => ({
  name,
  what,
  async arrange(world) {
    await currentItem(world.app.page)
    await press(world, key)
    await shows(testId)(world)
  },
})

const intoView = (testId: string) => ({ app: { page } }: World) => page.getByTestId(testId).evaluate((element) => element.scrollIntoView({ block: element.clientHeight > 400 ? 'start' : 'end' }))

/** Another arrangement of the window begins with the item itself: what was open is opened again. */
async function compared(world: World): Promise<void> {
  const compare = world.app.page.getByTestId('compare')
  if (!(await compare.isVisible())) await press(world, 'c')
  await expect(compare).toHaveAttribute('data-state', 'ready')
}

async function writing(world: World): Promise<void> {
  const { page } = world.app
  const field = page.getByTestId('comment-field')
  await field.or(page.getByTestId('comment-open')).waitFor()
  if (!(await field.isVisible())) await press(world, 'Shift+C')
  await expect(field).toBeVisible()
  await intoView('comments')(world)
}

async function mentioning(world: World): Promise<void> {
  const { page } = world.app
  await writing(world)
  if (!(await page.getByTestId('mention-option').first().isVisible())) {
    await page.getByTestId('comment-field').fill('')
    await page.getByTestId('comment-field').pressSequentially('@')
  }
  await expect(page.getByTestId('mention-option').first()).toBeVisible()
}

/** The oldest answer of an agent to a request for changes that waits in the owner's workspace. */
async function waitingRevision({ stack, people: { owner } }: World): Promise<string> {
  const { rows } = await stack.admin.query<{ id: string }>(
    "select id from public.work_artifacts where revision_of is not null and status = 'pending' and workspace_id = $1 order by created_at, id limit 1",
    [owner.workspace],
  )
  return rows[0]?.id ?? ''
}

/** What lies over the queue and the sessions for a moment, and what colleagues say. */
export const atTheDesk: Act = {
  name: 'at the desk',
  async open(world) {
    await reopen(world)
    const explained = world.app.page.getByTestId('first-minutes-done')
    if (await explained.isVisible()) await explained.click()
  },
  scenes: [
    opened('queue-views', 'what the list can show', 'v', 'views-menu'),
    opened('queue-filter', 'what narrows the list', 'f', 'filter-dialog'),
    opened('queue-snooze', 'until when it is out of sight', 's', 'snooze-dialog'),
    opened('queue-bulk', 'all of the view at once, with a preview', 'b', 'bulk-dialog'),
    {
      name: 'queue-selected',
      what: 'three picked, ready for one decision',
      async arrange(world) {
        for (let i = 0; i < 3; i++) {
          const id = await currentItem(world.app.page)
          await press(world, 'x', 'j')
          await nextItem(world.app.page, id)
        }
        await shows('selection-bar')(world)
      },
    },
    opened('palette', 'every action', 'Control+k', 'palette'),
    {
      name: 'palette-found',
      what: 'projects, sessions, agents and items by their names',
      async arrange(world) {
        await press(world, 'Control+k')
        await world.app.page.getByTestId('palette-input').fill('pri')
        await expect(world.app.page.getByText('Items', { exact: true })).toBeVisible()
      },
    },
    {
      name: 'history',
      what: 'my latest decisions, each with its undo',
      async arrange(world) {
        const { page } = world.app
        for (let i = 0; i < 2; i++) {
          const id = await currentItem(page)
          await press(world, 'a')
          await nextItem(page, id)
        }
        await press(world, 'Shift+U')
        await expect(page.getByTestId('history-line').nth(1)).toBeVisible()
      },
    },
    {
      name: 'compare',
      what: 'a revision with the one before',
      async arrange(world) {
        const { page } = world.app
        const id = await waitingRevision(world)
        await world.go(`queue/artifact/${id}`)
        await expect.poll(() => currentItem(page)).toBe(id)
        await compared(world)
      },
      show: compared,
    },
    {
      name: 'talk',
      what: 'claimed, a colleague’s comment, an answer begun',
      async arrange(world) {
        const { page } = world.app
        const id = await untilKind(world, 'artifact')
        await commentAs(world, world.people.colleague, id, 'The prices in the second table are from spring. Is there a newer source, or shall we ask the agent for one?')
        await shows('claim-toggle')(world)
        await press(world, 'w')
        await shows('claim')(world)
        await expect(page.getByTestId('comment')).toBeVisible()
        await writing(world)
        await page.getByTestId('comment-field').fill('The source of March has them all, I ask for changes.')
      },
      show: writing,
    },
    {
      name: 'talk-mention',
      what: 'who is meant',
      async arrange(world) {
        const { page } = world.app
        await untilKind(world, 'artifact')
        await writing(world)
        await page.getByTestId('comment-field').fill('')
        await mentioning(world)
      },
      show: mentioning,
    },
    {
      name: 'session-timeline',
      what: 'what happened in a session',
      async arrange(world) {
        const { page } = world.app
        await currentItem(page)
        await press(world, 'Shift+S')
        await shows('timeline')(world)
      },
      show: intoView('timeline'),
    },
    {
      name: 'accounts',
      what: 'who is signed in here',
      async arrange(world) {
        await world.app.page.getByTestId('accounts').click()
        await shows('account')(world)
      },
    },
  ],
}
