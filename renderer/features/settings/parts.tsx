import type { ReactNode } from 'react'

/** A heading and its lines. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="settings-section">
      <h2>{title}</h2>
      <div className="settings-lines">{children}</div>
    </section>
  )
}

/** One setting: what it is called, what it does, its control. */
export function Line({ label, text, children }: { label: ReactNode; text?: string; children: ReactNode }) {
  return (
    <div className="settings-line">
      <div>
        <div className="settings-label">{label}</div>
        {text !== undefined && <p className="soft">{text}</p>}
      </div>
      <div className="settings-control">{children}</div>
    </div>
  )
}
