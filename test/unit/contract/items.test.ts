import { describe, expect, test } from 'vitest'
import { withWords } from '../../../contract/items.ts'

describe('words that are put back to a draft', () => {
  test('stand alone, or behind what has been written meanwhile', () => {
    expect(withWords('', 'Too short')).toBe('Too short')
    expect(withWords(' \n', 'Too short')).toBe('Too short')
    expect(withWords('And late\n', 'Too short')).toBe('And late\n\nToo short')
  })

  test('once', () => {
    expect(withWords('Too short', 'Too short')).toBe('Too short')
    expect(withWords(withWords('And late', 'Too short'), 'Too short')).toBe('And late\n\nToo short')
  })

  test('also where what was written ends alike', () => {
    expect(withWords('This is not correct', 'correct')).toBe('This is not correct\n\ncorrect')
  })
})
