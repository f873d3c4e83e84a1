import { useState, type ReactNode } from 'react'
import { csvLines } from '../../../contract/csv.ts'
import { KeyOf } from '../Button.tsx'
import { copyText } from './clipboard.ts'
import { isNumber } from './sorting.ts'

interface TableFrameProps {
  direction: 'ltr' | 'rtl'
  /** all rows as texts, in the order shown, the head first: what is copied */
  rows(): (string | null)[][]
  children: ReactNode
}

/** A table that scrolls sideways within its own box, by keyboard too, and can be copied for a spreadsheet. */
export function TableFrame({ direction, rows, children }: TableFrameProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const copy = async () => {
    setState((await copyText(csvLines(rows(), isNumber))) ? 'copied' : 'failed')
    setTimeout(() => setState('idle'), 2_000)
  }
  return (
    <div className="content-table-box">
      <div className="content-table-frame" role="region" aria-label="Table" tabIndex={0} dir={direction}>
        <table className="content-table">{children}</table>
      </div>
      <button type="button" className="content-copy content-table-copy" data-action="read.copy" onClick={() => void copy()}>
        <KeyOf action="read.copy" />{' '}
        <span aria-live="polite">{{ idle: 'Copy as CSV', copied: 'Copied', failed: 'Could not copy' }[state]}</span>
      </button>
    </div>
  )
}
