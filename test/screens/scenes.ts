import { expect } from 'playwright/test'
import { currentItem, nextItem, signIn } from '../support/drive.ts'
import { decideAs, live, press, reopen, says, shows, toQueue, untilKind, type Act, type Scene } from './arrange.ts'
import { atTheDesk } from './at-the-desk.ts'
import { signingIn } from './signing-in.ts'
import type { World } from './world.ts'

/** Every screen in the states that are the same for all: what it looks like while it reads, failed, and with nothing. */
const screens = [
  { place: 'queue', channel: 'queue.index', empty: /Nothing waits for you/ },
  { place: 'sessions', channel: 'sessions.list', empty: /No sessions yet/ },
  { place: 'projects', channel: 'projects.list', empty: /No projects yet/ },
] as const

const plainStates: Scene[] = screens.flatMap(({ place, channel, empty }) => [
  {
    name: `${place}-loading`,
    what: 'while it is read',
    async arrange(world: World) {
      await world.answer({ hang: [channel] })
      await world.go(place)
      // It shows itself after 300 ms.
      await expect(world.app.page.locator('.blank.wait').first()).toHaveCSS('opacity', '1')
    },
  },
  {
    name: `${place}-error`,
    what: 'it could not be read',
    async arrange(world: World) {
      await world.answer({ fail: [channel] })
      await world.go(place)
      await expect(world.app.page.getByRole('alert').first()).toBeVisible()
    },
  },
  {
    name: `${place}-empty`,
    what: 'nothing is there',
    async arrange(world: World) {
      await world.answer({ empty: [channel] })
      await world.go(place)
      await says(world, empty)
    },
  },
])

async function backToWork(world: World): Promise<void> {
  await world.answer({})
  await toQueue(world)
  await currentItem(world.app.page)
}

/** In the order in which they are played. A new screen is one entry in the act that it belongs to. */
export const acts: readonly Act[] = [
  ...signingIn,
  {
    name: 'a viewer',
    async open(world) {
      await world.open('viewer')
      await signIn(world.app.page, world.people.viewer, 'key_file')
      await live(world)
    },
    scenes: [
      { name: 'queue-viewer', what: 'no permission to decide', arrange: shows('obstacle') },
    ],
  },
  {
    name: 'at work',
    open: reopen,
    scenes: [
      { name: 'queue-first-minutes', what: 'the queue explains itself', arrange: shows('first-minutes') },
      {
        name: 'queue-artifact',
        what: 'an artifact',
        async arrange(world) {
          await world.app.page.getByTestId('first-minutes-done').click()
          await untilKind(world, 'artifact')
        },
      },
      { name: 'queue-checkpoint', what: 'an agent asks', arrange: async (world) => void (await untilKind(world, 'checkpoint')) },
      {
        name: 'queue-armed',
        what: 'a rejection is armed, its note open',
        async arrange(world) {
          await untilKind(world, 'artifact')
          await press(world, 'r')
          await world.app.page.getByTestId('note').fill('The second table mixes list and street prices; separate them, and say which month each figure is from.')
        },
      },
      {
        name: 'queue-changed',
        what: 'decided by a colleague meanwhile',
        async arrange(world) {
          await world.app.page.getByTestId('note').fill('').catch(() => undefined)
          const id = await untilKind(world, 'artifact')
          await decideAs(world, world.people.colleague, id)
          await shows('change-bar')(world)
        },
      },
      {
        name: 'queue-decided',
        what: 'after a decision, with its undo',
        async arrange(world) {
          await press(world, 'j')
          const id = await currentItem(world.app.page)
          await press(world, 'a')
          await nextItem(world.app.page, id)
          await shows('last-decision')(world)
          // What a screen reader hears of it.
          await expect(world.app.page.getByTestId('announcer')).toContainText(/: (approved|the session continues)/)
        },
      },
      {
        name: 'help',
        what: 'the keys',
        async arrange(world) {
          await press(world, '?')
          await expect(world.app.page.getByRole('dialog')).toBeVisible()
        },
      },
      {
        name: 'sessions',
        what: 'all sessions',
        async arrange(world) {
          await world.go('sessions')
          await expect(world.app.page.getByTestId('session-row').first()).toBeVisible()
        },
      },
      {
        name: 'session',
        what: 'one session',
        async arrange(world) {
          await world.go('sessions')
          await world.app.page.getByTestId('session-row').first().click()
          await shows('session-detail')(world)
        },
      },
      {
        name: 'projects',
        what: 'all projects',
        async arrange(world) {
          await world.go('projects')
          await expect(world.app.page.getByTestId('project-row').first()).toBeVisible()
        },
      },
      {
        name: 'project',
        what: 'one project',
        async arrange(world) {
          await world.go('projects')
          await world.app.page.getByTestId('project-row').first().getByRole('button').first().click()
          await shows('project-detail')(world)
        },
      },
      {
        name: 'project-new',
        what: 'a new project',
        async arrange(world) {
          await world.go('projects')
          await world.app.page.getByTestId('new-project').click()
          await shows('create-project')(world)
        },
      },
      {
        name: 'session-new',
        what: 'a new session',
        async arrange(world) {
          await world.go('sessions')
          await world.app.page.getByTestId('new-session').click()
          await shows('session-form')(world)
        },
      },
      { name: 'people', what: 'members and invitations', arrange: async (world) => (await world.go('people'), await shows('invite')(world)) },
      { name: 'outbox', what: 'nothing is under way', arrange: async (world) => (await world.go('outbox'), await shows('outbox-tray')(world)) },
      {
        name: 'insights',
        what: 'the figures of a month',
        async arrange(world) {
          await world.go('insights')
          await shows('insights-summary')(world)
        },
      },
      {
        name: 'insights-table',
        what: 'the table behind a chart',
        async arrange(world) {
          await world.go('insights')
          await world.app.page.getByTestId('figure-decisions-per-day').getByTestId('as-table').click()
        },
      },
      {
        name: 'activity',
        what: 'the audit trail',
        async arrange(world) {
          await world.go('activity')
          await expect(world.app.page.getByTestId('event-row').first()).toBeVisible()
        },
      },
      {
        name: 'activity-check',
        what: 'the record checked here and on the server',
        async arrange(world) {
          await world.go('activity')
          await world.app.page.getByTestId('check-record').click()
          await shows('chain-server')(world)
        },
      },
      {
        name: 'diagnostics',
        what: 'numbers, and the server asked',
        async arrange(world) {
          await world.go('diagnostics')
          await says(world, /Diagnostics/)
        },
      },
      { name: 'settings', what: 'the upper half', arrange: async (world) => (await world.go('settings'), await shows('sign-out')(world)) },
      {
        name: 'settings-notifications',
        what: 'notifications, with quiet hours',
        async arrange(world) {
          await world.go('settings')
          await world.app.page.getByTestId('quiet-hours').click()
          await world.app.page.getByLabel('Quiet from').scrollIntoViewIfNeeded()
        },
      },
    ],
  },
  atTheDesk,
  { name: 'nothing to see', open: reopen, rest: backToWork, scenes: plainStates },
  {
    name: 'without the server',
    open: reopen,
    scenes: [
      {
        name: 'queue-offline',
        what: 'offline: decisions are kept here',
        async arrange(world) {
          const { page } = world.app
          await untilKind(world, 'artifact')
          await world.stack.gateway.stop()
          await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
          const id = await currentItem(page)
          await page.keyboard.press('a')
          await nextItem(page, id)
          await decideAs(world, world.people.colleague, id)
          await expect(page.getByTestId('last-decision')).toContainText(/saved/i)
        },
      },
      {
        name: 'outbox-unsent',
        what: 'decisions wait for the network',
        async arrange(world) {
          await world.go('outbox')
          await expect(world.app.page.getByTestId('outbox-entry').first()).toBeVisible()
        },
      },
      {
        name: 'outbox-conflict',
        what: 'back online: a colleague was first',
        async arrange(world) {
          await world.stack.gateway.start()
          await world.go('outbox')
          await world.app.page.getByTestId('send-now').click()
          await expect(world.app.page.locator('[data-testid="outbox-entry"][data-state="conflict"]')).toBeVisible()
        },
      },
      {
        name: 'queue-sign-in-needed',
        what: 'the server wants a new sign-in',
        async arrange(world) {
          await world.answer({ signInNeeded: true })
          await shows('sign-in-needed')(world)
        },
      },
      {
        name: 'sign-in-again',
        what: 'and gets it',
        async arrange(world) {
          await world.app.page.getByTestId('sign-in-needed').getByRole('button').click()
          await expect(world.app.page.getByRole('dialog')).toBeVisible()
        },
      },
    ],
  },
]
