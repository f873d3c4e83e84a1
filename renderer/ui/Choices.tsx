import { RadioGroup, Switch as RadixSwitch, ToggleGroup } from 'radix-ui'
import './Choices.css'

interface Option<V extends string> {
  value: V
  label: string
  text?: string
  testId?: string
}

interface ChoicesProps<V extends string> {
  labelledBy: string
  value: V
  options: readonly Option<V>[]
  onChange(value: V): void
}

/** One of a few, each with its consequences. */
export function Choices<V extends string>({ labelledBy, value, options, onChange }: ChoicesProps<V>) {
  return (
    <RadioGroup.Root className="choices" aria-labelledby={labelledBy} value={value} onValueChange={(next) => onChange(next as V)}>
      {options.map((option) => (
        <RadioGroup.Item key={option.value} value={option.value} className="choice" data-testid={option.testId}>
          <span className="choice-dot" aria-hidden />
          <span className="choice-name">{option.label}</span>
          {option.text !== undefined && <span className="choice-text">{option.text}</span>}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}

export function Segmented<V extends string>({ label, value, options, onChange }: Omit<ChoicesProps<V>, 'labelledBy'> & { label: string }) {
  return (
    <ToggleGroup.Root type="single" className="segmented" aria-label={label} value={value} onValueChange={(next) => next !== '' && onChange(next as V)}>
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} data-testid={option.testId}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}

/** A filter that is on or off. */
export function Chip({ label, pressed, onClick, testId }: { label: string; pressed: boolean; onClick(): void; testId?: string }) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} data-testid={testId} onClick={onClick}>
      {label}
    </button>
  )
}

interface SwitchProps {
  label: string
  checked: boolean
  disabled?: boolean
  onChange(checked: boolean): void
  testId?: string
}

export function Switch({ label, checked, disabled = false, onChange, testId }: SwitchProps) {
  return (
    <RadixSwitch.Root className="switch" aria-label={label} checked={checked} disabled={disabled} onCheckedChange={onChange} data-testid={testId}>
      <RadixSwitch.Thumb className="switch-thumb" />
    </RadixSwitch.Root>
  )
}
