/** `{passed, failed, skipped, notes}`: what a test runner's JSON report says. Never throws: a bad report is a failure. */
const broken = (note) => ({ passed: 0, failed: 1, skipped: 0, notes: [note] })

/** Counts of Vitest's JSON reporter. A file that could not be loaded has no tests in it and counts as a failure. */
export function countVitest(report) {
  if (!Array.isArray(report?.testResults)) return broken('Vitest wrote no usable report')
  const counts = { passed: 0, failed: 0, skipped: 0, notes: [] }
  for (const file of report.testResults) {
    const tests = file.assertionResults ?? []
    for (const test of tests) {
      if (test.status === 'passed') counts.passed++
      else if (test.status === 'failed') counts.failed++
      else counts.skipped++
    }
    if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) {
      counts.failed++
      counts.notes.push(`${file.name}: ${String(file.message ?? '').split('\n')[0]}`)
    }
  }
  return counts
}

/** Counts of Playwright's JSON reporter. A test that passed on a retry only counts as failed. */
export function countPlaywright(report) {
  const stats = report?.stats
  if (typeof stats?.expected !== 'number') return broken('Playwright wrote no usable report')
  const errors = Array.isArray(report.errors) ? report.errors : []
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    notes: errors.map((error) => String(error.message ?? error).split('\n')[0]),
  }
}

/** A runner that ended badly without a failed test (crash, unhandled error, no tests) counts as one failure. */
export function conclude(counts, exitCode) {
  if (exitCode === 0 || counts.failed > 0) return counts
  return { ...counts, failed: 1, notes: [...counts.notes, `the runner ended with exit code ${exitCode}`] }
}

/** The closing line: `N passed, N failed`, and `, N skipped` when there are any. */
export function summary(results) {
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** A table of the stages with their times, for people. `results`: `{stage, seconds, passed, failed, skipped, notRun?}`. */
export function table(results) {
  const rows = results.map(({ stage, seconds, passed, failed, skipped, notRun }) =>
    notRun ? [stage, '–', `not run: ${notRun}`] : [stage, `${seconds.toFixed(1)} s`, summary([{ passed, failed, skipped }])],
  )
  const width = (column) => Math.max(...rows.map((row) => row[column].length))
  return rows.map(([stage, time, counts]) => `  ${stage.padEnd(width(0))}  ${time.padStart(width(1))}  ${counts}`).join('\n')
}
