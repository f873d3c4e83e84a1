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
  const mounted = state.mounted !== null
  const empty = state.ready && state.size === 0 && !open
  useEffect(() => {
    if (told.current || !(mounted || empty)) return
    const tell = (items: number) => {
      told.current = true
      // The first task after the frame that shows it.
      requestAnimationFrame(() => setTimeout(() => void invoke('app.ready', { items }).catch(() => undefined)))
    }
    if (mounted) return tell(state.size)
    // What the pull has just brought may not have reached the list yet.
    invoke('queue.index', { workspace_id: null }).then(({ total }) => total === 0 && !told.current && tell(0), () => undefined)
  }, [mounted, empty, state.size])
}
