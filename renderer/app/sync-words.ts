import type { OutboxStatus, PullProgress, SyncStatus } from '../../contract/status.ts'
import { clockTime, count, plural } from '../ui/time.ts'

interface SyncWords {
  /** for the dot's colour, never the only sign */
  tone: 'good' | 'busy' | 'wait' | 'bad'
  state: SyncStatus['state']
  text: string
}

const seconds = (until: string, now: number) => Math.max(1, Math.ceil((Date.parse(until) - now) / 1_000))

function pulled({ rows, total, time_left_ms }: PullProgress): string {
  if (total === null) return plural(rows, 'row')
  return [`${percentOf(rows, total)} %`, ...(time_left_ms === null ? [] : [timeLeft(time_left_ms)])].join(', ')
}

/** Never 100 before it is done. */
const percentOf = (rows: number, total: number): number => Math.min(99, Math.floor((100 * rows) / Math.max(1, total)))

/** As exact as an estimate is: `3 min left`, `40 s left`, `a few seconds left`. */
export function timeLeft(ms: number): string {
  if (ms < 10_000) return 'a few seconds left'
  if (ms < 55_000) return `${Math.ceil(ms / 10_000) * 10} s left`
  const minutes = Math.max(1, Math.round(ms / 60_000))
  return minutes < 90 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`
}

/** All of it, for whoever wants to know: rows and bytes. */
export function pullDetails({ rows, bytes, total }: PullProgress): string {
  const megabytes = `${(bytes / 1_000_000).toFixed(1)} MB`
  return total === null ? `${plural(rows, 'row')}, ${megabytes}` : `${count(rows)} of ${plural(total, 'row')}, ${megabytes}`
}

/** The connection's half of the line. */
function connection(sync: SyncStatus, now: number): string {
  switch (sync.state) {
    case 'stopped':
      return 'not syncing'
    case 'starting':
      return 'connecting'
    case 'pulling':
      return sync.progress === null || sync.progress.rows === 0 ? 'pulling' : `pulling ${pulled(sync.progress)}`
    case 'live':
      return sync.realtime ? 'live' : 'up to date'
    case 'waiting':
      return sync.next_try_at === null ? 'the server does not answer' : `the server does not answer, next try in ${seconds(sync.next_try_at, now)} s`
    case 'offline':
      return `offline since ${clockTime(sync.since)}`
    case 'sign_in_needed':
      return 'sign-in needed'
    case 'failed':
      return sync.error?.code === 'schema_mismatch' ? 'update needed' : 'sync has stopped'
  }
}

/** The outbox's half: what has not arrived, and what waits for the reviewer. */
function decisions({ unsent, conflicts, refused }: OutboxStatus): string[] {
  return [
    unsent === 0 ? (conflicts + refused === 0 ? 'all sent' : '') : `${count(unsent)} unsent`,
    conflicts === 0 ? '' : plural(conflicts, 'conflict'),
    refused === 0 ? '' : `${count(refused)} refused`,
  ].filter((text) => text !== '')
}

/** The line at the foot of the list: always true, from what main says and nothing else. */
export function syncWords(sync: SyncStatus, outbox: OutboxStatus, now: number): SyncWords {
  const text = [connection(sync, now), ...decisions(outbox)].join(' · ')
  return { state: sync.state, text, tone: tone(sync, outbox) }
}

function tone({ state }: SyncStatus, { conflicts, refused }: OutboxStatus): SyncWords['tone'] {
  if (state === 'failed') return 'bad'
  if (conflicts + refused > 0 || state === 'offline' || state === 'sign_in_needed' || state === 'waiting') return 'wait'
  return state === 'live' ? 'good' : 'busy'
}
