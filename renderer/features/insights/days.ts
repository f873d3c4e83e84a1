import type { DayFigures } from '../../../contract/insights.ts'

export interface Column {
  /** the first day of it */
  from: string
  days: number
  approved: number
  rejected: number
  checkpoints: number
}

/** More columns than this stand too close to be told apart: then a column is a week, or four. */
const most = 92

export function columnsOf(days: readonly DayFigures[]): Column[] {
  const size = days.length <= most ? 1 : days.length <= most * 7 ? 7 : 28
  const columns: Column[] = []
  for (let at = 0; at < days.length; at += size) {
    const part = days.slice(at, at + size)
    const sum = (of: 'approved' | 'rejected' | 'checkpoints') => part.reduce((all, day) => all + day[of], 0)
    columns.push({ from: part[0]?.day ?? '', days: size, approved: sum('approved'), rejected: sum('rejected'), checkpoints: sum('checkpoints') })
  }
  return columns
}
