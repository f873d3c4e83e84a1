import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { defaultReviewWithinHours } from '../../../../contract/entities.ts'
import { queries } from '../../../app/queries.ts'

/** Hours that an item may wait, by workspace id. */
export type DueHours = ReadonlyMap<string, number>

export function useDueHours(): DueHours {
  const workspaces = useQuery(queries.workspaces()).data
  return useMemo(() => new Map((workspaces ?? []).map(({ id, review_within_hours }) => [id, review_within_hours])), [workspaces])
}

/** `now` in ms since the epoch. */
export const isOverdue = (item: { workspace_id: string; created_at: string }, dueHours: DueHours, now: number): boolean =>
  now - Date.parse(item.created_at) > (dueHours.get(item.workspace_id) ?? defaultReviewWithinHours) * 3_600_000
