import { describe, expect, test } from 'vitest'
import { runCrash } from '../../crash/harness.ts'
import type { Plant } from '../../crash/orders.ts'
import { canCutPower } from '../../crash/power.ts'

// A hundred starts and kills take a minute by themselves; `npm run crash` does thousands.
test('a hundred kills: nothing that was called saved is lost, nothing is done twice, no outbox is corrupt', { timeout: 180_000 }, async () => {
  const found: string[] = []
  const report = await runCrash({ rounds: 100, seed: 20_261_123, onFinding: (kind, text) => void found.push(`${kind}: ${text}`) })
  expect(found).toEqual([])
  expect(report).toMatchObject({ rounds: 100, lost: 0, duplicated: 0, corrupt: 0 })
  expect(report.acknowledged).toBeGreaterThan(100)
  expect(Object.keys(report.kills_by_point).length).toBeGreaterThan(10)
})

describe('the harness sees a fault that is built in:', () => {
  const cases: [Plant, readonly string[], 'lost' | 'duplicated'][] = [
    ['acknowledge-before-commit', ['outbox.before_insert', 'outbox.before_commit'], 'lost'],
    ['fresh-id-on-retry', ['send.committed', 'send.answered', 'outbox.before_settle'], 'duplicated'],
    ['delete-before-answer', ['send.before'], 'lost'],
    ['synchronous-off', ['send.before', 'outbox.after_insert'], 'lost'],
  ]
  test.for(cases)('%s', { timeout: 60_000 }, async ([plant, points, kind], { skip }) => {
    skip(plant === 'synchronous-off' && !canCutPower(), 'power can be cut by root on Linux only')
    const report = await runCrash({ rounds: 30, seed: 7, plant, points, stopAtFirst: true })
    expect(report[kind]).toBeGreaterThan(0)
  })
})
