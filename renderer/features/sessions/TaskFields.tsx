import { useId } from 'react'
import type { TaskType } from '../../../contract/entities.ts'
import { formFields, type FormField, type FormValue, type FormValues } from '../../../contract/task-form.ts'
import { Segmented } from '../../ui/Choices.tsx'
import { parameterLabel } from '../../ui/item/words.ts'

interface TaskFieldsProps {
  type: TaskType
  values: FormValues
  problems: Readonly<Record<string, string>>
  /** whether what is missing is told as well, not only what is wrong */
  strict: boolean
  onChange(values: FormValues): void
}

/** The form of a task type, made of its definition: a field that is added there appears here. */
export function TaskFields({ type, values, problems, strict, onChange }: TaskFieldsProps) {
  return formFields(type).map((field) => {
    const value = values[field.name] ?? ''
    const untouched = value === '' || value.length === 0
    const problem = strict || !untouched ? problems[field.name] : undefined
    return <Field key={`${type}.${field.name}`} field={field} value={value} problem={problem} onChange={(next) => onChange({ ...values, [field.name]: next })} />
  })
}

function Field({ field, value, problem, onChange }: { field: FormField; value: FormValue; problem: string | undefined; onChange(value: FormValue): void }) {
  const id = useId()
  const label = parameterLabel(field.name)
  const described = problem === undefined ? {} : { 'aria-invalid': true as const, 'aria-describedby': `${id}-problem` }
  return (
    <div className="field">
      {field.kind === 'choice' ? (
        <>
          <span className="field-label">{label}</span>
          <div>
            <Segmented label={label} value={String(value)} options={field.choices.map((choice) => ({ value: choice, label: choice, testId: `parameter-${field.name}-${choice}` }))} onChange={onChange} />
          </div>
        </>
      ) : (
        <label htmlFor={id}>
          {label} {(field.kind === 'list' || !field.required) && <span className="soft">optional</span>}
        </label>
      )}
      {field.kind === 'text' && (
        <textarea id={id} className="input" rows={field.longest > 300 ? 2 : 1} dir="auto" value={String(value)} onChange={(event) => onChange(event.target.value)} data-testid={`parameter-${field.name}`} {...described} />
      )}
      {field.kind === 'list' && (
        <>
          <textarea
            id={id}
            className="input"
            rows={Math.min(6, Math.max(2, value.length))}
            dir="auto"
            value={typeof value === 'string' ? value : value.join('\n')}
            onChange={(event) => onChange(linesOf(event.target.value))}
            data-testid={`parameter-${field.name}`}
            {...described}
          />
          <p className="field-hint">One per line.</p>
        </>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="field-problem" data-testid={`problem-${field.name}`}>
          {problem}
        </p>
      )}
    </div>
  )
}

/** An empty field is an empty list; a line that is empty while one types is a line. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'))
