import { isRecord, ownString, parseJson, withoutKeys, type JsonRecord } from '../content/json.ts'
import { fieldDiff, type Fields } from './fields.ts'
import { lineDiff, type Row } from './lines.ts'

/** Characters of each text that are compared. */
const MAX_TEXT = 1_500_000

/** How one content became another: its text line by line, everything else field by field. */
export type Comparison = {
  body: { kind: 'prose' | 'code'; rows: Row[] } | null
  fields: Fields
  /** one of the texts goes on beyond what was compared */
  cut: boolean
  /** the contents differ, but only in spaces and empty lines */
  spacing: boolean
}

/** Compares two contents as `jsonb::text` gives them. May take its time: it runs in a worker. */
export function compareContents(before: string, after: string): Comparison {
  const cut = before.length > MAX_TEXT || after.length > MAX_TEXT
  const from = cut ? null : parseJson(before)
  const to = cut ? null : parseJson(after)
  if (from === null || to === null) return seal(textRows(before, after), nothing, cut, before !== after)
  const earlier = documentOf(from.value)
  const later = documentOf(to.value)
  try {
    if (earlier !== null && later !== null && earlier.kind === later.kind) {
      const body = { kind: later.kind, rows: lineDiff(earlier.body, later.body, later.kind === 'prose') }
      return seal(body, fieldDiff(earlier.rest, later.rest), false, earlier.body !== later.body)
    }
    return seal(null, fieldDiff(from.value, to.value), false, false)
  } catch (error) {
    // Nested deeper than can be walked: as text, then.
    if (error instanceof RangeError) return seal(textRows(before, after), nothing, cut, before !== after)
    throw error
  }
}

const nothing: Fields = { changes: [], cut: false }

const textRows = (before: string, after: string) => ({ kind: 'prose' as const, rows: lineDiff(before.slice(0, MAX_TEXT), after.slice(0, MAX_TEXT), true) })

function seal(body: Comparison['body'], fields: Fields, cut: boolean, differs: boolean): Comparison {
  const changed = body?.rows.some(({ kind }) => kind !== 'same') === true
  return { body, fields, cut, spacing: differs && !changed && !cut }
}

/** The text of a content that mainly is one, and what else it holds. */
function documentOf(value: unknown): { kind: 'prose' | 'code'; body: string; rest: JsonRecord } | null {
  if (typeof value === 'string') return { kind: 'prose', body: value, rest: {} }
  if (!isRecord(value)) return null
  const format = ownString(value, 'format')
  const body = ownString(value, 'body')
  if (body === null || (format !== 'markdown' && format !== 'text' && format !== 'code')) return null
  return { kind: format === 'code' ? 'code' : 'prose', body, rest: withoutKeys(value, ['body']) ?? {} }
}

/** Places where something differs, as one steps through them: neighbouring lines are one. */
export function countChanges({ body, fields }: Comparison): number {
  let count = fields.changes.length
  body?.rows.forEach((row, index) => {
    if (row.kind !== 'same' && (body.rows[index - 1]?.kind ?? 'same') === 'same') count += 1
  })
  return count
}
