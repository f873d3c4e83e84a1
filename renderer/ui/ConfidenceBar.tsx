import './ConfidenceBar.css'

/** Below this an artifact is called unsure. */
export const lowConfidence = 0.6

/** The agent’s own estimate, 0..1, as a small bar with its number. */
export function ConfidenceBar({ value }: { value: number }) {
  const percent = Math.round(value * 100)
  return (
    <span className="confidence" data-low={value < lowConfidence || undefined} title={`The agent’s confidence: ${percent} %`}>
      <span className="confidence-bar" role="meter" aria-label="The agent’s confidence" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="confidence-number">{percent} %</span>
    </span>
  )
}
