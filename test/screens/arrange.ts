import { expect } from 'playwright/test'
import { currentItem, nextItem, pane, signIn, type Person } from '../support/drive.ts'
import { rejectAs, writeAs } from '../support/queries.ts'
import { settle } from './looks.ts'
import type { World } from './world.ts'

/** One state of one screen. */
export interface Scene {
  /** of its pictures' files */
  name: string
  /** what is to be seen, for the contact sheet */
  what: string
  /** from the queue (or the gate that the act opens) to the state */
  arrange(world: World): Promise<void>
  /** brings what it is about into sight, at each size of the window */
  show?(world: World): Promise<unknown>
  /** a window of the system's own: photographed as it stands on the display, at one size, and nothing for axe */
  native?: true
}

/** One thing to do, or to wait for, on the way to a state. */
export type Step = (world: World) => Promise<unknown>

/** A state that is reached by these steps, one after the other. */
export const scene = (name: string, what: string, ...steps: readonly Step[]): Scene => ({ name, what, arrange: (world) => inOrder(world, steps) })

async function inOrder(world: World, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await step(world)
}

/** Scenes that share one start of the app. */
export interface Act {
  name: string
  /** starts the app and brings it to where each scene begins */
  open(world: World): Promise<unknown>
  /** from any scene's end to where the next begins; default: to the queue, everything else closed */
  rest?(world: World): Promise<unknown>
  scenes: readonly Scene[]
}

export const live: Step = (world) => expect(world.app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
export const shows =
  (testId: string): Step =>
  ({ app: { page } }) =>
    expect(page.getByTestId(testId).first()).toBeVisible()
export const says =
  (text: RegExp | string): Step =>
  ({ app: { page } }) =>
    expect(page.getByText(text).first()).toBeVisible()
export const showsDialog: Step = ({ app: { page } }) => expect(page.getByRole('dialog')).toBeVisible()
export const clicks =
  (testId: string): Step =>
  ({ app: { page } }) =>
    page.getByTestId(testId).first().click()
export const clicksOn =
  (button: string | RegExp): Step =>
  ({ app: { page } }) =>
    page.getByRole('button', { name: button }).first().click()
export const types =
  (testId: string, text: string): Step =>
  ({ app: { page } }) =>
    page.getByTestId(testId).fill(text)
export const presses =
  (...keys: readonly string[]): Step =>
  async ({ app: { page } }) => {
    for (const key of keys) await page.keyboard.press(key)
  }
/** Another arrangement of the window begins with the item itself: what was open is opened again. */
export const opened =
  (testId: string, ...keys: readonly string[]): Step =>
  (world) =>
    expect(async () => {
      const what = world.app.page.getByTestId(testId)
      if (!(await what.isVisible())) await presses(...keys)(world)
      await expect(what).toBeVisible({ timeout: 1_000 })
      await settle(world)
      await expect(what).toBeVisible({ timeout: 100 })
    }).toPass()

/** An item is on screen that may be decided. */
export const ready: Step = ({ app: { page } }) => currentItem(page)
/** Goes there, and waits for what stands there once it was read. */
export const at =
  (place: string, testId: string): Step =>
  async (world) => {
    await world.go(place)
    await shows(testId)(world)
  }
/** Scrolls to it; what is tall begins at the top, anything else ends at the bottom unless it is to be in the middle. */
export const intoView =
  (testId: string, small: 'end' | 'center' = 'end'): Step =>
  ({ app: { page } }) =>
    page.getByTestId(testId).first().evaluate((element, block) => element.scrollIntoView({ block: element.clientHeight > 400 ? 'start' : block }), small)

/** Decides what is on screen by a key, and waits for the next. */
export async function decide({ app: { page } }: World, key: string): Promise<string> {
  const id = await currentItem(page)
  await page.keyboard.press(key)
  await nextItem(page, id)
  return id
}

/** Signed in, everything there, an item on screen. */
export async function enter(world: World, person: Person, keyStore: 'key_file' | 'passphrase' = 'key_file'): Promise<void> {
  await signIn(world.app.page, person, keyStore)
  await live(world)
  await currentItem(world.app.page)
}

export async function toQueue(world: World): Promise<void> {
  const { page } = world.app
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
  await world.go('queue')
  await expect(pane(page).or(page.getByTestId('queue-narrowed'))).toBeVisible()
}

/** Moves on until something of this kind is on screen. */
export async function untilKind(world: World, kind: 'artifact' | 'checkpoint'): Promise<string> {
  const { page } = world.app
  for (;;) {
    const id = await currentItem(page)
    if ((await pane(page).getAttribute('data-item-kind')) === kind) return id
    await decide(world, 'j')
  }
}
export const onArtifact: Step = (world) => untilKind(world, 'artifact')

/** Opens the newest waiting artifact of the owner's workspace of which this holds, in SQL: the oldest may be decided here already. */
export const onArtifactWhere =
  (holds: string): Step =>
  async ({ app: { page }, stack, people: { owner }, go }) => {
    const { rows } = await stack.admin.query<{ id: string }>(`select id from public.work_artifacts where status = 'pending' and workspace_id = $1 and (${holds}) order by created_at desc, id limit 1`, [owner.workspace])
    const id = rows[0]?.id
    if (id === undefined) throw new Error(`no artifact waits where ${holds}`)
    await go(`queue/artifact/${id}`)
    await expect.poll(() => currentItem(page)).toBe(id)
  }

export const decideAs = ({ stack }: World, { email }: Person, artifact: string) => rejectAs(stack, email, artifact, 'The second table is a year old.')

export const commentAs = ({ stack }: World, { email }: Person, artifact: string, body: string) =>
  writeAs(stack, email, 'insert into public.comments (artifact_id, body) values ($1, $2)', [artifact, body])

/** The owner's app, as it opens by itself once they have signed in. */
export async function reopen(world: World): Promise<void> {
  await world.open('owner')
  if (await isSignedOut(world)) await signIn(world.app.page, world.people.owner, 'key_file')
  await live(world)
  await currentItem(world.app.page)
}

/** The same with the first hint read, as it is every day. */
export async function reopenExplained(world: World): Promise<void> {
  await reopen(world)
  const explained = world.app.page.getByTestId('first-minutes-done')
  if (await explained.isVisible()) await explained.click()
}

async function isSignedOut({ app: { page } }: World): Promise<boolean> {
  await page.getByTestId('sign-in').or(pane(page)).first().waitFor()
  return await page.getByTestId('sign-in').isVisible()
}
