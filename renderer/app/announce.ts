import { createStore } from './store.ts'

/** What a screen reader says next: outcomes of decisions, not their decoration. */
export const announcement = createStore('')

/** So long a message stays, in ms. */
const toldFor = 10_000

/** What failed and has no place of its own on the screen: shown for a while over whatever is there, and spoken. */
export const told = createStore<string | null>(null)
let forgetting: ReturnType<typeof setTimeout> | undefined

export function tell(text: string): void {
  announce(text)
  told.set(text)
  clearTimeout(forgetting)
  forgetting = setTimeout(() => told.set(null), toldFor)
}

let soon: ReturnType<typeof setTimeout> | undefined

/** A repeated text is said again: the trailing space makes it a change. */
export function announce(text: string): void {
  clearTimeout(soon)
  announcement.set(announcement.get() === text ? `${text} ` : text)
}

/** A held key goes on before this, in ms: the time between two of its repeats, and some. */
const passing = 150

/** Where one passes many in a moment: only the last is said, and nothing once something else is. */
export function announceSoon(text: string): void {
  clearTimeout(soon)
  soon = setTimeout(() => announce(text), passing)
}
