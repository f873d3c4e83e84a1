import { describe, expect, test } from 'vitest'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'

/** Keys by session: the hundreds of a key are its session. */
const sessionOf = (key: number) => Math.floor(key / 100)
const startsOf = (keys: readonly number[]) => Int32Array.from(keys.flatMap((key, i) => (i === 0 || sessionOf(key) !== sessionOf(keys[i - 1] ?? 0) ? [i] : [])))

function grouped(...keys: number[]): QueueModel {
  const model = new QueueModel()
  model.merge(Int32Array.from(keys), startsOf(keys))
  return model
}

/** The list as it is drawn: heads as `# session, items`, rows as their keys. */
function drawn(model: QueueModel): (string | number)[] {
  const lines: (string | number)[] = []
  for (let line = 0; line < model.lines; line++) {
    const row = model.rowAt(line)
    const key = model.keyAt(row) ?? 0
    lines.push(model.lineOf(row) === line ? key : `# ${sessionOf(key)}, ${model.groupOf(row)?.size}`)
  }
  return lines
}

describe('a queue by session', () => {
  test('has a line of its own above each session, with how many of its items wait', () => {
    expect(drawn(grouped(101, 102, 300, 201, 202))).toEqual(['# 1, 2', 101, 102, '# 3, 1', 300, '# 2, 2', 201, 202])
    expect(grouped(101, 102, 300).groupOf(1)).toEqual({ group: 0, first: 0, size: 2 })
  })

  test('and none where sessions are not kept together', () => {
    const model = new QueueModel()
    model.merge(Int32Array.of(101, 300))
    expect([model.lines, model.lineOf(1), model.rowAt(1), model.groupOf(0)]).toEqual([2, 1, 1, null])
  })

  test('moving and deciding know rows only: a head is never current', () => {
    const model = grouped(101, 300, 201)
    expect([model.move(1), model.move(1), model.move(1)]).toEqual([300, 201, null])
    expect(model.currentRow).toBe(2)
    expect(model.lineOf(model.currentRow)).toBe(5)
    model.move(-1)
    // The last item of a session takes its head along; undone, both are back.
    expect(model.takeCurrent()).toBe(201)
    expect(drawn(model)).toEqual(['# 1, 1', 101, '# 2, 1', 201])
    model.putBack(300, 201)
    expect(drawn(model)).toEqual(['# 1, 1', 101, '# 3, 1', 300, '# 2, 1', 201])
  })

  test('an item that comes back after the index has dropped it stands in the queue until the next one', () => {
    const model = grouped(101, 102, 201)
    model.takeCurrent()
    model.merge(Int32Array.of(102, 201), Int32Array.of(0, 1))
    model.putBack(101, 102)
    expect(drawn(model)).toEqual(['# 1, 2', 101, 102, '# 2, 1', 201])
    model.takeCurrent()
    model.merge(Int32Array.of(101, 201), Int32Array.of(0, 1))
    model.putBack(102, 201)
    expect(drawn(model).filter((line) => typeof line === 'number')).toEqual([101, 102, 201])
  })

  test('agrees with a plain list through thousands of random steps', () => {
    let seed = 7
    const random = (n: number) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % n
    let list = Array.from({ length: 400 }, (_, i) => i * 3)
    const model = grouped(...list)
    const taken: { key: number; follower: number | null }[] = []
    for (let step = 0; step < 3_000; step++) {
      switch (random(4)) {
        case 0: {
          const key = model.current
          if (key === null) break
          list = list.filter((other) => other !== key)
          taken.push({ key, follower: model.takeCurrent() })
          break
        }
        case 1:
          model.move(random(2) === 0 ? 1 : -1)
          break
        case 2: {
          const back = taken.pop()
          if (back === undefined) break
          list = [...list, back.key].sort((a, b) => a - b)
          model.putBack(back.key, back.follower)
          break
        }
        case 3: {
          if (random(20) > 0) break
          list = [...new Set([...list, random(1_200)])].sort((a, b) => a - b)
          taken.length = 0
          model.merge(Int32Array.from(list), startsOf(list))
        }
      }
      const expected = list.flatMap((key, i) => (i === 0 || sessionOf(key) !== sessionOf(list[i - 1] ?? 0) ? ['#', key] : [key]))
      expect(model.lines).toBe(expected.length)
      const line = random(expected.length + 1)
      const at = expected[line]
      const row = model.rowAt(line)
      expect(model.keyAt(row)).toBe(at === '#' ? expected[line + 1] : at)
      if (at !== undefined) expect(model.lineOf(row)).toBe(at === '#' ? line + 1 : line)
      const key = list[random(list.length)]
      if (key === undefined) continue
      expect(model.groupOf(model.rowOf(key))?.size).toBe(list.filter((other) => sessionOf(other) === sessionOf(key)).length)
    }
  })
})
