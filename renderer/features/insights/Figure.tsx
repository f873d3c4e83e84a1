import { useMutation } from '@tanstack/react-query'
import { Image as ImageIcon, Sheet, Table as TableIcon } from 'lucide-react'
import { useId, useState, type ReactNode, type RefCallback } from 'react'
import { csvTable, type Cell } from '../../../contract/csv.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { pictureOf } from './picture.ts'

interface FigureTable {
  head: readonly string[]
  rows: readonly (readonly Cell[])[]
}

interface FigureProps {
  title: string
  /** what is counted and how, for whoever asks */
  note: string
  table: FigureTable
  /** as the file is called */
  name: string
  wide?: boolean
  /** no picture of it: it is a table already */
  plain?: boolean
  children(svg: RefCallback<SVGSVGElement>): ReactNode
}

/** One chart with its table behind it; both can be saved. */
export function Figure({ title, note, table, name, wide, plain, children }: FigureProps) {
  const id = useId()
  const [svg, setSvg] = useState<SVGSVGElement | null>(null)
  const [asTable, setAsTable] = useState(false)
  const empty = table.rows.length === 0
  const save = useMutation({
    mutationFn: async (kind: 'png' | 'csv') => {
      if (kind === 'csv') return invoke('exports.save', { name: `${name}.csv`, content: { kind: 'csv', text: csvTable(table.head, table.rows) } })
      if (svg === null) return { saved: false }
      return invoke('exports.save', { name: `${name}.png`, content: { kind: 'png', bytes: await pictureOf(svg, title, note) } })
    },
  })
  return (
    <section className="figure" data-wide={wide || undefined} aria-labelledby={id} data-testid={`figure-${name}`}>
      <header>
        <h2 id={id}>{title}</h2>
        <div className="figure-actions">
          {!plain && (
            <Button look="quiet" size="small" action="read.table" aria-pressed={asTable} disabled={empty} onClick={() => setAsTable(!asTable)} data-testid="as-table">
              <TableIcon size={13} aria-hidden /> Table
            </Button>
          )}
          {!plain && (
            <Button look="quiet" size="small" action="save.picture" disabled={empty || asTable || save.isPending} onClick={() => save.mutate('png')} aria-label={`PNG: save ${title} as a picture`} data-testid="save-png">
              <ImageIcon size={13} aria-hidden /> PNG
            </Button>
          )}
          <Button look="quiet" size="small" action="save.table" disabled={empty || save.isPending} onClick={() => save.mutate('csv')} aria-label={`CSV: save ${title} as a table`} data-testid="save-csv">
            <Sheet size={13} aria-hidden /> CSV
          </Button>
        </div>
      </header>
      {empty ? <p className="soft figure-none">Nothing to show for this choice.</p> : asTable ? <DataTable title={title} table={table} /> : children(setSvg)}
      <p className="figure-note soft">
        <span role="status">{save.data?.saved === true ? 'Saved. ' : ''}</span>
        {note}
      </p>
      {save.error && <ErrorNotice error={asAppError(save.error)} />}
    </section>
  )
}

function DataTable({ title, table }: { title: string; table: FigureTable }) {
  return (
    <div className="figure-table" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
      <table className="tabular">
        <thead>
          <tr>
            {table.head.map((name, index) => (
              <th key={name} scope="col" data-number={isNumber(table, index) || undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) =>
                index === 0 ? (
                  <th key={index} scope="row" dir="auto">
                    {cell ?? '–'}
                  </th>
                ) : (
                  <td key={index} dir="auto" data-number={isNumber(table, index) || undefined}>
                    {typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(3) : (cell ?? '–')}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const isNumber = ({ rows }: FigureTable, index: number): boolean => rows.some((row) => typeof row[index] === 'number')
