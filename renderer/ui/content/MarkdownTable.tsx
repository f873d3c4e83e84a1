import type { Tokens } from 'marked'
import { useMemo, useState } from 'react'
import { directionOf } from './direction.ts'
import { renderInline } from './Inline.tsx'
import { plainText } from './lexer.ts'
import type { PreparedDocument } from './markdown.ts'
import { SortableHead } from './SortableHead.tsx'
import { nextSorting, sortedPlaces, type Sorting } from './sorting.ts'
import { isNumericColumn } from './table.ts'
import { TableFrame } from './TableFrame.tsx'

/** A table within a text. A very long one is several, of which each is ordered for itself. */
export function MarkdownTable({ token, document }: { token: Tokens.Table; document: PreparedDocument }) {
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const texts = useMemo(() => token.rows.map((row) => row.map((cell) => plainText(cell.tokens))), [token])
  const numeric = useMemo(() => token.header.map((_, column) => isNumericColumn(texts.slice(0, 100).map((row) => row[column] ?? ''))), [token, texts])
  const places = useMemo(
    () =>
      sorting === null
        ? texts.map((_, place) => place)
        : sortedPlaces(texts.map((row) => row[sorting.column] ?? null), numeric[sorting.column] === true, sorting.direction),
    [texts, numeric, sorting],
  )
  const classOf = (column: number) => {
    const align = token.align[column] ?? (numeric[column] === true ? 'right' : null)
    return [align === null ? '' : `content-${align}`, numeric[column] === true ? 'content-number' : ''].join(' ').trim() || undefined
  }
  const names = token.header.map((cell) => plainText(cell.tokens))
  return (
    <TableFrame direction={directionOf(token.raw)} rows={() => [names, ...places.map((place) => texts[place] ?? [])]}>
      <thead>
        <tr>
          {token.header.map((cell, column) => (
            <SortableHead
              key={column}
              index={column}
              className={classOf(column)}
              name={names[column] ?? ''}
              sorting={sorting}
              onSort={(at) => setSorting((now) => nextSorting(now, at))}
            >
              {renderInline(cell.tokens, document)}
            </SortableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place}>
            {token.rows[place]?.map((cell, column) => (
              <td key={column} dir="auto" className={classOf(column)}>
                {/\S{50}/.test(texts[place]?.[column] ?? '') ? (
                  <span className="content-long">{renderInline(cell.tokens, document)}</span>
                ) : (
                  renderInline(cell.tokens, document)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
