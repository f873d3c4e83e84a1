import { numberOf } from './sorting.ts'

/**
 * A table as CSV (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe: the content is an
 * agent's, and a formula in it would run on the reviewer's computer.
 */
export const toCsv = (rows: readonly (readonly (string | null)[])[]): string => rows.map((row) => row.map(cellOf).join(',')).join('\r\n') + '\r\n'

function cellOf(cell: string | null): string {
  const text = cell ?? ''
  const safe = /^[\s\u00a0]*[=+\-−@|]|^[\t\r\n]/.test(text) && numberOf(text) === null ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
