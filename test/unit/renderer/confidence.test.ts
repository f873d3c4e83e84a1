import { describe, expect, test } from 'vitest'
import { boundsOf, rangeOf, settledRange, type Bounds } from '../../../renderer/features/queue/list/confidence.ts'

/** What is filtered by after each key. */
const typing = (from: Bounds, bound: keyof Bounds, ...texts: string[]) => texts.map((text) => rangeOf({ ...from, [bound]: text }))

describe('the agent’s confidence as a filter', () => {
  test('an upper bound that is typed figure by figure leaves the lower one as it is', () => {
    expect(typing({ min: '30', max: '100' }, 'max', '5', '59')).toEqual([null, { min: 30, max: 59 }])
  })

  test('an emptied field bounds nothing', () => {
    expect(typing({ min: '30', max: '59' }, 'min', '3', '')).toEqual([{ min: 3, max: 59 }, { min: 0, max: 59 }])
    expect(rangeOf({ min: '', max: '' })).toBeUndefined()
    expect(rangeOf(boundsOf(undefined))).toBeUndefined()
  })

  test('once the field is left, mixed-up bounds change places, and what is no per cent goes', () => {
    expect(settledRange({ min: '80', max: '20' }, undefined)).toEqual({ min: 20, max: 80 })
    expect(settledRange({ min: '101', max: '20' }, { min: 5, max: 20 })).toEqual({ min: 5, max: 20 })
    expect(settledRange({ min: '1.5', max: '' }, undefined)).toBeUndefined()
  })
})
