import { expect } from 'playwright/test'
import { signIn } from '../support/drive.ts'
import { at, clicks, decide, decideAs, intoView, live, onArtifact, opened, presses, ready, reopen, scene, shows, showsDialog, types, untilKind, type Act } from './arrange.ts'

const spoken = /: (approved|the session continues)/

/** Deciding, from the first minute on. */
export const atWork: readonly Act[] = [
  {
    name: 'a viewer',
    async open(world) {
      await world.open('viewer')
      await signIn(world.app.page, world.people.viewer, 'key_file')
      await live(world)
    },
    scenes: [
      scene('queue-viewer', 'no permission to decide', shows('obstacle')),
      { ...scene('queue-viewer-note', 'the note of somebody who decides nothing takes no letter', shows('obstacle'), presses('r'), shows('note')), show: opened('note', 'r') },
      { ...scene('people-viewer', 'no permission to invite, or to say how long an item may wait', at('people', 'review-within')), show: intoView('review-within', 'center') },
    ],
  },
  {
    name: 'at work',
    open: reopen,
    scenes: [
      scene('queue-first-minutes', 'the queue explains itself', shows('first-minutes')),
      scene('queue-artifact', 'an artifact', clicks('first-minutes-done'), onArtifact),
      scene('queue-checkpoint', 'an agent asks', (world) => untilKind(world, 'checkpoint')),
      scene(
        'queue-armed',
        'a rejection is armed, its note open',
        onArtifact,
        presses('r'),
        types('note', 'The second table mixes list and street prices; separate them, and say which month each figure is from.'),
      ),
      scene('queue-templates', 'words that are written often', onArtifact, presses('r', 'Escape', 't'), shows('templates-menu')),
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
          await presses('j')(world)
          await decide(world, 'a')
          await shows('last-decision')(world)
          // What a screen reader hears of it.
          await expect(world.app.page.getByTestId('announcer')).toContainText(spoken)
        },
      },
      scene('go-to', 'G was pressed: where to', ready, presses('g'), ({ app: { page } }) => expect(page.locator('.sequence')).toBeVisible()),
      scene('help', 'the keys', ready, presses('?'), showsDialog),
    ],
  },
]
