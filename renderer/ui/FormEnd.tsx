import { useEffect, useRef, type ReactNode } from 'react'
import type { AppError } from '../../contract/errors.ts'
import { Button } from './Button.tsx'
import { Blocked, ErrorNotice } from './States.tsx'

interface FormEndProps {
  /** in a dialog, or at the gate, where buttons are larger */
  place?: 'dialog' | 'gate'
  error: AppError | null
  /** null: there is no way back */
  onBack: (() => void) | null
  back?: string | undefined
  /** another action, between the way back and the button that sends */
  children?: ReactNode
  /** what the button that sends says; `sending` while it does */
  send: string
  sending?: string
  look?: 'primary' | 'danger'
  busy: boolean
  /** what was entered can't be sent as it is */
  disabled?: boolean
  /** why nothing can be sent now, whatever was entered */
  blocked?: string | null
  testId?: string
}

/** The end of a form: what went wrong, the way back, and the one button that sends it. */
export function FormEnd({ place = 'dialog', error, onBack, back = 'Cancel', children, send, sending = send, look = 'primary', busy, disabled = false, blocked = null, testId }: FormEndProps) {
  // Where the window is low it would come out of sight, behind the buttons.
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => notice.current?.scrollIntoView({ block: 'end' }), [error])
  return (
    <>
      {error && (
        <div ref={notice} className="form-error">
          <ErrorNotice error={error} />
        </div>
      )}
      {blocked !== null && <Blocked why={blocked} />}
      <div className={`${place}-actions`}>
        {onBack && <Button action="app.escape" onClick={onBack}>{back}</Button>}
        {children}
        <Button type="submit" action="decide.send" look={look} disabled={busy || disabled || blocked !== null} data-testid={testId}>
          {busy ? sending : send}
        </Button>
      </div>
    </>
  )
}
