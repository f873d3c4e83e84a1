import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../contract/errors.ts'
import type { OutboxStatus, SyncStatus } from '../../../contract/status.ts'
import { syncWords } from '../../../renderer/app/sync-words.ts'
import { explain } from '../../../renderer/ui/explain.ts'
import { titleText } from '../../../renderer/ui/item/words.ts'
import { age, ago, count } from '../../../renderer/ui/time.ts'

const now = Date.parse('2026-11-23T12:00:00Z')
const before = (seconds: number) => new Date(now - seconds * 1_000).toISOString()

test('numbers are grouped by thousands', () => {
  expect([0, 999, 1_000, 99_999, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '99,999', '1,234,567'])
})

test('a title that the server cut says so, counted in characters as the server counts', () => {
  expect(titleText('Q4')).toBe('Q4')
  expect(titleText('🗺️'.repeat(149))).toBe('🗺️'.repeat(149))
  expect(titleText('x'.repeat(300))).toBe(`${'x'.repeat(300)}…`)
})

describe('the sync line', () => {
  const sync: SyncStatus = { state: 'live', since: before(60), last_pull_at: before(5), progress: null, next_try_at: null, realtime: true, error: null }
  const outbox: OutboxStatus = { unsent: 0, sending: 0, conflicts: 0, refused: 0, storage: 'disk' }
  const line = (s: Partial<SyncStatus>, o: Partial<OutboxStatus> = {}) => syncWords({ ...sync, ...s }, { ...outbox, ...o }, now)

  test('says live only when pushes arrive', () => {
    expect(line({})).toEqual({ state: 'live', tone: 'good', text: 'live · all sent' })
    expect(line({ realtime: false }).text).toBe('up to date · all sent')
  })

  test('counts what is pulled', () => {
    expect(line({ state: 'pulling' }).text).toBe('pulling · all sent')
    expect(line({ state: 'pulling', progress: { rows: 12_400, bytes: 1, total: null, time_left_ms: null } }).text).toMatch(/^pulling 12.400 rows · all sent$/)
  })

  test('tells how far a first pull is, and how long it takes, as exactly as an estimate is', () => {
    const at = (rows: number, time_left_ms: number | null) => line({ state: 'pulling', progress: { rows, bytes: 1, total: 10_000, time_left_ms } }).text
    expect(at(4_299, null)).toBe('pulling 42 % · all sent')
    expect(at(4_299, 170_000)).toBe('pulling 42 %, 3 min left · all sent')
    expect(at(9_000, 31_000)).toBe('pulling 90 %, 40 s left · all sent')
    expect(at(9_000, 55_000)).toBe('pulling 90 %, 1 min left · all sent')
    expect(at(10_000, 0)).toBe('pulling 99 %, a few seconds left · all sent')
    expect(at(100, 3 * 3_600_000)).toBe('pulling 1 %, 3 h left · all sent')
  })

  test('never says all sent while something is not', () => {
    expect(line({}, { unsent: 3, sending: 1 }).text).toBe('live · 3 unsent')
    expect(line({}, { conflicts: 1 })).toMatchObject({ text: 'live · 1 conflict', tone: 'wait' })
    expect(line({}, { unsent: 1, conflicts: 2, refused: 1 }).text).toBe('live · 1 unsent · 2 conflicts · 1 refused')
  })

  test('names the time since which it is offline', () => {
    const { text, tone } = line({ state: 'offline' }, { unsent: 5 })
    expect(text).toMatch(/^offline since \d{1,2}:\d\d.* · 5 unsent$/)
    expect(tone).toBe('wait')
  })

  test('counts down to the next try, and asks for the sign-in', () => {
    expect(line({ state: 'waiting', next_try_at: before(-12) }).text).toBe('the server does not answer, next try in 12 s · all sent')
    expect(line({ state: 'waiting', next_try_at: before(3) }).text).toContain('next try in 1 s')
    expect(line({ state: 'sign_in_needed' }, { unsent: 2 }).text).toBe('sign-in needed · 2 unsent')
    expect(line({ state: 'failed' }).tone).toBe('bad')
  })
})

describe('how long ago', () => {
  test.each([
    [3, 'now'],
    [-30, 'now'],
    [50, '50 s'],
    [61, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [86_399, '23 h'],
    [86_400, '1 d'],
    [86_400 * 13, '13 d'],
    [86_400 * 20, '2 wk'],
    [86_400 * 100, '3 mo'],
    [86_400 * 800, '2 y'],
  ])('%d s: %s', (seconds, text) => {
    expect(age(before(seconds), now)).toBe(text)
  })

  test('reads well within a sentence', () => {
    expect(ago(before(3), now)).toBe('just now')
    expect(ago(before(300), now)).toBe('5 min ago')
  })

  test('of a clock that is far ahead is the time itself, of nonsense nothing', () => {
    expect(age(before(-86_400 * 3), now)).toMatch(/2026/)
    expect(age('soon', now)).toBe('')
  })
})

test('every error has words', () => {
  for (const code of errorCodes) expect(explain({ code, retry: false }).title.length).toBeGreaterThan(10)
})
