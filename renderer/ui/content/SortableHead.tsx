import type { ReactNode } from 'react'
import type { Sorting } from './sorting.ts'

interface SortableHeadProps {
  index: number
  className: string | undefined
  /** the column's name in plain words */
  name: string
  sorting: Sorting | null
  onSort(column: number): void
  children: ReactNode
}

/** A column's head with the button that orders by it; the name itself may hold links. */
export function SortableHead({ index, className, name, sorting, onSort, children }: SortableHeadProps) {
  const direction = sorting?.column === index ? sorting.direction : null
  return (
    <th scope="col" dir="auto" className={className} aria-sort={direction ?? 'none'}>
      {children}
      <button type="button" className="content-sort" aria-label={`Sort by ${name.slice(0, 100) || `column ${index + 1}`}`} onClick={() => onSort(index)} />
    </th>
  )
}
