/** What a cell can hold. */
export type Cell = string | number | null

/**
 * One line of a CSV file (RFC 4180), its line end included. Texts that a spreadsheet would run as a formula get an
 * apostrophe in front: what agents and colleagues write is not ours to trust.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A whole table; begins with the mark by which spreadsheets know UTF-8. */
export const csvTable = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => `\uFEFF${[head, ...rows].map(csvLine).join('')}`
