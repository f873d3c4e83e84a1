import type { RealtimeChannel } from '@supabase/supabase-js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Presence } from '../../../electron/backend/presence.ts'

/** When a look is told. What colleagues hear of it is tried on the real Realtime in test/integration/backend. */
const workspace_id = 'ws'
let told: (string | null)[]
let presence: Presence

beforeEach(() => {
  vi.useFakeTimers()
  told = []
  const channel = {
    on: () => channel,
    presenceState: () => ({}),
    track: ({ item_id }: { item_id: string }) => Promise.resolve(void told.push(item_id)),
    untrack: () => Promise.resolve(void told.push(null)),
  }
  presence = new Presence({ userId: 'me', onViewers: () => undefined })
  presence.follow(workspace_id, channel as unknown as RealtimeChannel)
  presence.joined(workspace_id, true)
})
afterEach(() => {
  presence.forget()
  vi.useRealTimers()
})

test('a colleague whose clock is years ahead keeps nobody busy', () => {
  let asked = 0
  const entry = { user_id: '00000000-0000-4000-8000-0000000000a2', item_id: '00000000-0000-4000-8000-0000000000e1', at: '2199-01-01T00:00:00.000Z' }
  const channel = { on: () => channel, presenceState: () => (asked++, { a: [entry] }), track: () => Promise.resolve(), untrack: () => Promise.resolve() }
  const heard: unknown[] = []
  const beside = new Presence({ userId: 'me', onViewers: (viewers) => heard.push(viewers) })
  beside.follow('other', channel as unknown as RealtimeChannel)
  beside.joined('other', true)
  expect(heard).toEqual([[expect.objectContaining({ user_id: entry.user_id })]])
  vi.advanceTimersByTime(60_000)
  expect(asked).toBeLessThan(3)
  beside.forget()
})

const look = (item_id: string) => presence.look({ workspace_id, item_id })

test('walking through items is not looking at them', () => {
  for (const item of ['a', 'b', 'c']) {
    look(item)
    vi.advanceTimersByTime(700)
  }
  expect(told).toEqual([])
  vi.advanceTimersByTime(100)
  expect(told).toEqual(['c'])
})

test('the earlier look is taken back before the next is told, and at the end', () => {
  look('a')
  vi.advanceTimersByTime(800)
  look('b')
  vi.advanceTimersByTime(800)
  presence.look(null)
  vi.advanceTimersByTime(800)
  expect(told).toEqual(['a', null, 'b', null])
})

test('a look that could not be told is told when the channel is joined', () => {
  presence.joined(workspace_id, false)
  look('a')
  vi.advanceTimersByTime(800)
  expect(told).toEqual([])
  presence.joined(workspace_id, true)
  expect(told).toEqual(['a'])
})
