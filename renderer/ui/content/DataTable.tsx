import { useMemo, useState } from 'react'
import { directionOf } from './direction.ts'
import { isScalar, own, preview, scalarText, type JsonRecord } from './json.ts'
import { FIRST_ROWS, MORE_ROWS } from './limits.ts'
import { SortableHead } from './SortableHead.tsx'
import { nextSorting, sortedPlaces, type Sorting } from './sorting.ts'
import type { Column, TableData } from './table.ts'
import { TableFrame } from './TableFrame.tsx'
import { ShowMore, useGrowing } from './growing.tsx'
import { visible } from '../visible.ts'
import { visibleWithLinks } from './VisibleText.tsx'

/** A table of records: the first rows at once, more when idle, all on demand; ordered by any of its columns. */
export function DataTable({ table }: { table: TableData }) {
  const { columns } = table
  const { shown, left, more } = useGrowing(table.rows.length, FIRST_ROWS, MORE_ROWS)
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const rows = useMemo(() => sorted(table, sorting), [table, sorting])
  return (
    <>
      <TableFrame
        direction={directionOf(columns.map((column) => column.label).join(' '))}
        rows={() => [columns.map(({ label }) => label), ...rows.map((row) => columns.map((column) => textOf(row, column)))]}
      >
        <thead>
          <tr>
            {columns.map((column, index) => (
              <SortableHead
                key={column.key}
                index={index}
                className={classOf(column)}
                name={column.label}
                sorting={sorting}
                onSort={(at) => setSorting((now) => nextSorting(now, at))}
              >
                {visible(column.label.slice(0, 500))}
              </SortableHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
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

function sorted({ columns, rows }: TableData, sorting: Sorting | null): readonly JsonRecord[] {
  const column = sorting === null ? undefined : columns[sorting.column]
  if (sorting === null || column === undefined) return rows
  const places = sortedPlaces(rows.map((row) => textOf(row, column)), column.numeric, sorting.direction)
  return places.map((place) => rows[place] as JsonRecord)
}

function classOf(column: Column): string | undefined {
  const align = column.align ?? (column.numeric ? 'right' : null)
  return [align === null ? '' : `content-${align}`, column.numeric ? 'content-number' : ''].join(' ').trim() || undefined
}

function textOf(row: JsonRecord, column: Column): string | null {
  const value = own(row, column.key)
  return isScalar(value) ? scalarText(value) : preview(value, 4_000)
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
