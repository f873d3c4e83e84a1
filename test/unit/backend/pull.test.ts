import { expect, test } from 'vitest'
import { askedForTables } from '../../../contract/feed.ts'
import { createBackend } from '../../../electron/backend/backend.ts'
import type { Fetch } from '../../../electron/shell/network.ts'
import { createLog } from '../../../electron/shell/log.ts'

const json = (status: number, value: unknown) => new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })

/** A backend, and what its pulls asked for: the names of their arguments. */
function setUp(answer: (args: Record<string, unknown>) => Response) {
  const asked: string[][] = []
  const fetch: Fetch = (_url, init) => {
    const args = JSON.parse(String(init?.body)) as Record<string, unknown>
    asked.push(Object.keys(args).sort())
    return Promise.resolve(answer(args))
  }
  const tokens = { accessToken: () => Promise.resolve('token'), renew: () => Promise.resolve('token') }
  const backend = createBackend({ connection: { url: 'https://x.supabase.co', publishable_key: 'k' }, tokens, fetch, log: createLog([]) })
  return { asked, pull: async () => JSON.parse(new TextDecoder().decode(await backend.pull('w', null, 10))) as unknown }
}
const plain = ['cursor', 'row_limit', 'workspace']
const withTables = ['cursor', 'row_limit', 'tables', 'workspace']

test('a pull asks for all tables', async () => {
  const { asked, pull } = setUp(({ tables }) => json(200, { tables }))
  expect(await pull()).toEqual({ tables: [...askedForTables] })
  expect(asked).toEqual([withTables])
})

test('a server that does not know the argument is asked without it, and from then on only so', async () => {
  const { asked, pull } = setUp(({ tables }) => (tables === undefined ? json(200, {}) : json(404, { code: 'PGRST202', message: 'no such function' })))
  await pull()
  await pull()
  expect(asked).toEqual([withTables, plain, plain])
})

test('a server that does not know the function at all is no reason to stop asking for the tables', async () => {
  const { asked, pull } = setUp(() => json(404, { code: 'PGRST202', message: 'no such function' }))
  await expect(pull()).rejects.toMatchObject({ failure: 'schema' })
  await expect(pull()).rejects.toMatchObject({ failure: 'schema' })
  expect(asked).toEqual([withTables, plain, withTables, plain])
})
