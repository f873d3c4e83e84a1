import { describe, expect, test } from 'vitest'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'

function queueOf(...keys: number[]): QueueModel {
  const model = new QueueModel()
  model.merge(Int32Array.from(keys))
  return model
}
const all = (model: QueueModel) => model.rows(0, model.size + 10)

describe('deciding', () => {
  test('begins with the oldest and goes on to the next', () => {
    const model = queueOf(10, 20, 30)
    expect(model.current).toBe(10)
    expect(model.takeCurrent()).toBe(20)
    expect(model.takeCurrent()).toBe(30)
    expect(all(model)).toEqual([30])
    expect(model.takeCurrent()).toBeNull()
    expect(model.size).toBe(0)
    expect(model.current).toBeNull()
  })

  test('at the end goes to the last that is left', () => {
    const model = queueOf(1, 2, 3)
    model.select(3)
    expect(model.takeCurrent()).toBe(2)
    expect(model.currentRow).toBe(1)
  })

  test('in the middle leaves the skipped ones where they are', () => {
    const model = queueOf(1, 2, 3, 4)
    model.move(1)
    expect(model.takeCurrent()).toBe(3)
    expect(all(model)).toEqual([1, 3, 4])
    expect(model.currentRow).toBe(1)
  })

  test('undone it is back in its place', () => {
    const model = queueOf(1, 2, 3)
    model.takeCurrent()
    model.takeCurrent()
    model.putBack(1, 2)
    expect(all(model)).toEqual([1, 3])
    model.select(1)
    expect(model.currentRow).toBe(0)
  })

  test('undone after the index has dropped it, it stands before the one that followed', () => {
    const model = queueOf(1, 2, 3, 4)
    model.move(1)
    const follower = model.takeCurrent()
    model.merge(Int32Array.of(1, 3, 4))
    model.putBack(2, follower)
    expect(all(model)).toEqual([1, 2, 3, 4])
    expect(model.current).toBe(3)
    model.merge(Int32Array.of(1, 2, 3, 4))
    expect(all(model)).toEqual([1, 2, 3, 4])
  })

  test('of something that was never taken, putting back changes nothing', () => {
    const model = queueOf(1, 2)
    model.putBack(2, null)
    expect(all(model)).toEqual([1, 2])
  })
})

describe('a newer index', () => {
  test('with arrivals before and after never changes what one looks at', () => {
    const model = queueOf(5, 6, 7)
    model.select(6)
    model.merge(Int32Array.of(1, 2, 5, 6, 7, 8))
    expect(model.current).toBe(6)
    expect(model.currentRow).toBe(3)
    expect(model.currentIsGone).toBe(false)
  })

  test('that was read before the decision does not bring it back', () => {
    const model = queueOf(1, 2, 3)
    model.takeCurrent()
    model.merge(Int32Array.of(1, 2, 3, 4))
    expect(all(model)).toEqual([2, 3, 4])
    expect(model.current).toBe(2)
  })

  test('brings back what had left it once: reopened by somebody, or refused', () => {
    const model = queueOf(1, 2, 3)
    model.takeCurrent()
    model.merge(Int32Array.of(2, 3))
    model.merge(Int32Array.of(1, 2, 3))
    expect(all(model)).toEqual([1, 2, 3])
    expect(model.current).toBe(2)
  })

  test('without the current one keeps it on screen and goes on behind it', () => {
    const model = queueOf(1, 2, 3, 4)
    model.select(2)
    model.merge(Int32Array.of(1, 3, 4))
    expect(model.current).toBe(2)
    expect(model.currentIsGone).toBe(true)
    expect(model.rowOf(2)).toBe(-1)
    expect(model.move(1)).toBe(3)
  })

  test('without the current one, back goes to what stood before it', () => {
    const model = queueOf(1, 2, 3)
    model.select(2)
    model.merge(Int32Array.of(1, 3))
    expect(model.move(-1)).toBe(1)
  })

  test('of an empty queue puts the first arrival on screen', () => {
    const model = queueOf()
    expect(model.current).toBeNull()
    model.merge(Int32Array.of(9))
    expect(model.current).toBe(9)
  })

  test('that is empty leaves the item on screen, with nowhere to go', () => {
    const model = queueOf(1, 2)
    model.merge(new Int32Array())
    expect(model.current).toBe(1)
    expect(model.move(1)).toBeNull()
    expect(model.takeCurrent()).toBeNull()
  })
})

describe('leaving an item that is gone', () => {
  test('goes to the one that follows, which it may have to wait for no longer', () => {
    const model = queueOf(1, 2, 3)
    model.move(1)
    model.merge(Int32Array.of(1, 3))
    expect([model.current, model.currentIsGone]).toEqual([2, true])
    model.leaveGone()
    expect([model.current, model.currentRow, model.currentIsGone]).toEqual([3, 1, false])
  })

  test('at the end to the last, and to nothing when the queue is empty', () => {
    const model = queueOf(1, 2)
    model.select(2)
    model.merge(Int32Array.of(1))
    model.leaveGone()
    expect(model.current).toBe(1)
    model.merge(new Int32Array())
    model.leaveGone()
    expect(model.current).toBeNull()
  })
})

test('agrees with a plain list through thousands of random steps', () => {
  let seed = 42
  const random = (n: number) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % n
  const model = queueOf(...Array.from({ length: 300 }, (_, i) => i * 2))
  let list = Array.from({ length: 300 }, (_, i) => i * 2)
  let current: number | null = 0
  for (let step = 0; step < 5_000; step++) {
    const at: number = current === null ? -1 : list.indexOf(current)
    switch (random(4)) {
      case 0: {
        if (current === null) break
        const taken: number = current
        list = list.filter((key) => key !== taken)
        current = list[Math.min(at, list.length - 1)] ?? null
        expect(model.takeCurrent()).toBe(current)
        break
      }
      case 1:
        current = list[at + 1] ?? current
        model.move(1)
        break
      case 2:
        current = list[at - 1] ?? current
        model.move(-1)
        break
      case 3: {
        // Arrivals anywhere; what is being looked at stays.
        list = [...new Set([...list, random(100_000)])].sort((a, b) => a - b)
        model.merge(Int32Array.from(list))
        current ??= list[0] ?? null
      }
    }
    expect(model.current).toBe(current)
    expect(model.size).toBe(list.length)
    if (current !== null) expect(model.currentRow).toBe(list.indexOf(current))
    const row = random(list.length + 1)
    expect(model.keyAt(row)).toBe(list[row])
  }
})
