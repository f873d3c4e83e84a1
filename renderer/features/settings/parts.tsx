import type { ReactNode } from 'react'
import { Segmented, Switch } from '../../ui/Choices.tsx'
import { Line, Lines } from '../../ui/Lines.tsx'

/** A heading and its lines. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="settings-section">
      <h2>{title}</h2>
      <Lines>{children}</Lines>
    </section>
  )
}

interface SettingProps<V> {
  label: string
  text?: string
  value: V
  onChange(value: V): void
}

/** On or off. */
export function SwitchLine({ label, text, value, onChange, testId }: SettingProps<boolean> & { testId?: string }) {
  return (
    <Line label={label} text={text}>
      <Switch label={label} checked={value} onChange={onChange} {...(testId === undefined ? {} : { testId })} />
    </Line>
  )
}

type Options<V extends string> = readonly { value: V; label: string; testId?: string }[]

/** One of a few. */
export function ChoiceLine<V extends string>({ label, text, value, options, onChange }: SettingProps<V> & { options: Options<V> }) {
  return (
    <Line label={label} text={text}>
      <Segmented label={label} value={value} options={options} onChange={onChange} />
    </Line>
  )
}

interface NumberLineProps extends SettingProps<number> {
  id: string
  unit: string
  min: number
  max: number
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
