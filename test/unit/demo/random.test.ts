import { expect, it } from 'vitest'
import { deck, fill, random } from '../../../supabase/local/demo/library/random.ts'

it('repeats itself for one seed and differs for another', () => {
  const draw = (seed: string) => Array.from({ length: 5 }, random(seed).next)
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
})

it('deals everything once before anything twice', () => {
  const deal = deck([1, 2, 3, 4, 5], random('deck'))
  const first = [...deal(2), ...deal(2), ...deal(1)]
  expect(first.toSorted()).toEqual([1, 2, 3, 4, 5])
  expect(new Set(deal(4)).size).toBe(4)
  expect(deal(9)).toHaveLength(5)
  const single = deck(['a', 'b', 'c'], random('in a row'))
  const dealt = Array.from({ length: 300 }, () => single()[0])
  expect(dealt.filter((card, index) => card === dealt[index - 1])).toEqual([])
})

it('fills ranges and choices and leaves other braces alone', () => {
  const text = fill('{3-5} and {1.5-1.5}, {left~right}, {{first_name}}, {}', random('fill'))
  expect(text).toMatch(/^[345] and 1\.5, (left|right), \{\{first_name\}\}, \{\}$/)
})
