import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useHints } from './keyboard/keymap.ts'
import { tray } from './navigation.ts'
import { queries } from './queries.ts'
import { pullDetails, syncWords } from './sync-words.ts'

/** A clock for the countdown to the next try; it ticks only while there is one. */
function useSeconds(running: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [running])
  return now
}

/** Where the data and the decisions are; opens the tray. */
export function SyncLine() {
  const sync = useQuery(queries.sync()).data
  const outbox = useQuery(queries.outbox()).data
  const hint = useHints()('go.outbox')
  const now = useSeconds(sync?.state === 'waiting')
  if (!sync || !outbox) return null
  const { tone, state, text } = syncWords(sync, outbox, now)
  return (
    <button
      type="button"
      className="sync-line"
      data-testid="sync-line"
      data-state={state}
      data-tone={tone}
      title={[sync.error?.message ?? (sync.progress ? pullDetails(sync.progress) : sync.realtime ? 'Outbox' : 'The server is asked from time to time; it does not push.'), hint].filter(Boolean).join('  ')}
      onClick={() => tray.set(true)}
    >
      <span className="sync-dot" aria-hidden />
      <span className="cut">{text}</span>
    </button>
  )
}
