import { MAX_LINK } from './limits.ts'
import { mailAddresses, mailLink } from '../../../contract/mail-link.ts'
import { decodeEntities } from './entities.ts'

/** Which targets are links at all, and what a reader has to be told about them. */

type SafeLink = {
  /** normalised: what is shown is what is opened */
  url: string
  /** the real host in ASCII, or the address of a mailto link */
  target: string
  /** the target has to stand beside the text, because the text does not say it or says another */
  revealTarget: boolean
}

const schemes = new Set(['http:', 'https:', 'mailto:'])

/** The link behind an address, or null when the address may only be shown as text. */
export function safeLink(href: string, text: string, literal = false): SafeLink | null {
  if (href.length > MAX_LINK) return null
  const address = (literal ? href : decodeEntities(href)).trim()
  // An absolute address names its scheme; "//host" and paths would be resolved against the app's own origin.
  if (!/^[a-z]+:/i.test(address)) return null
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  if (!schemes.has(url.protocol)) return null
  if (url.protocol === 'mailto:') {
    const addresses = mailAddresses(url)
    if (addresses === null) return null
    const target = addresses.join(', ')
    return { url: mailLink(addresses), target, revealTarget: looksLikeAddress(text) && !text.includes(target) }
  }
  if (url.hostname === '') return null
  const revealTarget =
    url.username !== '' || url.password !== '' || /(^|\.)xn--/.test(url.hostname) || namesAnotherHost(text, url.hostname)
  return { url: url.href, target: url.host, revealTarget }
}

const looksLikeAddress = (text: string) => /\S@\S/.test(text)

/** File names end like hosts do; these endings are no top-level domains. */
const fileEnding = /\.(?:js|ts|jsx|tsx|json|txt|pdf|csv|html|css|xml|yaml|yml|sql)$/i

/** Does the text look like an address whose host is not the real one? */
function namesAnotherHost(text: string, host: string): boolean {
  const named = /(?:^|[\s(<"'@/])((?:[\p{L}\p{N}_-]{1,63}\.)+\p{L}{2,24})(?![\p{L}\p{N}])/u.exec(text.slice(0, 300))?.[1]
  if (named === undefined || fileEnding.test(named)) return false
  try {
    return bare(new URL(`https://${named}`).hostname) !== bare(host)
  } catch {
    return true
  }
}

const bare = (host: string) => host.toLowerCase().replace(/^www\./, '')

/** Plain text with the addresses in it: alternating text and address, text first. */
export function splitAddresses(text: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\u2028\u2029]{1,2000}/g)) {
    const address = match[0].replace(/[.,;:!?)\]}*_]+$/, '')
    parts.push(text.slice(from, match.index), address)
    from = match.index + address.length
  }
  parts.push(text.slice(from))
  return parts
}
