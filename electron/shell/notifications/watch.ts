import type { QueueItem } from '../../../contract/items.ts'
import type { NewsReading, OverdueSpan } from '../../store/api.ts'
import type { Log } from '../log.ts'
import type { News, NewsKind } from './words.ts'

interface WatchParts {
  /** null: no account is open */
  read(overdue: OverdueSpan): Promise<NewsReading | null>
  /** the server's rows have all come once since the account was opened */
  pulled(): boolean
  items(keys: readonly number[]): Promise<QueueItem[]>
  report(kind: NewsKind, news: readonly News[]): void
  /** how many items wait for this person */
  waiting(count: number): void
  clock: { now(): number; setTimeout(work: () => void, ms: number): () => void }
  log: Log
}

export interface Watch {
  /** rows of the replica changed */
  changed(): void
  /** another account, or none, or another replica with keys of its own: what was known is forgotten */
  reset(): void
  stop(): void
}

const pauseMs = 1_000
const tickMs = 60_000
/** More than these are counted, not named. */
const named = 20

/** Reads what waits, at most once a second, and tells what is new since the reading before. */
export function createWatch({ read, pulled, items, report, waiting, clock, log }: WatchParts): Watch {
  let known: { checkpoints: Set<number>; mentions: Set<string> } | null = null
  /** what became overdue until then has been told, or was so at the start */
  let overdueUntil = 0
  let cancel: (() => void) | null = null
  /** when it looks next */
  let due = Infinity
  /** grows with each account */
  let round = 0

  const place = (item: QueueItem): string => `queue/${item.kind}/${item.id}`
  const tell = async (kind: NewsKind, keys: readonly number[]) => {
    if (keys.length === 0) return
    const found = await items(keys.slice(0, named))
    const news: News[] = found.map((item) => ({ id: item.id, title: item.title, place: place(item) }))
    for (const key of keys.slice(named)) news.push({ id: `key ${key}`, title: '', place: 'queue' })
    report(kind, news)
  }

  const look = async () => {
    const at = round
    const until = clock.now()
    const after = Math.max(overdueUntil, known === null ? until : 0)
    const reading = await read({ after, until })
    if (at !== round) return
    if (reading === null) return waiting(0)
    waiting(reading.waiting)
    if (!pulled()) return
    const before = known
    known = { checkpoints: new Set(reading.checkpoints), mentions: new Set(reading.mentions.map(({ id }) => id)) }
    overdueUntil = Math.max(until, overdueUntil)
    // What waited before this start is no news.
    if (before === null) return
    await tell('checkpoints', [...reading.checkpoints].filter((key) => !before.checkpoints.has(key)))
    await tell('overdue', reading.overdue)
    const mentions = reading.mentions.filter(({ id }) => !before.mentions.has(id))
    if (mentions.length > 0) report('mentions', mentions)
  }

  const schedule = (ms: number) => {
    cancel?.()
    cancel = clock.setTimeout(() => {
      cancel = null
      due = Infinity
      look()
        .catch((error: unknown) => log.warn('notifications', 'could not read what waits', { error }))
        .finally(() => {
          if (cancel === null) schedule(tickMs)
        })
    }, ms)
    due = clock.now() + ms
  }

  schedule(pauseMs)
  return {
    changed() {
      if (due - clock.now() > pauseMs) schedule(pauseMs)
    },
    reset() {
      round++
      known = null
      overdueUntil = 0
      schedule(0)
    },
    stop() {
      round++
      cancel?.()
    },
  }
}
