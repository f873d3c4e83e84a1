import { parameterLabel, parameterText } from './words.ts'

/** A session's task parameters as a definition list. */
export function Parameters({ parameters }: { parameters: Record<string, unknown> }) {
  const entries = Object.entries(parameters)
  if (entries.length === 0) return null
  return (
    <dl className="parameters">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{parameterLabel(name)}</dt>
          <dd dir="auto">{parameterText(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
