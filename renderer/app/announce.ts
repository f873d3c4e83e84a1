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

/** A repeated text is said again: the trailing space makes it a change. */
export const announce = (text: string): void => announcement.set(announcement.get() === text ? `${text} ` : text)
