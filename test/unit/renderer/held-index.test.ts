import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Loaded, QueueBuffer } from '../../../renderer/features/queue/buffer.ts'
import { HeldIndex, type Order } from '../../../renderer/features/queue/held-index.ts'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const order = (...keys: number[]): Order => ({ keys: Int32Array.from(keys), sessions: null, askedAt: 0 })
const artifact = (state: 'ready' | 'wanted') => ({ detail: { kind: 'artifact', content: { state } } }) as Loaded

/** One is on 10 of [10, 20, 30, 40], all of them here. */
function rig() {
  const model = new QueueModel()
  model.merge(order(10, 20, 30, 40).keys)
  const here = new Map([10, 20, 30, 40].map((key) => [key, artifact('ready')]))
  const merged: number[][] = []
  const held = new HeldIndex(model, { get: (key: number) => here.get(key) } as QueueBuffer, ({ keys }) => void merged.push([...keys]))
  return { model, here, held, merged }
}

test('an order whose next items are here is followed at once', () => {
  const { held, merged } = rig()
  expect(held.offer(order(10, 20, 30, 40, 50), false)).toBe(false)
  expect(merged).toEqual([[10, 20, 30, 40, 50]])
})

test('one that puts an item before them is kept back until the item and its content are here', () => {
  const { here, held, merged } = rig()
  expect(held.offer(order(10, 15, 20, 30), false)).toBe(true)
  expect(held.next(2)).toEqual([15, 20])
  here.set(15, artifact('wanted'))
  held.look()
  expect(merged).toEqual([])
  here.set(15, artifact('ready'))
  held.look()
  expect([merged, held.next(2)]).toEqual([[[10, 15, 20, 30]], []])
  vi.advanceTimersByTime(5_000)
  expect(merged).toHaveLength(1)
})

test('nothing is kept back for long: the newest is followed a second after the first', () => {
  const { held, merged } = rig()
  held.offer(order(10, 15, 20), false)
  vi.advanceTimersByTime(900)
  held.offer(order(10, 15, 16, 20), false)
  vi.advanceTimersByTime(100)
  expect(merged).toEqual([[10, 15, 16, 20]])
})

test('what one decided meanwhile does not come next', () => {
  const { model, held } = rig()
  model.takeCurrent()
  held.offer(order(10, 15, 20, 25, 30), false)
  expect(held.next(2)).toEqual([25, 30])
})

test.each([
  ['the current item has left the queue', order(15, 20, 30), false],
  ['somebody waits for it', order(10, 15, 20), true],
])('nothing is kept back where %s', (_, newer, urgent) => {
  const { held, merged } = rig()
  expect(held.offer(newer, urgent)).toBe(false)
  expect(merged).toEqual([[...newer.keys]])
})

test('with another queue it is forgotten', () => {
  const { held, merged } = rig()
  held.offer(order(10, 15, 20), false)
  held.drop()
  vi.advanceTimersByTime(5_000)
  expect(merged).toEqual([])
})
