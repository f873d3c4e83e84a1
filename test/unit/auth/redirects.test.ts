import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AppError } from '../../../contract/errors.ts'
import { checkReachable } from '../../../electron/auth/connection.ts'
import { askOffers, clientAs, exchangeCode, setPassword, signInWithPassword } from '../../../electron/auth/sign-in.ts'
import { exchangeRefreshToken } from '../../../electron/auth/supabase.ts'
import { memoryVault } from '../../../electron/auth/vault.ts'
import { createCall } from '../../../electron/backend/rpc.ts'
import { withoutRedirects } from '../../../electron/shell/redirects.ts'
import { startFaultProxy, type FaultProxy } from '../../support/proxy.ts'

/** A proxy that answers in the server's place and leads to another host, and what that host gets to see. */
let proxy: FaultProxy
let elsewhere: FaultProxy
let status = 307
const connection = { url: '', publishable_key: 'sb_publishable_for_a_test' }

beforeAll(async () => {
  ;[proxy, elsewhere] = await Promise.all([startFaultProxy('http://127.0.0.1:1'), startFaultProxy('http://127.0.0.1:1')])
  proxy.fault = () => ({ kind: 'answer', status, headers: { location: `${elsewhere.url}/auth/v1/token` } })
  elsewhere.fault = () => ({ kind: 'answer', status: 200, body: '{}' })
  connection.url = proxy.url
})
afterAll(() => Promise.all([proxy.stop(), elsewhere.stop()]))
beforeEach(() => {
  elsewhere.passed.length = 0
  status = 307
})

const safe = withoutRedirects(fetch)
const attempt = () => ({ connection, storage: memoryVault() })
const refused = { code: 'network', retry: true, message: expect.stringContaining('leads to another address') as string }

test.each([301, 302, 303, 307, 308])('a password does not follow a %d', async (redirect) => {
  status = redirect
  await expect(signInWithPassword(attempt(), 'ada@example.com', 'a password', safe)).rejects.toMatchObject(refused)
  expect(elsewhere.passed).toEqual([])
})

test('a refresh token does not follow, and the session is not ended for it', async () => {
  const result = await exchangeRefreshToken(connection, 'a refresh token', safe)
  expect([result.outcome, 'error' in result && result.error.message]).toEqual(['failed', refused.message])
  expect(elsewhere.passed).toEqual([])
})

test('neither does any other call that carries a secret', async () => {
  const calls: [string, () => Promise<unknown>][] = [
    ['a new password', async () => setPassword(await clientAs(connection, 'a token', safe), 'another password')],
    ['a link’s code', async () => {
      const storage = memoryVault()
      await storage.setItem('session-code-verifier', JSON.stringify('a verifier'))
      return exchangeCode({ connection, storage } as never, 'a code', safe)
    }],
    ['the key, asked for offers', () => askOffers(connection, safe)],
    ['the key, when it is entered', () => checkReachable(connection, safe)],
  ]
  for (const [name, call] of calls) await expect(call(), name).rejects.toMatchObject(refused)
  const tokens = { accessToken: () => Promise.resolve('a token'), renew: () => Promise.resolve('a token') }
  const failure = await createCall({ connection, tokens, fetch: safe })('rpc/sync_pull', { method: 'POST', body: '{}' }, { timeoutMs: 5_000 }).catch((error: AppError) => error)
  expect(failure).toMatchObject({ failure: 'network', message: refused.message })
  expect(elsewhere.passed).toEqual([])
})
