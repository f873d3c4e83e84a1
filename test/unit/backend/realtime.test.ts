import { expect, test } from 'vitest'
import { createRealtime } from '../../../electron/backend/realtime.ts'
import { createLog } from '../../../electron/shell/log.ts'

// What a channel says and how it ends is tried on the stack's own Realtime (test/integration/backend).
const realtime = () =>
  createRealtime({
    // No address: the socket cannot even be made.
    connection: { url: undefined as unknown as string, publishable_key: 'sb_publishable_abcdefgh' },
    tokens: { accessToken: () => Promise.resolve('t'), renew: () => Promise.resolve('t') },
    presence: null,
    log: createLog([]),
  })

test('a subscription that cannot be begun is lost, so that somebody begins another', async () => {
  await new Promise<void>((resolve) => realtime().subscribe(['w'], () => undefined, () => undefined, resolve))
})

test('one that has ended meanwhile is not', async () => {
  let lost = 0
  const first = realtime()
  first.subscribe(['w'], () => undefined, () => undefined, () => lost++)()
  // A second one takes the same way and is heard after it.
  await new Promise<void>((resolve) => first.subscribe(['w'], () => undefined, () => undefined, resolve))
  expect(lost).toBe(0)
})
