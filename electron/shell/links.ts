import { AppError } from '../../contract/errors.ts'

const schemes = new Set(['https:', 'http:', 'mailto:'])

/** The address as it may be handed to the system. Throws invalid_input for any other scheme and for what is no address. */
export function externalLink(text: string): string {
  const refused = new AppError('invalid_input', 'Only web addresses (https, http) and e-mail addresses (mailto) are opened.')
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw refused
  }
  if (!schemes.has(url.protocol)) throw refused
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid_input', 'This address carries a user name, as deceptive links do; it is not opened.')
  }
  return url.href
}
