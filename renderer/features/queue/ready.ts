import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { SyncStatus } from '../../../contract/status.ts'
import { invoke } from '../../app/ipc.ts'
import { queries } from '../../app/queries.ts'
import type { QueueState } from './state.ts'

/** Whether the first pull is still to come or under way: an empty queue says nothing yet. */
export const firstPullOpen = (sync: SyncStatus | undefined): boolean =>
  sync === undefined || (sync.last_pull_at === null && ['stopped', 'starting', 'pulling', 'waiting'].includes(sync.state))

/** Tells main once that the queue has been painted, or that it is known to be empty. */
export function useReady(state: QueueState): void {
  const told = useRef(false)
  const open = firstPullOpen(useQuery(queries.sync()).data)
  const painted = state.ready && (state.mounted !== null || (state.size === 0 && !open))
  useEffect(() => {
    if (!painted || told.current) return
    told.current = true
    // The first task after the frame that shows it.
    requestAnimationFrame(() => setTimeout(() => void invoke('app.ready', { items: state.size }).catch(() => undefined)))
  }, [painted, state.size])
}
