import type { ReactNode } from 'react'

/** A table that scrolls sideways within its own box, by keyboard too. */
export function TableFrame({ label = 'Table', children }: { label?: string; children: ReactNode }) {
  return (
    <div className="content-table-frame" role="region" aria-label={label} tabIndex={0}>
      <table className="content-table">{children}</table>
    </div>
  )
}
