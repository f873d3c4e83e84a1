import { expect, test } from 'vitest'
import { allDown, started } from './fakes.ts'

test('a channel that the server closes is joined again after a pause, and what it did not say meanwhile is pulled', async () => {
  const all = await started()
  all.backend.channel(true)
  await all.clock.advance(1_000)
  expect(all.engine.status().realtime).toBe(true)
  const [joins, pulls] = [all.backend.count('subscribe'), all.backend.count('pull')]
  all.backend.loseChannel()
  expect(all.engine.status().realtime).toBe(false)
  expect(all.backend.subscribed).toEqual([])
  await all.clock.advance(1_000)
  expect(all.backend.count('subscribe')).toBe(joins + 1)
  all.backend.channel(true)
  await all.clock.advance(100)
  expect(all.engine.status().realtime).toBe(true)
  expect(all.backend.count('pull')).toBeGreaterThan(pulls)
})

test('one that is closed again and again is joined ever more seldom; one that held begins anew', async () => {
  const all = await started()
  all.random.value = 0.999
  const pauses: number[] = []
  const lose = async (heldMs: number) => {
    all.backend.channel(true)
    await all.clock.advance(heldMs)
    const [before, since] = [all.backend.count('subscribe'), all.clock.monotonic()]
    all.backend.loseChannel()
    while (all.backend.count('subscribe') === before) await all.clock.advance(100)
    pauses.push(Math.round((all.clock.monotonic() - since) / 1_000))
  }
  for (let times = 0; times < 4; times++) await lose(100)
  await lose(61_000)
  expect(pauses).toEqual([1, 2, 4, 8, 1])
})

test('once signed in again it is joined at once; after the end never', async () => {
  const all = await started()
  all.random.value = 0.999
  for (let times = 0; times < 5; times++) {
    all.backend.loseChannel()
    await all.clock.advance(20_000)
  }
  all.backend.loseChannel()
  const joins = all.backend.count('subscribe')
  all.backend.fail = { ...allDown }
  all.engine.wake('manual')
  await all.clock.advance(100)
  all.backend.fail = {}
  await all.clock.advance(1_000)
  expect(all.engine.status().state).toBe('live')
  expect(all.backend.count('subscribe')).toBe(joins + 1)
  all.backend.loseChannel()
  await all.engine.stop()
  await all.clock.advance(600_000)
  expect(all.backend.count('subscribe')).toBe(joins + 1)
})
