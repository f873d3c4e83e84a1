import { describe, expect, test } from 'vitest'
import { csvLine, csvTable } from '../../../contract/csv.ts'
import { escaped, recordHtml, type SessionOfRecord } from '../../../electron/record/html.ts'
import { eventHash, jsonbText, utc } from '../../../electron/store/replica/event-hash.ts'
import { artifact, session } from '../store/fixtures.ts'

const hostile = `</p><script>alert(1)</script><img src=x onerror=alert(2)>"'& \u202Etxt.exe \u0007`

describe('the printed record', () => {
  const row = artifact({ title: hostile, status: 'rejected', review_feedback: hostile })
  const event = {
    id: row.id, workspace_id: row.workspace_id, target_table: 'work_artifacts', target_id: row.id, seq: 1, kind: 'rejected', actor_user_id: 'u1', command_id: null,
    before: null, after: { changes_requested: true }, note: hostile, content_sha256: row.content_sha256, created_at: row.created_at, previous_hash: null, hash: 'a'.repeat(64), row_version: 1,
  }
  const detail = {
    session: { ...session({ task_intent: hostile }), project_name: hostile, agent_name: hostile },
    artifacts: [row], checkpoints: [], events: [event], names: { u1: hostile },
  } as unknown as SessionOfRecord

  test('shows what agents and people wrote, and runs or loads none of it', () => {
    const html = recordHtml(detail, { workspace: hostile, madeAt: row.created_at, madeBy: hostile, appVersion: '1', problems: 0 })
    expect(html).not.toMatch(/<script|<img|<iframe|<link|src=x onerror[^&]*>|javascript:/i)
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(5)
    expect(html).toContain('⟨U+202E⟩')
    expect(html).toContain(`default-src 'none'`)
    for (const text of ['rejected, changes asked for', row.content_sha256, event.hash, event.id]) expect(html).toContain(text)
  })

  test('warns when a check of its chains failed', () => {
    const facts = { workspace: null, madeAt: row.created_at, madeBy: 'R.', appVersion: '1' }
    expect(recordHtml(detail, { ...facts, problems: 2 })).toContain('Do not rely on this record')
    expect(recordHtml(detail, { ...facts, problems: 0 })).not.toContain('Do not rely on this record')
  })

  test('keeps line breaks and shows control characters by their code', () => {
    expect(escaped('a\nb\tc\u0000<')).toBe('a\nb\tc⟨U+0000⟩&lt;')
  })
})

describe('CSV', () => {
  test('quotes what has to be quoted', () => {
    expect(csvLine(['a', 'b,c', 'say "no"', 'two\nlines', ' padded', null, 1.5])).toBe('a,"b,c","say ""no""","two\nlines"," padded",,1.5\r\n')
    expect(csvTable(['n'], [[1]])).toBe('\uFEFFn\r\n1\r\n')
  })

  test.each(['=HYPERLINK("http://x")', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n1', ' =1', '\u00a0=1', '\u2212x', '|cmd', '-4.5'])('a text that a spreadsheet would run is marked: %j', (text) => {
    expect(csvLine([text])).toMatch(/^"?'/)
  })

  test('numbers stay numbers, negative ones too', () => {
    expect(csvLine([-2])).toBe('-2\r\n')
  })
})

describe('the hash of an event', () => {
  test('prints jsonb as PostgreSQL does: keys by length, then by bytes; spaces; what JSON escapes', () => {
    expect(jsonbText({ bb: 1, a: [null, true, 'x"\\\n\u0001é'], c: {} })).toBe('{"a": [null, true, "x\\"\\\\\\n\\u0001é"], "c": {}, "bb": 1}')
  })

  test('prints times in UTC with six digits, whatever came', () => {
    expect(utc('2026-11-25T10:00:00.12+00:00')).toBe('2026-11-25T10:00:00.120000Z')
    expect(utc('2026-11-25T10:00:00+00:00')).toBe('2026-11-25T10:00:00.000000Z')
    expect(utc('2026-11-25T10:00:00.000001Z')).toBe('2026-11-25T10:00:00.000001Z')
    expect(utc('2026-11-25T11:30:00.5+01:30')).toBe('2026-11-25T10:00:00.500000Z')
  })

  test('changes with everything that it covers', () => {
    const event = { id: 'i', workspace_id: 'w', target_table: 't', target_id: 'x', seq: 1, kind: 'approved', actor_user_id: null, command_id: null, before: null, after: { status: 'approved' }, note: null, content_sha256: null, created_at: '2026-11-25T10:00:00+00:00', previous_hash: null }
    const hashes = [event, { ...event, note: 'n' }, { ...event, seq: 2 }, { ...event, after: { status: 'rejected' } }, { ...event, previous_hash: 'p' }].map(eventHash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})
