import type { InsightsFilter } from '../../../contract/insights.ts'
import { startOfDay } from '../../ui/days.ts'

export const periods = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last 12 months' },
  { value: 'all', label: 'All time' },
  { value: 'custom', label: 'From … to …' },
] as const
export type Period = (typeof periods)[number]['value']

/** Days as `YYYY-MM-DD`; empty: no bound. */
export interface Choice {
  period: Period
  project_id: string | null
  from: string
  to: string
}

/** Whole days of this computer's time zone: the last seven days are today and the six before. */
export function boundsOf({ period, from, to }: Choice, now: number): Pick<InsightsFilter, 'from' | 'to'> {
  if (period === 'all') return { from: null, to: null }
  if (period === 'custom') return { from: startOfDay(from), to: startOfDay(to, 1) }
  const today = new Date(now)
  return { from: new Date(today.getFullYear(), today.getMonth(), today.getDate() - (Number(period) - 1)).toISOString(), to: null }
}
