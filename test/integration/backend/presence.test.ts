import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Viewer } from '../../../contract/presence.ts'
import { createBackend } from '../../../electron/backend/backend.ts'
import { createLog } from '../../../electron/shell/log.ts'
import { signedIn } from '../../support/clients.ts'
import { startTestStack, type TestStack, type TestUser } from '../../support/stack.ts'

/** Who looks at what: two colleagues' backends and a stranger's, on the real Realtime of the stack. */
let stack: TestStack
let workspaceId = ''
let anna: TestUser
let ben: TestUser
const ends: (() => void)[] = []

beforeAll(async () => {
  stack = await startTestStack()
  anna = await stack.createUser()
  ben = await stack.createUser()
  workspaceId = randomUUID()
  await stack.admin.query('insert into public.workspaces (id, name) values ($1, $2)', [workspaceId, 'Presence'])
  await stack.admin.query(`insert into public.workspace_memberships (workspace_id, user_id, role) values ($1, $2, 'owner'), ($1, $3, 'viewer')`, [workspaceId, anna.id, ben.id])
})
afterEach(() => ends.splice(0).forEach((end) => end()))
afterAll(() => stack.stop())

interface Desk {
  look: (item: string | null) => void
  /** resolves once the newest word about colleagues is so */
  until: (holds: (viewers: Viewer[]) => boolean) => Promise<Viewer[]>
  end: () => void
}

async function sit(user: TestUser, now?: () => number): Promise<Desk> {
  const session = (await (await signedIn(stack, user)).auth.getSession()).data.session
  if (session === null) throw new Error('not signed in')
  let last: Viewer[] = []
  const waiting = new Set<() => void>()
  const tokens = { accessToken: () => Promise.resolve(session.access_token), renew: () => Promise.resolve(session.access_token) }
  const backend = createBackend({
    connection: { url: stack.url, publishable_key: stack.publishable_key },
    tokens,
    fetch,
    log: createLog([]),
    presence: {
      userId: user.id,
      ...(now ? { now } : {}),
      onViewers: (viewers) => {
        last = viewers
        for (const look of waiting) look()
      },
    },
  })
  const up = new Promise<void>((resolve) => {
    ends.push(backend.subscribe([workspaceId], () => undefined, (isUp) => isUp && resolve(), () => undefined))
  })
  const end = ends.at(-1) ?? (() => undefined)
  await up
  return {
    look: (item) => backend.look(item === null ? null : { workspace_id: workspaceId, item_id: item }),
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds(last)) return
          waiting.delete(look)
          resolve(last)
        }
        waiting.add(look)
        look()
      }),
    end,
  }
}

it('colleagues see what one looks at, then what one looks at next, and nobody sees themselves', async () => {
  const [first, second] = [randomUUID(), randomUUID()]
  const [mine, theirs] = [await sit(anna), await sit(ben)]
  mine.look(first)
  expect(await theirs.until((viewers) => viewers.length > 0)).toEqual([{ workspace_id: workspaceId, user_id: anna.id, item_id: first, at: expect.any(String) as string }])
  theirs.look(first)
  expect((await mine.until((viewers) => viewers.length > 0)).map(({ user_id }) => user_id)).toEqual([ben.id])
  mine.look(second)
  await theirs.until((viewers) => viewers[0]?.item_id === second)
  mine.look(null)
  await theirs.until((viewers) => viewers.length === 0)
})

it('whoever leaves is gone; one who comes later hears of those who are there', async () => {
  const item = randomUUID()
  const mine = await sit(anna)
  mine.look(item)
  const theirs = await sit(ben)
  await theirs.until((viewers) => viewers.some(({ item_id }) => item_id === item))
  mine.end()
  await theirs.until((viewers) => viewers.length === 0)
})

it('a look that is older than ten minutes counts no more', async () => {
  const mine = await sit(anna, () => Date.now() - 11 * 60_000)
  const theirs = await sit(ben)
  const [old, fresh] = [randomUUID(), randomUUID()]
  mine.look(old)
  const again = await sit(anna)
  again.look(fresh)
  const viewers = await theirs.until((all) => all.length > 0)
  expect(viewers.map(({ item_id }) => item_id)).toEqual([fresh])
})
