import type { FormEvent, ReactNode } from 'react'
import './Lines.css'

/** A card of lines under a heading of its own. */
export const Lines = ({ children }: { children: ReactNode }) => <div className="lines">{children}</div>

interface LineProps {
  label: ReactNode
  /** what it does or means */
  text?: ReactNode
  testId?: string
  /** its control, or what is so */
  children: ReactNode
}

/** What something is called and does, and its control. */
export function Line({ testId, ...parts }: LineProps) {
  return (
    <div className="line" data-line data-testid={testId}>
      <Parts {...parts} />
    </div>
  )
}

/** The same, with a control that is sent. */
export function FormLine({ onSubmit, ...parts }: Omit<LineProps, 'testId'> & { onSubmit(): void }) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form className="line" data-line onSubmit={submit}>
      <Parts {...parts} />
    </form>
  )
}

const Parts = ({ label, text, children }: LineProps) => (
  <>
    <div className="line-words">
      <div className="line-label">{label}</div>
      {text !== undefined && <p className="soft">{text}</p>}
    </div>
    <div className="line-control">{children}</div>
  </>
)
