import { mailAddresses } from '../../contract/mail-link.ts'
import { createStore } from './store.ts'

/** An external link that waits for its confirmation: content is hostile until a person has seen where it leads. */
export const openedLink = createStore<string | null>(null)
export const openLink = (url: string): void => openedLink.set(url)

interface LinkTarget {
  kind: 'page' | 'mail'
  /** where it leads, as the system will really read it: punycode for look-alike letters */
  to: string
  rest: string
}

/** What a person has to see before a link is opened. */
export function linkTarget(url: string): LinkTarget {
  try {
    const parsed = new URL(url)
    if (parsed.protocol === 'mailto:') {
      return { kind: 'mail', to: mailAddresses(parsed)?.join(', ') ?? url, rest: 'The address alone is passed on: no other recipients, no subject, no text.' }
    }
    return { kind: 'page', to: parsed.host, rest: `${parsed.protocol}//…${parsed.pathname}${parsed.search}${parsed.hash}` }
  } catch {
    return { kind: 'page', to: url, rest: '' }
  }
}
