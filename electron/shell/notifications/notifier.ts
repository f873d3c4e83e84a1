import type { NotificationSettings } from '../../../contract/settings.ts'
import { noteOf, type News, type NewsKind, type Note } from './words.ts'

/** What the person has before them; `focused` false: another program. */
export interface Looking {
  focused: boolean
  screen: string | null
  /** id of the item or session that is open */
  item: string | null
}

interface NotifierParts {
  settings(): NotificationSettings
  looking(): Looking
  /** shows a note; answers how to take it away */
  show(note: Note, onClick: () => void): () => void
  open(place: string): void
  clock: { now(): Date; setTimeout(work: () => void, ms: number): () => void }
}

interface Notifier {
  report(kind: NewsKind, news: readonly News[]): void
  /** the person looks at the app: what was shown is taken away, and counting begins anew */
  seen(): void
}

/** A burst is one note: so long is waited for more, and so long before the note is replaced by one that counts further. */
const settleMs = 1_500
const replaceMs = 20_000

interface Group {
  unseen: Map<string, News>
  /** what is on the desktop; its count may be behind */
  shown: { close(): void; at: number } | null
  cancel: (() => void) | null
}

/** Decides what is shown and when: one note per kind at a time, counting on until the person looks. */
export function createNotifier({ settings, looking, show, open, clock }: NotifierParts): Notifier {
  const groups = new Map<NewsKind, Group>()

  const groupOf = (kind: NewsKind): Group => {
    const group = groups.get(kind) ?? { unseen: new Map(), shown: null, cancel: null }
    groups.set(kind, group)
    return group
  }

  const flush = (kind: NewsKind, group: Group) => {
    group.cancel = null
    const chosen = settings()
    if (!chosen[kind] || group.unseen.size === 0 || isQuiet(chosen.quiet, clock.now())) return
    const note = noteOf(kind, [...group.unseen.values()], chosen)
    group.shown?.close()
    const close = show(note, () => {
      open(note.place)
      clear(group)
    })
    group.shown = { close, at: clock.now().getTime() }
  }

  const clear = (group: Group) => {
    group.cancel?.()
    group.shown?.close()
    group.unseen.clear()
    group.shown = null
    group.cancel = null
  }

  return {
    report(kind, news) {
      const chosen = settings()
      if (!chosen[kind] || isQuiet(chosen.quiet, clock.now())) return
      const at = looking()
      const group = groupOf(kind)
      for (const each of news) if (!isInSight(kind, each, at)) group.unseen.set(each.id, each)
      if (group.unseen.size === 0 || group.cancel !== null) return
      const since = group.shown === null ? Infinity : clock.now().getTime() - group.shown.at
      group.cancel = clock.setTimeout(() => flush(kind, group), Math.max(settleMs, replaceMs - since))
    },
    seen: () => groups.forEach(clear),
  }
}

/** The focused window shows it already: the queue what arrives and grows old in it, an item what is said about it. */
function isInSight(kind: NewsKind, news: News, { focused, screen, item }: Looking): boolean {
  if (!focused) return false
  if (kind === 'mentions') return item !== null && news.place.endsWith(`/${item}`)
  return screen === 'queue'
}

/** Both ends by the clock of this computer; from later than to spans midnight; equal ends are the whole day. */
export function isQuiet({ on, from, to }: NotificationSettings['quiet'], now: Date): boolean {
  if (!on) return false
  const time = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`
  return from < to ? time >= from && time < to : time >= from || time < to
}
