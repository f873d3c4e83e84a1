import { directionOf } from './direction.ts'
import { isScalar, own, preview, scalarText, type JsonRecord } from './json.ts'
import { FIRST_ROWS, MORE_ROWS } from './limits.ts'
import type { Column, TableData } from './table.ts'
import { TableFrame } from './TableFrame.tsx'
import { ShowMore, useGrowing } from './growing.tsx'
import { visible, visibleWithLinks } from './VisibleText.tsx'

/** A table of records: the first rows at once, more when idle, all on demand. */
export function DataTable({ table }: { table: TableData }) {
  const { shown, left, more } = useGrowing(table.rows.length, FIRST_ROWS, MORE_ROWS)
  return (
    <>
      <TableFrame direction={directionOf(table.columns.map((column) => column.label).join(' '))}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.key} scope="col" dir="auto" className={classOf(column)}>
                {visible(column.label.slice(0, 500))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, shown).map((row, index) => (
            <tr key={index}>
              {table.columns.map((column) => (
                <td key={column.key} dir="auto" className={classOf(column)}>
                  <Cell row={row} column={column} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableFrame>
      <ShowMore left={left} noun="rows" onMore={more} />
    </>
  )
}

function classOf(column: Column): string | undefined {
  const align = column.align ?? (column.numeric ? 'right' : null)
  return [align === null ? '' : `content-${align}`, column.numeric ? 'content-number' : ''].join(' ').trim() || undefined
}

function Cell({ row, column }: { row: JsonRecord; column: Column }) {
  const value = own(row, column.key)
  if (!isScalar(value)) return <code className="content-code-span">{visible(preview(value, 400))}</code>
  const text = scalarText(value)
  if (text === null || text === '') return <span className="content-none">–</span>
  if (text.length > 4_000) return <>{visible(text.slice(0, 4_000))}…</>
  // A word as long as a line must not make the column as wide as itself.
  if (/\S{50}/.test(text)) return <span className="content-long">{visibleWithLinks(text)}</span>
  return visibleWithLinks(text)
}
