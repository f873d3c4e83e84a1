import { expect, test } from 'playwright/test'
import { runCrash } from '../crash/harness.ts'

// `npm run crash` does more of them.
test('the whole app, killed: what its window called saved is there once', async () => {
  test.setTimeout(180_000)
  const found: string[] = []
  const report = await runCrash({ rounds: 4, seed: 20_261_125, apps: 'all', onFinding: (kind, text) => void found.push(`${kind}: ${text}`) })
  expect(found).toEqual([])
  expect(report).toMatchObject({ rounds: 4, lost: 0, duplicated: 0, corrupt: 0 })
  expect(report.acknowledged).toBeGreaterThan(0)
})
