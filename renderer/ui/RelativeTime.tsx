import { useSyncExternalStore } from 'react'
import { age, ago, exactTime } from './time.ts'

let now = Date.now()
const listeners = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined

/** One clock for the whole window, every 20 s, and only while a time is shown. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (ticking === undefined) {
    now = Date.now()
    ticking = setInterval(() => {
      now = Date.now()
      for (const each of listeners) each()
    }, 20_000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

/** The current time, coarse. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** How long ago, exact on hover; `sentence`: "5 min ago" instead of "5 min". */
export function RelativeTime({ at, sentence }: { at: string; sentence?: boolean }) {
  const current = useNow()
  return (
    <time dateTime={at} title={exactTime(at)} className="tabular">
      {sentence ? ago(at, current) : age(at, current)}
    </time>
  )
}
