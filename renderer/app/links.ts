import { createStore } from './store.ts'

/** An external link that waits for its confirmation: content is hostile until a person has seen where it leads. */
export const openedLink = createStore<string | null>(null)
export const openLink = (url: string): void => openedLink.set(url)
