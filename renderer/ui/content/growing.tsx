import { startTransition, useEffect, useState } from 'react'
import { KeyOf } from '../Button.tsx'
import { count } from '../time.ts'

/** How much of something long is shown: `first` with the first paint, up to `unasked` when idle, `step` more on demand. */
export function useGrowing(total: number, first: number, step: number) {
  const [limit, setLimit] = useState(step)
  const [shown, setShown] = useState(first)
  const end = Math.min(total, limit)
  useEffect(() => {
    if (shown >= end) return
    return whenIdle(() => startTransition(() => setShown((now) => Math.min(end, now + Math.max(20, now)))))
  }, [shown, end])
  return { shown: Math.min(shown, end), left: total - end, more: () => setLimit((now) => now + step * 4) }
}

/** Runs when the main thread has time; answers what cancels it. */
export function whenIdle(run: (deadline: IdleDeadline) => void): () => void {
  const handle = requestIdleCallback(run, { timeout: 500 })
  return () => cancelIdleCallback(handle)
}

export function ShowMore({ left, noun, onMore }: { left: number; noun: string; onMore: () => void }) {
  if (left <= 0) return null
  return (
    <button type="button" className="content-more" data-action="read.more" onClick={onMore}>
      <KeyOf action="read.more" /> Show more ({count(left)} {noun} left)
    </button>
  )
}
