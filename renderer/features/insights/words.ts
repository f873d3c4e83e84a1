import type { TaskType } from '../../../contract/entities.ts'
import { taskTypeWords } from '../../ui/item/words.ts'

const units: readonly [seconds: number, unit: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/** `3.2 d`, `45 min`, `12 s`: two digits are enough to compare. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, 's']
  const value = seconds / size
  return `${value < 10 && unit !== 's' ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`
}

/** `up to 1 h`, `over 7 d` */
export function durationBin(bounds: readonly (number | null)[], index: number): string {
  const upTo = bounds[index]
  if (upTo === null || upTo === undefined) return `over ${duration(bounds[index - 1] ?? 0)}`
  return index === 0 ? `under ${duration(upTo)}` : `${duration(bounds[index - 1] ?? 0)} to ${duration(upTo)}`
}

export const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0).replace(/\.0$/, '')} %`)

/** The shares with their interval: `72 % (68–76)` */
export const interval = ({ rate, low, high }: { rate: number | null; low: number | null; high: number | null }): string =>
  rate === null || low === null || high === null ? '–' : `${percent(rate)} (${Math.round(low * 100)}–${Math.round(high * 100)})`

export const typeName = (type: TaskType | null): string => (type === null ? 'not known' : taskTypeWords[type])

const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })
export const dayName = (day: string): string => days.format(new Date(`${day}T00:00:00Z`))
