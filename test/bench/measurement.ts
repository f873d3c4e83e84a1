/** One figure of a bench run; `bar` is what it has to reach, as text, and `ok` whether it did. */
export interface Measurement {
  bench: string
  metric: string
  value: number
  unit: string
  /** the figure that it is compared with, measured in the same run; null: the bar is absolute */
  baseline: number | null
  bar: string
  ok: boolean
  /** how many samples stand behind the value */
  n: number
  conditions: string
}

/** The q-quantile (0..1) of the samples, nearest rank. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]
  if (value === undefined) throw new Error('no samples')
  return value
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits))

export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map((one) => [
    one.ok ? 'ok  ' : 'MISS',
    one.metric,
    `${one.value} ${one.unit}`,
    one.baseline === null ? '' : `baseline ${one.baseline}`,
    `bar ${one.bar}`,
    `n ${one.n}`,
    one.conditions,
  ])
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), [])
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ').trimEnd()).join('\n')
}
