const local = /^[\p{L}\p{N}.!$'*+/^_{|}~-]{1,64}$/u

/**
 * Whom a mailto address names, each host in ASCII; null: nobody, or something that is not plainly an address. What else such
 * a link carries (further recipients, subject, text) is never passed on: whoever agrees to write to somebody sees only whom.
 */
export function mailAddresses({ pathname }: URL): string[] | null {
  try {
    const addresses = decodeURIComponent(pathname).split(',').map(plainAddress)
    return addresses.includes(null) ? null : (addresses as string[])
  } catch {
    return null
  }
}

/** The link that a mail program is given. */
export const mailLink = (addresses: readonly string[]): string => `mailto:${addresses.map((address) => address.split('@').map(encodeURIComponent).join('@')).join(',')}`

function plainAddress(text: string): string | null {
  const [name = '', domain = '', ...more] = text.trim().split('@')
  if (!local.test(name) || more.length > 0 || !/^[\p{L}\p{M}\p{N}.-]{1,253}$/u.test(domain)) return null
  return `${name}@${new URL(`https://${domain}`).hostname}`
}
