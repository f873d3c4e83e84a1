import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queries } from '../../../app/queries.ts'
import { useStore } from '../../../app/store.ts'
import { clockTime, count } from '../../../ui/time.ts'
import type { QueueController } from '../controller.ts'

const refreshEvery = 60_000
/** Fewer decisions than that, or less time, say nothing about the pace. */
const leastDecisions = 5
const leastMinutes = 2

/** Done today, left, and when it is all done at this pace. What is decided here counts at once; the rest is read now and then. */
export function Progress({ controller, size }: { controller: QueueController; size: number }) {
  const { done } = useStore(controller.decided)
  const progress = useQuery({ ...queries.queueProgress(), refetchInterval: refreshEvery })
  const [counted, setCounted] = useState({ at: 0, done: 0 })
  if (progress.dataUpdatedAt !== counted.at) setCounted({ at: progress.dataUpdatedAt, done })
  const since = done - counted.done
  const today = (progress.data?.today ?? 0) + since
  const end = progress.data === undefined ? null : endOf(progress.data.recent + since, progress.data.recent_minutes, size)
  return (
    <span className="progress tabular soft" title="Your decisions since midnight, what this view still has, and when it is empty at the pace of the last half hour" data-testid="progress">
      {count(today)} today · {count(size)} left{end !== null && <span className="progress-end"><span className="progress-dot"> · </span>done {end}</span>}
    </span>
  )
}

/** By the clock where that is today; null: nothing can be said. */
export function endOf(decisions: number, minutes: number, left: number, now = new Date()): string | null {
  if (decisions < leastDecisions || minutes < leastMinutes || left === 0) return null
  const end = new Date(now.getTime() + (left / (decisions / minutes)) * 60_000)
  if (end.toDateString() === now.toDateString()) return `by ${clockTime(end.toISOString())}`
  const days = Math.ceil((end.getTime() - now.getTime()) / 86_400_000)
  return days > 60 ? null : `in ${days} d`
}
