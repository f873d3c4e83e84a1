import { isRecord, isScalar, keyLabel, own, scalarText, type JsonRecord } from './json.ts'

/** Tables in content: their columns, and which of them hold numbers. */

type Align = 'left' | 'center' | 'right'
export type Column = { key: string; label: string; align: Align | null; numeric: boolean }
export type TableData = { columns: Column[]; rows: readonly JsonRecord[] }

const MAX_COLUMNS = 200

/** Is this the `columns` of the table format: records with a key each? */
export function isColumnList(value: unknown): value is JsonRecord[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_COLUMNS && value.every((column) => isRecord(column) && typeof own(column, 'key') === 'string')
}

/** The given columns, then those that only the rows know. */
export function columnsOf(rows: readonly JsonRecord[], given: readonly JsonRecord[] | null): Column[] {
  const columns = new Map<string, Column>()
  for (const column of given ?? []) {
    const key = own(column, 'key') as string
    const label = own(column, 'label')
    const align = own(column, 'align')
    const known: Align | null = align === 'left' || align === 'center' || align === 'right' ? align : null
    columns.set(key, { key, label: typeof label === 'string' && label !== '' ? label : keyLabel(key), align: known, numeric: false })
  }
  for (const row of rows.slice(0, 2_000)) {
    for (const key in row) {
      if (columns.size >= MAX_COLUMNS) break
      if (Object.hasOwn(row, key) && !columns.has(key)) columns.set(key, { key, label: keyLabel(key), align: null, numeric: false })
    }
  }
  const sample = rows.slice(0, 200)
  return [...columns.values()].map((column) => ({
    ...column,
    numeric: isNumericColumn(sample.map((row) => scalarText(own(row, column.key)))),
  }))
}

/** Numbers with their usual company: sign, currency, thousands, percent, a short unit. */
const number = /^[-+−±~≈<>≤≥]?\s?[$€£¥]?\s?[-+−]?\d[\d\s.,'’\u00a0\u202f]{0,30}\s?(?:%|‰|pp|bn|m|k|x|×|ms|s|h|d|[kmgt]i?b|[$€£¥])?$/i
const nothing = /^(?:|[-–—]|n\/?a|null)$/i

/** True when at least one cell is a number and hardly any is something else. */
export function isNumericColumn(cells: readonly (string | null)[]): boolean {
  let numbers = 0
  let others = 0
  for (const cell of cells) {
    const text = (cell ?? '').trim()
    if (nothing.test(text)) continue
    if (text.length < 40 && number.test(text)) numbers += 1
    else others += 1
  }
  return numbers > 0 && others <= numbers / 10
}

/** Records that share their keys and hold plain values read best as a table; null when these do not. */
export function uniformTable(values: readonly unknown[]): TableData | null {
  if (values.length < 2 || !values.every(isRecord)) return null
  const keys = new Set<string>()
  let cells = 0
  for (const row of values.slice(0, 500)) {
    for (const [key, value] of Object.entries(row)) {
      if (!isScalar(value) || (typeof value === 'string' && value.length > 400)) return null
      keys.add(key)
      cells += 1
      if (keys.size > 12) return null
    }
  }
  if (keys.size < 2 || cells < keys.size * Math.min(values.length, 500) * 0.6) return null
  return { columns: columnsOf(values, null), rows: [...values] }
}
