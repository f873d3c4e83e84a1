import { describe, expect, it } from 'vitest'
import { conclude, countPlaywright, countVitest, summary, table } from '../../../scripts/lib/reports.mjs'
import { runStages } from '../../../scripts/lib/stages.mjs'

const counts = { passed: 0, failed: 0, skipped: 0, notes: [] as string[] }
const tests = (...statuses: string[]) => statuses.map((status) => ({ status }))

describe('counts of Vitest', () => {
  it('adds up the tests of all files', () => {
    const report = {
      testResults: [
        { name: 'a', status: 'passed', assertionResults: tests('passed', 'passed', 'skipped', 'todo', 'pending') },
        { name: 'b', status: 'failed', assertionResults: tests('passed', 'failed') },
      ],
    }
    expect(countVitest(report)).toEqual({ passed: 3, failed: 1, skipped: 3, notes: [] })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const report = { testResults: [{ name: 'a.test.ts', status: 'failed', message: 'No such module\nat x', assertionResults: [] }] }
    expect(countVitest(report)).toEqual({ ...counts, failed: 1, notes: ['a.test.ts: No such module'] })
  })

  it.each([undefined, null, {}, { testResults: 3 }])('counts the unusable report %j as a failure', (report) => {
    expect(countVitest(report).failed).toBe(1)
  })
})

describe('counts of Playwright', () => {
  it('takes a flaky test and an error outside of tests as failures', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no config\nstack' }] }
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 2, notes: ['no config'] })
  })

  it('counts a missing report as a failure', () => {
    expect(countPlaywright(undefined).failed).toBe(1)
  })
})

describe('the closing line', () => {
  it('counts a runner that crashed after passing tests as one failure', () => {
    expect(conclude({ ...counts, passed: 7 }, 134)).toEqual({ ...counts, passed: 7, failed: 1, notes: ['the runner ended with exit code 134'] })
    expect(conclude({ ...counts, passed: 7, failed: 2 }, 1).failed).toBe(2)
    expect(conclude({ ...counts, passed: 7 }, 0).failed).toBe(0)
  })

  it('names skipped tests only when there are any', () => {
    expect(summary([{ ...counts, passed: 2 }, { ...counts, passed: 3, failed: 1 }])).toBe('5 passed, 1 failed')
    expect(summary([{ ...counts, passed: 2, skipped: 1 }])).toBe('2 passed, 0 failed, 1 skipped')
  })

  it('shows each stage with its time', () => {
    const rows = table([
      { ...counts, stage: 'unit', seconds: 1.25, passed: 3 },
      { ...counts, stage: 'e2e', seconds: 0, notRun: 'build failed' },
    ])
    expect(rows).toBe('  unit  1.3 s  3 passed, 0 failed\n  e2e       –  not run: build failed')
  })
})

describe('stages', () => {
  const passing = () => Promise.resolve({ ...counts, passed: 1 })
  const context = { temp: '/nowhere', rest: [] }

  it('go on after a failure, except those that need the failed one', async () => {
    const results = await runStages(
      [
        { name: 'unit', run: () => Promise.reject(new Error('crashed')) },
        { name: 'build', run: () => Promise.resolve({ ...counts, failed: 1 }) },
        { name: 'e2e', run: passing, needs: 'build' },
        { name: 'other', run: passing },
      ],
      context,
    )
    expect(results.map(({ stage, passed, failed, notRun }) => [stage, passed, failed, notRun])).toEqual([
      ['unit', 0, 1, undefined],
      ['build', 0, 1, undefined],
      ['e2e', 0, 0, 'build failed'],
      ['other', 1, 0, undefined],
    ])
  })
})
