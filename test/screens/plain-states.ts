import { expect } from 'playwright/test'
import { onArtifact, presses, reopenExplained, says, scene, shows, toQueue, ready, type Act, type Scene, type Step } from './arrange.ts'
import type { World } from './world.ts'

/** Every screen in the states that are the same for all: what it looks like while it reads, failed, and with nothing. */
const screens = [
  { place: 'queue', channel: 'queue.index' },
  { place: 'sessions', channel: 'sessions.list' },
  { place: 'projects', channel: 'projects.list' },
  { place: 'insights', channel: 'insights.overview' },
  { place: 'activity', channel: 'activity.list' },
  { place: 'people', channel: 'people.members' },
] as const
const empties = [
  { place: 'queue', channel: 'queue.index', text: /Nothing waits for you/ },
  { place: 'sessions', channel: 'sessions.list', text: /No sessions yet/ },
  { place: 'projects', channel: 'projects.list', text: /No projects yet/ },
] as const

const states: Scene[] = screens.flatMap(({ place, channel }) => [
  scene(
    `${place}-loading`,
    'while it is read',
    ({ answer }) => answer({ hang: [channel] }),
    ({ go }) => go(place),
    // It shows itself after 300 ms.
    ({ app: { page } }) => expect(page.locator('.blank.wait').first()).toHaveCSS('opacity', '1'),
  ),
  scene(
    `${place}-error`,
    'it could not be read',
    ({ answer }) => answer({ fail: [channel] }),
    ({ go }) => go(place),
    ({ app: { page } }) => expect(page.getByRole('alert').first()).toBeVisible(),
  ),
])

const nothingThere: Scene[] = empties.map(({ place, channel, text }) =>
  scene(
    `${place}-empty`,
    'nothing is there',
    ({ answer }) => answer({ empty: [channel] }),
    ({ go }) => go(place),
    says(text),
  ),
)

const pulling = { state: 'pulling', progress: { rows: 41_280, bytes: 28_400_000, total: 128_000, time_left_ms: 34_000 } }

/** It goes by itself after a while: each look at it begins with the claim that fails. */
const toldAgain: Step = async (world) => {
  await shows('claim-toggle')(world)
  await presses('w')(world)
  await shows('told')(world)
}

async function backToWork(world: World): Promise<void> {
  await world.answer({})
  await toQueue(world)
  await ready(world)
}

export const plainStates: Act = {
  name: 'nothing to see',
  open: reopenExplained,
  rest: backToWork,
  scenes: [
    ...states,
    ...nothingThere,
    scene('sync-pulling', 'the first pull, with the time left', ({ answer }) => answer({ but: { 'sync.status': pulling } }), says(/32 %, 40 s left/)),
    scene('profile-read-only', 'the profile’s folder takes no writes', ({ answer }) => answer({ but: { 'app.info': { profile: { folder: '/media/stick/countersign', storage: 'read_only' } } } }), shows('profile-notice')),
    scene('profile-full', 'its disk is full', ({ answer }) => answer({ but: { 'app.info': { profile: { folder: '/home/robin/.config/countersign', storage: 'full' } } } }), shows('profile-notice')),
    { ...scene('told', 'what failed and has no place of its own', ({ answer }) => answer({ fail: ['outbox.add'] }), onArtifact, toldAgain), show: toldAgain },
  ],
}
