import { app, Notification, type BrowserWindow } from 'electron'
import type { Settings } from '../../../contract/settings.ts'
import type { QueueItem } from '../../../contract/items.ts'
import type { NewsReading, OverdueSpan } from '../../store/api.ts'
import type { Log } from '../log.ts'
import { focusWindow } from '../window.ts'
import { createNotifier, type Looking } from './notifier.ts'
import { createWatch } from './watch.ts'
import type { Note } from './words.ts'

interface NotificationParts {
  window: BrowserWindow
  settings(): Settings
  /** null: no account is open */
  read(overdue: OverdueSpan): Promise<NewsReading | null>
  pulled(): boolean
  items(keys: readonly number[]): Promise<QueueItem[]>
  open(place: string): void
  log: Log
}

export interface Notifications {
  /** rows of the replica changed */
  changed(): void
  /** another account, or none, or a replica that begins anew */
  reset(): void
  /** what the page says that it shows */
  showing(view: Omit<Looking, 'focused'>): void
  stop(): void
}

/** The desktop's side of news: native notifications, the count on the app's icon and in the window's title. */
export function createNotifications({ window, settings, read, pulled, items, open, log }: NotificationParts): Notifications {
  let view: Omit<Looking, 'focused'> = { screen: null, item: null }
  const setTimer = (work: () => void, ms: number) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  }
  const notifier = createNotifier({
    settings: () => settings().notifications,
    looking: () => ({ focused: !window.isDestroyed() && window.isFocused(), ...view }),
    show: showNative,
    open: (place) => {
      focusWindow()
      open(place)
    },
    clock: { now: () => new Date(), setTimeout: setTimer },
  })
  const watch = createWatch({
    read,
    pulled,
    items,
    report: notifier.report,
    waiting: (count) => showCount(window, count),
    clock: { now: Date.now, setTimeout: setTimer },
    log,
  })
  window.on('focus', notifier.seen)
  return {
    changed: watch.changed,
    reset() {
      notifier.seen()
      watch.reset()
    },
    showing: (next) => {
      view = next
    },
    stop() {
      watch.stop()
      notifier.seen()
    },
  }
}

/** Shown notifications are held: one that is collected loses its click. */
const held = new Set<Notification>()

function showNative({ title, body }: Note, onClick: () => void): () => void {
  if (!Notification.isSupported()) return () => undefined
  const notification = new Notification({ title, body })
  const release = () => held.delete(notification)
  notification.on('click', onClick)
  notification.on('close', release)
  held.add(notification)
  notification.show()
  return () => {
    release()
    notification.close()
  }
}

/** On macOS and under Unity and KDE on the icon; elsewhere on Linux, and on Windows, the title is what there is. */
function showCount(window: BrowserWindow, count: number): void {
  app.setBadgeCount(count)
  if (!window.isDestroyed()) window.setTitle(count === 0 ? 'Countersign' : `(${count.toLocaleString('en')}) Countersign`)
}
