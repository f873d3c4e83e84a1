/** What a cell can hold. */
export type Cell = string | number | null

/** Whether a text is nothing but a number as people write it; such a text stays as it is. */
type NumberTest = (text: string) => boolean

/**
 * One line of a CSV file (RFC 4180), its line end included. Texts that a spreadsheet would run as a formula get an
 * apostrophe in front: what agents and colleagues write is not ours to trust. Without `isNumber` that holds for "-4.5"
 * as well; a table of numbers that came as texts passes it.
 */
export function csvLine(cells: readonly Cell[], isNumber: NumberTest = () => false): string {
  return `${cells.map((cell) => csvCell(cell, isNumber)).join(',')}\r\n`
}

function csvCell(cell: Cell, isNumber: NumberTest): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // Spreadsheets skip spaces before a formula, and take the minus sign (U+2212) for a hyphen.
  const text = /^\s*[=+\-−@|]|^[\t\r\n]/.test(cell) && !isNumber(cell) ? `'${cell}` : cell
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Several lines, to be pasted. */
export const csvLines = (rows: readonly (readonly Cell[])[], isNumber?: NumberTest): string => rows.map((row) => csvLine(row, isNumber)).join('')

/** A whole table as a file; begins with the mark by which spreadsheets know UTF-8. */
export const csvTable = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => `\uFEFF${csvLines([head, ...rows])}`
