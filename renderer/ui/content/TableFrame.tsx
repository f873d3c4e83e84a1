import type { ReactNode } from 'react'

/** A table that scrolls sideways within its own box, by keyboard too. */
export function TableFrame({ direction, children }: { direction: 'ltr' | 'rtl'; children: ReactNode }) {
  return (
    <div className="content-table-frame" role="region" aria-label="Table" tabIndex={0} dir={direction}>
      <table className="content-table">{children}</table>
    </div>
  )
}
