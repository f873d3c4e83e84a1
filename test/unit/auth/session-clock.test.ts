import { expect, test } from 'vitest'
import { openSession } from '../../../electron/auth/session.ts'
import { memoryVault } from '../../../electron/auth/vault.ts'
import { createLog } from '../../../electron/shell/log.ts'
import type { Fetch } from '../../../electron/shell/network.ts'

const hour = 3_600
const day = 24 * hour * 1_000

/** A session whose wall clock the test sets, against an auth server that counts renewals. */
async function rig() {
  const clock = { now: Date.UTC(2026, 2, 29) }
  let renewals = 0
  const user = { id: '00000000-0000-4000-8000-0000000000a1', aud: 'authenticated', app_metadata: {}, user_metadata: {}, created_at: '2026-01-01T00:00:00Z' }
  const answer = () => ({ access_token: `access-${renewals}`, refresh_token: `refresh-${renewals}`, token_type: 'bearer', expires_in: hour, expires_at: Math.floor(Date.now() / 1_000) + hour, user })
  const fetch: Fetch = async () => {
    renewals += 1
    return Response.json(answer())
  }
  const session = await openSession({
    connection: { url: 'http://127.0.0.1:1', publishable_key: 'sb_publishable_for_a_test' },
    vault: memoryVault(),
    fetch,
    log: createLog([]),
    now: () => clock.now,
  })
  await session.adopt(answer() as never)
  return { session, clock, renewals: () => renewals }
}

test.each([
  ['a day ahead', day],
  ['an hour ahead: summer time begins', day / 24],
])('a clock set %s costs one renewal, not one per call', async (_, ms) => {
  const { session, clock, renewals } = await rig()
  clock.now += ms
  for (let call = 0; call < 5; call++) expect(await session.accessToken()).toBe('access-1')
  expect(renewals()).toBe(1)
  session.stop()
})

test.each([
  ['a day back', -day],
  ['an hour back: summer time ends', -day / 24],
])('a clock set %s: the token is used until the server refuses it, then renewed once', async (_, ms) => {
  const { session, clock, renewals } = await rig()
  clock.now += ms
  expect(await session.accessToken()).toBe('access-0')
  clock.now += (hour + 60) * 1_000
  const stale = await session.accessToken()
  const renewed = await session.renew(stale)
  expect(renewed).toBe('access-1')
  expect(await session.accessToken()).toBe('access-1')
  expect(renewals()).toBe(1)
  expect(session.refused()).toBeNull()
  session.stop()
})
