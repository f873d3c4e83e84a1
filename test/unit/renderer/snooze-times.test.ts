import { describe, expect, test } from 'vitest'
import { endOf } from '../../../renderer/features/queue/list/Progress.tsx'
import { snoozeTimes } from '../../../renderer/features/queue/list/snooze-times.ts'

const at = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute)
const named = (now: Date) => Object.fromEntries(snoozeTimes(now).map(({ label, until }) => [label, until]))

describe('snoozing', () => {
  test('on a Monday morning: in three hours, tomorrow and next Monday at eight', () => {
    expect(named(at(5, 9, 40))).toEqual({ 'Later today': at(5, 12), Tomorrow: at(6, 8), 'Next week': at(12, 8) })
  })

  test.each([
    ['Sunday', 11, 12],
    ['Saturday', 10, 12],
    ['Tuesday', 6, 12],
  ])('next week from a %s is the Monday that follows', (_, day, monday) => {
    expect(named(at(day, 9))['Next week']).toEqual(at(monday, 8))
  })

  test('late in the evening there is no later today', () => {
    expect(Object.keys(named(at(5, 20, 59)))).toEqual(['Later today', 'Tomorrow', 'Next week'])
    expect(Object.keys(named(at(5, 21)))).toEqual(['Tomorrow', 'Next week'])
  })
})

describe('when a queue is empty at this pace', () => {
  const now = at(5, 9)

  test('by the clock today, in days after it', () => {
    expect(endOf(30, 30, 60, now)).toMatch(/^by .*10/)
    expect(endOf(30, 30, 2 * 24 * 60, now)).toBe('in 2 d')
  })

  test('nothing is said of too little, of nothing left, and of what is far away', () => {
    expect([endOf(4, 30, 60, now), endOf(30, 1, 60, now), endOf(30, 30, 0, now), endOf(5, 30, 100_000, now)]).toEqual([null, null, null, null])
  })
})
