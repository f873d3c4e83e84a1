import { createStore } from './store.ts'

/** What a screen reader says next: outcomes of decisions, not their decoration. */
export const announcement = createStore('')

/** A repeated text is said again: the trailing space makes it a change. */
export const announce = (text: string): void => announcement.set(announcement.get() === text ? `${text} ` : text)
