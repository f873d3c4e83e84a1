import { describe, expect, test } from 'vitest'
import { dayOf, endOfDay, startOfDay } from '../../../renderer/ui/days.ts'

describe('the day of a date field', () => {
  test('begins and ends by this computer’s clock', () => {
    expect(startOfDay('2026-11-25')).toBe(new Date(2026, 10, 25).toISOString())
    expect(startOfDay('2026-11-30', 1)).toBe(new Date(2026, 11, 1).toISOString())
    expect(endOfDay('2026-11-30')).toBe(new Date(2026, 10, 30, 23, 59, 59, 999).toISOString())
  })

  test('comes back as it was', () => {
    for (const day of ['2026-01-01', '2024-02-29', '1999-12-31']) expect([dayOf(startOfDay(day) ?? ''), dayOf(endOfDay(day) ?? '')]).toEqual([day, day])
    expect(dayOf(undefined)).toBe('')
  })

  test('counts once its year is typed: 2026 begins as 0002, and 12026 is none', () => {
    for (const day of ['', '0002-05-11', '0020-05-11', '0202-05-11', '12026-05-11', '2026-02-31', '2026-13-01']) expect([startOfDay(day), endOfDay(day)]).toEqual([null, null])
    expect(startOfDay('9999-12-31', 1)).toBeNull()
  })
})
