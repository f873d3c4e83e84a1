import { expect } from 'playwright/test'
import { clicks, commentAs, decide, intoView, onArtifact, onArtifactWhere, opened, presses, ready, reopenExplained, scene, shows, showsDialog, types, untilKind, type Act, type Step } from './arrange.ts'

/** Where the list is a drawer by now, the menu hangs on what is out of sight. */
const viewsOpened: Step = async (world) => {
  await presses('Escape')(world)
  await opened('views-menu', 'v')(world)
}

const compared: Step = async (world) => {
  await opened('compare', 'c')(world)
  await expect(world.app.page.getByTestId('compare')).toHaveAttribute('data-state', 'ready')
}

const writing: Step = async (world) => {
  const { page } = world.app
  await page.getByTestId('comment-field').or(page.getByTestId('comment-open')).waitFor()
  await opened('comment-field', 'Shift+C')(world)
  await intoView('comments')(world)
}

const mentioning: Step = async (world) => {
  await writing(world)
  if (!(await world.app.page.getByTestId('mention-option').first().isVisible())) {
    await types('comment-field', '')(world)
    await world.app.page.getByTestId('comment-field').pressSequentially('@')
    await shows('mention-option')(world)
  }
  await intoView('mention-option', 'center')(world)
}

const gone =
  (testId: string): Step =>
  ({ app: { page } }) =>
    expect(page.getByTestId(testId)).toBeHidden()
const looksFor =
  (words: string): Step =>
  async ({ app: { page } }) => {
    await page.getByTestId('find').getByRole('searchbox').fill(words)
    await expect(page.getByTestId('find-count')).toContainText(/^1 of/)
  }
const answer: Step = types('comment-field', 'The source of March has them all, I ask for changes.')
const decides: Step = (world) => decide(world, 'a')
const picks: Step = async (world) => {
  await presses('x')(world)
  await decide(world, 'j')
}

/** What lies over the queue for a moment, and what colleagues say. */
export const atTheDesk: Act = {
  name: 'at the desk',
  open: reopenExplained,
  scenes: [
    { ...scene('queue-views', 'what the list can show', ready), show: viewsOpened },
    scene('queue-filter', 'what narrows the list', ready, presses('f'), shows('filter-dialog')),
    scene('queue-snooze', 'until when it is out of sight', ready, presses('s'), shows('snooze-dialog')),
    scene('queue-bulk', 'all of the view at once, with a preview', ready, presses('b'), shows('bulk-dialog')),
    { ...scene('queue-selected', 'three picked, ready for one decision', ready, picks, picks, picks, shows('selection-bar')), show: opened('selection-bar', 'l') },
    { ...scene('queue-sessions', 'each session’s items together, under its name', ready, presses('Shift+G'), shows('session-head')), show: opened('queue-list', 'l') },
    scene('queue-nothing-found', 'a search that finds nothing', ready, presses('Shift+G'), gone('session-head'), presses('/'), types('queue-search', 'zyzzyva'), shows('queue-narrowed')),
    scene('palette', 'every action', types('queue-search', ''), presses('Control+k'), shows('palette')),
    scene('palette-found', 'projects, sessions, agents and items by their names', ready, presses('Control+k'), types('palette-input', 'pri'), ({ app: { page } }) => expect(page.getByText('Items', { exact: true })).toBeVisible()),
    scene('history', 'my latest decisions, each with its undo', decides, decides, presses('Shift+U'), ({ app: { page } }) => expect(page.getByTestId('history-line').nth(1)).toBeVisible()),
    { ...scene('compare', 'a revision with the one before', onArtifactWhere('revision_of is not null'), compared), show: compared },
    { ...scene('find', 'find in the text', onArtifact, presses('Control+f'), shows('find'), looksFor('the')), show: opened('find', 'Control+f') },
    { ...scene('outline', 'the headings of the text', onArtifactWhere("content::text like '%## %'"), presses('o'), shows('outline-menu')), show: opened('outline-menu', 'o') },
    { ...scene('session-items', 'what else the session made', onArtifact, presses('Shift+O'), shows('session-items-menu')), show: opened('session-items-menu', 'Shift+O') },
    scene('link', 'where a link of an agent’s really leads', onArtifactWhere("content::text like '%a link that lies%'"), ({ app: { page } }) => page.locator('a[href*="larkfie1d"]').click(), showsDialog),
    {
      ...scene(
        'talk',
        'claimed, a colleague’s comment, an answer begun',
        async (world) => commentAs(world, world.people.colleague, await untilKind(world, 'artifact'), 'The prices in the second table are from spring. Is there a newer source, or shall we ask the agent for one?'),
        shows('claim-toggle'),
        presses('w'),
        shows('claim'),
        shows('comment'),
        writing,
        answer,
      ),
      show: writing,
    },
    { ...scene('talk-mention', 'who is meant', onArtifact, writing, types('comment-field', ''), mentioning), show: mentioning },
    scene('queue-alone', 'without the list', ready, presses('l'), gone('queue-list')),
    scene('accounts', 'who is signed in here', presses('l'), shows('queue-list'), clicks('accounts'), shows('account')),
    { ...scene('queue-drawer', 'in a small window the list is a drawer', ready), show: opened('queue-list', 'l') },
  ],
}
