import { useId, type ReactNode } from 'react'
import { Badge, type Tone } from '../../ui/Badge.tsx'

interface SectionProps {
  title: string
  state?: { tone: Tone; text: string }
  testId?: string
  /** Facts */
  children: ReactNode
  actions?: ReactNode
}

export function Section({ title, state, testId, children, actions }: SectionProps) {
  const id = useId()
  return (
    <section className="diagnostics-section" aria-labelledby={id} data-testid={testId}>
      <header>
        <h2 id={id}>{title}</h2>
        {state && <Badge tone={state.tone}>{state.text}</Badge>}
      </header>
      <dl className="facts tabular">{children}</dl>
      {actions}
    </section>
  )
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
