/** What the marks of a chart stand for, in the order in which they are stacked. */
export function Legend({ parts }: { parts: readonly (readonly [mark: string, label: string])[] }) {
  return (
    <ul className="legend" aria-hidden>
      {parts.map(([mark, label]) => (
        <li key={mark}>
          <span className={`legend-mark legend-${mark}`} />
          {label}
        </li>
      ))}
    </ul>
  )
}
