import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { queries, useSettings } from '../../../app/queries.ts'

/** After so many hours an item is overdue, by workspace: its own number, else that of the notifications. */
export function useDueHours(): Record<string, number> {
  const { due_hours, notifications } = useSettings()
  const workspaces = useQuery(queries.workspaces()).data
  return useMemo(
    () => Object.fromEntries((workspaces ?? []).map(({ id }) => [id, due_hours[id] ?? notifications.overdue_hours])),
    [due_hours, notifications.overdue_hours, workspaces],
  )
}

export const isOverdue = (createdAt: string, hours: number | undefined, now: number): boolean => hours !== undefined && now - Date.parse(createdAt) > hours * 3_600_000
