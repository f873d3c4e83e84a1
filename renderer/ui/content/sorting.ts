/** The order of a table's rows by one of its columns. */

type Direction = 'ascending' | 'descending'
export type Sorting = { column: number; direction: Direction }

/** Up to here names are ordered as the reader's language orders them; beyond, by their letters, which is much faster. */
const MAX_COLLATED = 4_000

/** A click on a column: ascending, then descending, then the order that the content gave. */
export function nextSorting(sorting: Sorting | null, column: number): Sorting | null {
  if (sorting?.column !== column) return { column, direction: 'ascending' }
  return sorting.direction === 'ascending' ? { column, direction: 'descending' } : null
}

/** Places of the rows in their new order, for the texts of one column. Cells without a value come last, equal ones stay in order. */
export function sortedPlaces(cells: readonly (string | null)[], numeric: boolean, direction: Direction): number[] {
  const sign = direction === 'ascending' ? 1 : -1
  const values: (number | string | null)[] = cells.map((cell) => (numeric ? numberOf(cell) : nameOf(cell)))
  const collator = !numeric && cells.length <= MAX_COLLATED ? new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }) : null
  const compare = (left: number | string, right: number | string): number => {
    if (collator !== null) return collator.compare(left as string, right as string)
    return left < right ? -1 : left > right ? 1 : 0
  }
  return values
    .map((_, place) => place)
    .sort((a, b) => {
      const left = values[a] ?? null
      const right = values[b] ?? null
      if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1
      return sign * compare(left, right) || a - b
    })
}

const nameOf = (cell: string | null): string | null => {
  const text = (cell ?? '').trim().slice(0, 200)
  return text === '' || /^(?:[-–—]|n\/?a)$/i.test(text) ? null : text.toLowerCase()
}

const scales: Record<string, number> = { k: 1e3, m: 1e6, bn: 1e9, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4, ms: 1e-3, h: 3_600, d: 86_400 }

/** The number that a cell shows (`$1,299.00`, `−4,5 %`, `1.2 M`), or null. */
export function numberOf(cell: string | null): number | null {
  const text = (cell ?? '').trim()
  const match = text.length > 60 ? null : /^[~≈<>≤≥]?\s?([-+−±]?)\s?[$€£¥]?\s?([-+−]?)(\d[\d\s.,'’\u00a0\u202f]*)(?:e([-+]?\d{1,3}))?\s?(%|‰|pp|bn|m|k|x|×|ms|s|h|d|[kmgt]i?b|[$€£¥]|)$/i.exec(text)
  const digits = match?.[3]
  if (match === null || digits === undefined) return null
  const value = Number(plainDigits(digits.replace(/[\s'’\u00a0\u202f]/g, '')))
  if (Number.isNaN(value)) return null
  const negative = /[-−]/.test(`${match[1] ?? ''}${match[2] ?? ''}`)
  return (negative ? -1 : 1) * value * 10 ** Number(match[4] ?? 0) * (scales[(match[5] ?? '').toLowerCase()] ?? 1)
}

/** Whether a cell shows a number and nothing else. */
export const isNumber = (cell: string): boolean => numberOf(cell) !== null

/** The last of two kinds of separators is the decimal one; one kind that comes once and not before three digits is, too. */
function plainDigits(digits: string): string {
  const comma = digits.lastIndexOf(',')
  const point = digits.lastIndexOf('.')
  if (comma >= 0 && point >= 0) return comma > point ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '')
  if (comma < 0) return digits.split('.').length > 2 ? digits.replaceAll('.', '') : digits
  return digits.split(',').length > 2 || /,\d{3}$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.')
}
