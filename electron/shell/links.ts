import { AppError } from '../../contract/errors.ts'
import { mailAddresses, mailLink } from '../../contract/mail-link.ts'

const schemes = new Set(['https:', 'http:', 'mailto:'])

/** The address as it may be handed to the system: of mail nothing but the recipients. Throws invalid_input for any other scheme and for what is no address. */
export function externalLink(text: string): string {
  const refused = new AppError('invalid_input', 'Only web addresses (https, http) and e-mail addresses (mailto) are opened.')
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw refused
  }
  if (!schemes.has(url.protocol)) throw refused
  if (url.protocol === 'mailto:') {
    const addresses = mailAddresses(url)
    if (addresses === null) throw refused
    return mailLink(addresses)
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid_input', 'This address carries a user name, as deceptive links do; it is not opened.')
  }
  return url.href
}
