import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { QueueCriteria } from '../../../../contract/queue.ts'
import { listen } from '../../../app/ipc.ts'
import { useChosenWorkspace } from '../../../app/navigation.ts'
import { queries, queryClient } from '../../../app/queries.ts'

/** Numbers beside views are read at most so often, in milliseconds: nobody follows them key by key. */
const pace = 1_500

/** How many items each view has; the numbers follow what happens, and come after the first item (`wanted`). */
export function useCounts(views: QueueCriteria[], wanted: boolean): readonly number[] {
  const workspace = useChosenWorkspace()
  useFreshCounts()
  return useQuery({ ...queries.queueCounts(workspace, views), enabled: wanted }).data ?? []
}

function useFreshCounts(): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    const soon = () => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        // Counting is nothing that a key should wait behind.
        requestIdleCallback(() => void queryClient.invalidateQueries({ queryKey: ['queue.counts'] }), { timeout: pace })
      }, pace)
    }
    const stops = [listen('replica.changed', soon), listen('outbox.status', soon)]
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
      for (const stop of stops) stop()
    }
  }, [])
}
