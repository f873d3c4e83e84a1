import { diffArrays } from 'diff'
import { isRecord, isScalar, own, preview, scalarText, type JsonRecord } from '../content/json.ts'
import { lineDiff, type Row } from './lines.ts'

/** One difference between two values. `rows`: of texts, how one became the other. Values are shown as JSON, cut. */
export type FieldChange = {
  path: string[]
  kind: 'added' | 'removed' | 'changed'
  before: string | null
  after: string | null
  rows: Row[] | null
}

export type Fields = { changes: FieldChange[]; /** there are more */ cut: boolean }

const MAX_CHANGES = 1_000
const MAX_DEPTH = 100
const SHOWN = 2_000
const MAX_EDITS = 2_000
const TIME = 600

/** How one JSON value became another: by key, list entries by what identifies them or by what they hold. */
export function fieldDiff(before: unknown, after: unknown): Fields {
  const found: Fields = { changes: [], cut: false }
  compare([], before, after, found)
  return found
}

function add(found: Fields, change: FieldChange): void {
  if (found.changes.length >= MAX_CHANGES) found.cut = true
  else found.changes.push(change)
}

function compare(path: string[], before: unknown, after: unknown, found: Fields): void {
  if (found.cut) return
  const nested = path.length < MAX_DEPTH
  if (nested && isRecord(before) && isRecord(after)) return compareRecords(path, before, after, found)
  if (nested && Array.isArray(before) && Array.isArray(after)) return compareLists(path, before, after, found)
  if (exact(before) === exact(after)) return
  const texts = typeof before === 'string' && typeof after === 'string'
  add(found, { path, kind: 'changed', before: shown(before), after: shown(after), rows: texts ? lineDiff(before, after, true) : null })
}

function compareRecords(path: string[], before: JsonRecord, after: JsonRecord, found: Fields): void {
  for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const at = [...path, key]
    if (!Object.hasOwn(before, key)) appear(at, own(after, key), found)
    else if (!Object.hasOwn(after, key)) disappear(at, own(before, key), found)
    else compare(at, own(before, key), own(after, key), found)
  }
}

const appear = (path: string[], value: unknown, found: Fields) => add(found, { path, kind: 'added', before: null, after: shown(value), rows: null })
const disappear = (path: string[], value: unknown, found: Fields) => add(found, { path, kind: 'removed', before: shown(value), after: null, rows: null })

function compareLists(path: string[], before: unknown[], after: unknown[], found: Fields): void {
  const key = identityOf(before, after)
  if (key !== null) return compareNamed(path, before as JsonRecord[], after as JsonRecord[], key, found)
  const changes = diffArrays(before.map(exact), after.map(exact), { maxEditLength: MAX_EDITS, timeout: TIME })
  if (changes === undefined) {
    return add(found, { path, kind: 'changed', before: shown(before), after: shown(after), rows: null })
  }
  let left = 0
  let right = 0
  let gone: number[] = []
  const settle = () => {
    for (const index of gone) disappear([...path, `${index + 1}`], before[index], found)
    gone = []
  }
  for (const { added, removed, count } of changes) {
    if (removed) {
      settle()
      gone = Array.from({ length: count }, (_, index) => left + index)
      left += count
    } else if (added) {
      // What went and came in the same place is one entry that changed.
      for (let index = 0; index < count; index += 1, right += 1) {
        const at = [...path, `${right + 1}`]
        const from = gone.shift()
        if (from === undefined) appear(at, after[right], found)
        else compare(at, before[from], after[right], found)
      }
    } else {
      settle()
      left += count
      right += count
    }
  }
  settle()
}

/** Records with names of their own are compared by name, wherever they stand now. */
function compareNamed(path: string[], before: JsonRecord[], after: JsonRecord[], key: string, found: Fields): void {
  const nameOf = (record: JsonRecord) => scalarText(own(record, key)) ?? ''
  const earlier = new Map(before.map((record) => [nameOf(record), record]))
  const later = new Map(after.map((record) => [nameOf(record), record]))
  for (const [name, record] of later) {
    const was = earlier.get(name)
    if (was === undefined) appear([...path, name], record, found)
    else compareRecords([...path, name], was, record, found)
  }
  for (const [name, record] of earlier) if (!later.has(name)) disappear([...path, name], record, found)
  const stayed = (names: Iterable<string>, others: Map<string, unknown>) => [...names].filter((name) => others.has(name)).join('\n')
  if (stayed(earlier.keys(), later) !== stayed(later.keys(), earlier)) {
    const order = (names: Iterable<string>) => preview([...names].map((name) => name.slice(0, 40)), SHOWN)
    add(found, { path: [...path, 'order'], kind: 'changed', before: order(earlier.keys()), after: order(later.keys()), rows: null })
  }
}

const preferred = ['id', 'key', 'url', 'name', 'title']

/** A key whose values tell the records of both lists apart, or null. */
function identityOf(before: readonly unknown[], after: readonly unknown[]): string | null {
  const [first] = after
  if (before.length === 0 || !isRecord(first) || !before.every(isRecord) || !after.every(isRecord)) return null
  const texts = Object.keys(first).filter((key) => typeof own(first, key) === 'string')
  const candidates = [...preferred.filter((key) => Object.hasOwn(first, key)), ...texts].slice(0, 8)
  return candidates.find((key) => distinct(before, key) && distinct(after, key)) ?? null
}

function distinct(records: readonly JsonRecord[], key: string): boolean {
  const names = new Set<string>()
  for (const record of records) {
    const value = own(record, key)
    const name = isScalar(value) ? scalarText(value) : null
    if (name === null || name === '' || name.length > 200 || names.has(name)) return false
    names.add(name)
  }
  return true
}

/** Equal texts, equal values; numbers by their digits. */
const exact = (value: unknown): string => JSON.stringify(value) ?? 'undefined'

const shown = (value: unknown): string => (typeof value === 'string' ? value.slice(0, SHOWN) + (value.length > SHOWN ? '…' : '') : preview(value, SHOWN))
