import { expect } from 'playwright/test'
import { currentItem, nextItem, pane, signIn, type Person } from '../support/drive.ts'
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
  show?(world: World): Promise<void>
}

/** Scenes that share one start of the app. */
export interface Act {
  name: string
  /** starts the app and brings it to where each scene begins */
  open(world: World): Promise<void>
  /** from any scene's end to where the next begins; default: to the queue, everything else closed */
  rest?(world: World): Promise<void>
  scenes: readonly Scene[]
}

export const live = (world: World) => expect(world.app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
export const press = async ({ app: { page } }: World, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
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
  await expect(pane(page)).toBeVisible()
}

/** Moves on until something of this kind is on screen. */
export async function untilKind(world: World, kind: 'artifact' | 'checkpoint'): Promise<string> {
  const { page } = world.app
  for (;;) {
    const id = await currentItem(page)
    if ((await pane(page).getAttribute('data-item-kind')) === kind) return id
    await page.keyboard.press('j')
    await nextItem(page, id)
  }
}

/** One statement, as the server would see the person's own plain table write. */
async function writeAs({ stack }: World, { email }: Person, statement: string, values: unknown[]): Promise<void> {
  const client = await stack.admin.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>('select id from auth.users where email = $1', [email])
    await client.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub: rows[0]?.id, role: 'authenticated' })])
    await client.query('set local role authenticated')
    await client.query(statement, values)
    await client.query('commit')
  } finally {
    client.release()
  }
}

export const decideAs = (world: World, person: Person, artifact: string) =>
  writeAs(world, person, "update public.work_artifacts set status = 'rejected', review_feedback = 'The second table is a year old.' where id = $1", [artifact])

export const commentAs = (world: World, person: Person, artifact: string, body: string) => writeAs(world, person, 'insert into public.comments (artifact_id, body) values ($1, $2)', [artifact, body])

export const shows = (testId: string) => async (world: World) => expect(world.app.page.getByTestId(testId)).toBeVisible()
export const says = (world: World, text: RegExp | string) => expect(world.app.page.getByText(text).first()).toBeVisible()

/** The owner's app, as it opens by itself once they have signed in. */
export async function reopen(world: World): Promise<void> {
  await world.open('owner')
  if (await isSignedOut(world)) await signIn(world.app.page, world.people.owner, 'key_file')
  await live(world)
  await currentItem(world.app.page)
}

async function isSignedOut({ app: { page } }: World): Promise<boolean> {
  await page.getByTestId('sign-in').or(pane(page)).first().waitFor()
  return await page.getByTestId('sign-in').isVisible()
}
