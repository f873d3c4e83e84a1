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

interface NumberLineProps {
  id: string
  label: string
  text: string
  unit: string
  value: number
  min: number
  max: number
  onChange(value: number): void
}

/** A whole number; taken when the field is left, put back when it does not fit. */
export function NumberLine({ id, label, text, unit, value, min, max, onChange }: NumberLineProps) {
  return (
    <Line label={<label htmlFor={id}>{label}</label>} text={text}>
      <input
        id={id}
        className="input settings-number tabular"
        type="number"
        min={min}
        max={max}
        key={value}
        defaultValue={value}
        onBlur={(event) => {
          const next = Math.round(event.target.valueAsNumber)
          if (next >= min && next <= max && next !== value) onChange(next)
          else event.target.value = String(value)
        }}
      />
      <span className="soft">{unit}</span>
    </Line>
  )
}
