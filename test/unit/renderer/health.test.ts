import { describe, expect, test } from 'vitest'
import type { LocalDiagnostics, ServerHealth } from '../../../contract/diagnostics.ts'
import { errorCodes, type ErrorCode } from '../../../contract/errors.ts'
import { syncState, type SyncState } from '../../../contract/status.ts'
import { findings, limits, type Finding, type HealthPart } from '../../../renderer/features/diagnostics/findings.ts'

const now = Date.parse('2026-11-25T12:00:00Z')
const ago = (ms: number) => new Date(now - ms).toISOString()
const newest = '20261101001100'

type Answer = Extract<ServerHealth, { ok: true }>
const answers = (database: Partial<Answer['database']> = {}, rest: Partial<Answer> = {}): ServerHealth => ({
  ok: true,
  round_trip_ms: 20,
  behind: { rows: 0, more: false },
  ...rest,
  database: { ok: true, database_time: ago(0), schema_version: newest, pending_artifacts: 3, pending_checkpoints: 1, oldest_pending_at: ago(3_600_000), ...database },
})
const fails = (code: ErrorCode): ServerHealth => ({ ok: false, error: { code, message: `because of ${code}` } })
const local = (sync: Partial<LocalDiagnostics['sync']> = {}, outbox: Partial<LocalDiagnostics['outbox']> = {}) =>
  ({
    sync: { state: 'live', since: ago(0), last_pull_at: ago(5_000), progress: null, next_try_at: null, realtime: true, error: null, ...sync },
    outbox: { unsent: 0, sending: 0, conflicts: 0, refused: 0, storage: 'disk', ...outbox },
  }) as LocalDiagnostics

function of(part: HealthPart, server: ServerHealth, here: LocalDiagnostics | undefined = local()): Finding {
  const found = findings(server, here, newest, now).find((one) => one.part === part)
  if (found === undefined) throw new Error(`nothing is said about ${part}`)
  return found
}

describe('health', () => {
  test('says nothing before the server was asked, and every part once it was', () => {
    expect(findings(undefined, local(), newest, now)).toEqual([])
    const all = findings(answers(), local(), newest, now)
    expect(all.map(({ part, tone, next }) => [part, tone, next])).toEqual([
      ['backend', 'good', null], ['database', 'good', null], ['queue', 'good', null], ['oldest', 'good', null], ['feed', 'good', null],
    ])
  })

  test('whatever is not well has an explanation and a next step', () => {
    const servers = [answers(), answers({}, { round_trip_ms: 9_000 }), ...errorCodes.map(fails)]
    const heres = [undefined, ...syncState.options.map((state) => local({ state })), local({}, { conflicts: 1 })]
    for (const server of servers) {
      for (const here of heres) {
        for (const { part, tone, text, next, state } of findings(server, here, newest, now)) {
          expect(text.length, `${part}, ${state}`).toBeGreaterThan(5)
          if (tone === 'wait' || tone === 'bad') expect(next?.length, `${part}, ${state}`).toBeGreaterThan(10)
        }
      }
    }
  })

  test.each<[string, ServerHealth, string]>([
    ['no network', fails('network'), 'not reachable'],
    ['no such host', fails('unreachable'), 'not reachable'],
    ['too many requests', fails('rate_limited'), 'too many requests'],
    ['the session ended', fails('sign_in_needed'), 'wants a sign-in'],
    ['an older or newer server', fails('schema_mismatch'), 'does not fit'],
    ['a server error', fails('server'), 'has a problem'],
    ['anything else', fails('internal'), 'refuses'],
    ['slow', answers({}, { round_trip_ms: limits.slowMs + 1 }), 'slow'],
    ['well', answers({}, { round_trip_ms: limits.slowMs }), 'answers'],
  ])('backend: %s', (_name, server, state) => {
    expect(of('backend', server).state).toBe(state)
    if (!server.ok) for (const part of ['database', 'queue', 'oldest'] as const) expect(of(part, server).state).toBe('not known')
  })

  test.each<[string, Partial<Answer['database']>, string]>([
    ['no migration', { schema_version: null }, 'not set up'],
    ['an older schema', { schema_version: '20261101000900' }, 'older than the app'],
    ['a newer schema', { schema_version: '20271101000900' }, 'in order'],
    ['a clock that is ahead', { database_time: ago(-(limits.clockSeconds + 2) * 1_000) }, 'clocks differ'],
    ['a clock that is behind', { database_time: ago((limits.clockSeconds + 2) * 1_000) }, 'clocks differ'],
    ['a clock nearly right', { database_time: ago(-limits.clockSeconds * 900) }, 'in order'],
  ])('database: %s', (_name, database, state) => {
    expect(of('database', answers(database)).state).toBe(state)
  })

  test('queue: empty, in order, long, and with decisions that came back', () => {
    expect(of('queue', answers({ pending_artifacts: 0, pending_checkpoints: 0 })).state).toBe('empty')
    expect(of('queue', answers({ pending_artifacts: limits.queue, pending_checkpoints: 0 })).state).toBe('in order')
    expect(of('queue', answers({ pending_artifacts: limits.queue, pending_checkpoints: 1 })).state).toBe('long')
    expect(of('queue', answers(), local({}, { conflicts: 1 })).state).toBe('decisions came back')
    expect(of('queue', answers(), local({}, { refused: 2 })).state).toBe('decisions came back')
  })

  test('oldest: none, in order, overdue', () => {
    expect(of('oldest', answers({ oldest_pending_at: null })).state).toBe('none')
    expect(of('oldest', answers({ oldest_pending_at: ago(limits.oldestHours * 3_600_000) })).state).toBe('in order')
    const late = of('oldest', answers({ oldest_pending_at: ago(72 * 3_600_000) }))
    expect([late.state, late.text]).toEqual(['overdue', 'The oldest has waited for 3 days.'])
  })

  test.each<[SyncState, string]>([
    ['stopped', 'not running'], ['starting', 'fetching'], ['pulling', 'fetching'], ['live', 'at once'],
    ['waiting', 'tried again soon'], ['offline', 'offline'], ['sign_in_needed', 'wants a sign-in'], ['failed', 'stopped'],
  ])('feed while sync is %s: %s', (state, word) => {
    expect(of('feed', answers(), local({ state })).state).toBe(word)
  })

  test('feed: behind, late, in turns, and unknown without the local side', () => {
    expect(of('feed', answers({}, { behind: { rows: 200, more: true } })).text).toContain('200 or more changes')
    expect(of('feed', answers(), local({ realtime: false })).state).toBe('in turns')
    expect(of('feed', answers(), local({ realtime: false, last_pull_at: ago((limits.staleMinutes + 1) * 60_000) })).state).toBe('late')
    expect(findings(answers(), undefined, newest, now).at(-1)?.state).toBe('not known')
    expect(of('feed', fails('network'), local({ state: 'offline' })).state).toBe('offline')
  })
})
