import { expect, test } from 'vitest'
import { createRandom } from '../../support/random.ts'
import { PullEstimate } from '../../../electron/sync/estimate.ts'

/** Pages of 2,000 rows, `ms(page)` apart; the time told after each, with the time that it really was. */
function pull(pages: number, ms: (page: number) => number, expected = pages * 2_000): { told: number | null; real: number }[] {
  const ends: number[] = []
  for (let page = 0, at = 0; page < pages; page++) ends.push((at += ms(page)))
  const estimate = new PullEstimate(0)
  estimate.expect(expected)
  return ends.map((at) => {
    estimate.page(2_000, at)
    return { told: estimate.at(at).time_left_ms, real: (ends.at(-1) ?? 0) - at }
  })
}

test('without a total nothing is told, and with one no time before there is a pace', () => {
  const estimate = new PullEstimate(0)
  estimate.page(2_000, 3_000)
  expect(estimate.at(3_000)).toEqual({ total: null, time_left_ms: null })
  estimate.expect(null)
  expect(estimate.at(3_000)).toEqual({ total: null, time_left_ms: null })
  estimate.expect(10_000)
  expect(estimate.at(3_000)).toEqual({ total: 10_000, time_left_ms: 12_000 })
  expect(pull(4, () => 400).map(({ told }) => told)).toEqual([null, null, null, null])
})

test('at an even pace it is right, and counts down', () => {
  for (const { told, real } of pull(100, () => 500).slice(4)) expect(told).toBe(real)
})

test('at an uneven pace it does not jump: it goes up rarely, and is near the truth', () => {
  const random = createRandom(3)
  const told = pull(400, () => random.between(200, 800)).filter(({ told: time }) => time !== null)
  const times = told.map(({ told: time }) => time ?? 0)
  const rises = times.filter((time, index) => index > 0 && time > (times[index - 1] ?? 0))
  expect(rises.length).toBeLessThanOrEqual(6)
  for (const { told: time, real } of told.slice(20, -20)) expect(Math.abs((time ?? 0) - real) / real).toBeLessThan(0.6)
})

test('a pace that has changed for good is followed within its window', () => {
  const told = pull(100, (page) => (page < 50 ? 500 : 2_000))
  const { told: time, real } = told[70] ?? { told: null, real: 0 }
  expect(Math.abs((time ?? 0) - real) / real).toBeLessThan(0.26)
})

test('more rows than were counted make a larger whole, and nothing negative', () => {
  const estimate = new PullEstimate(0)
  estimate.expect(3_000)
  estimate.page(2_000, 2_000)
  estimate.page(2_000, 4_000)
  expect(estimate.at(4_000)).toEqual({ total: 4_000, time_left_ms: 0 })
  expect(estimate.at(9_000).time_left_ms).toBe(0)
})
