import type { ReactNode } from 'react'
import './Badge.css'

export type Tone = 'plain' | 'good' | 'bad' | 'wait' | 'accent'

export function Badge({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone} title={title}>
      {children}
    </span>
  )
}
