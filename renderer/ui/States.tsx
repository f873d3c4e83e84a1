import { AlertTriangle, CloudOff, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AppError } from '../../contract/errors.ts'
import { explain } from './explain.ts'
import { Button } from './Button.tsx'
import './States.css'

interface BlankProps {
  icon?: LucideIcon
  title: string
  children?: ReactNode
  actions?: ReactNode
  testId?: string
}

/** A whole screen or pane with nothing in it: says so, and what to do next. */
export function EmptyState({ icon: Icon, title, children, actions, testId }: BlankProps) {
  return (
    <div className="blank" data-testid={testId}>
      {Icon && <Icon size={28} strokeWidth={1.5} aria-hidden />}
      <h2>{title}</h2>
      {children}
      {actions && <div className="blank-actions">{actions}</div>}
    </div>
  )
}

export function ErrorState({ error, onRetry }: { error: AppError; onRetry?: () => void }) {
  const { title, advice } = explain(error)
  return (
    <div className="blank" role="alert">
      <AlertTriangle size={28} strokeWidth={1.5} aria-hidden />
      <h2>{title}</h2>
      <p>{error.message}</p>
      {advice !== null && <p>{advice}</p>}
      {onRetry && (
        <div className="blank-actions">
          <Button action="app.retry" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  )
}

/** Within a form or pane: what happened and what to do. */
export function ErrorNotice({ error }: { error: AppError }) {
  const { title, advice } = explain(error)
  return (
    <div className="notice" data-tone="bad" role="alert" data-testid="error" data-code={error.code}>
      <AlertTriangle size={16} aria-hidden />
      <div>
        <strong>{title}</strong>
        {error.message !== '' && <p>{error.message}</p>}
        {advice !== null && <p className="soft">{advice}</p>}
      </div>
    </div>
  )
}

/** Why buttons beside it are off for now. */
export function Blocked({ why, className, children }: { why: string; className?: string; children?: ReactNode }) {
  return (
    <div className={className === undefined ? 'notice' : `notice ${className}`} data-tone="wait" role="status" data-testid="blocked">
      <CloudOff size={16} aria-hidden />
      <div>
        {why}
        {children}
      </div>
    </div>
  )
}

/** Nothing for the first 300 ms: what is quick needs no word. */
export function Loading({ children }: { children: ReactNode }) {
  return (
    <div className="blank wait" role="status">
      <p>{children}</p>
    </div>
  )
}
