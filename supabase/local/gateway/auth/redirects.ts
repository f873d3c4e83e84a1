import { validationFailed } from './errors.ts'

/** Where links of mails lead when the request names no other place. */
export const siteUrl = 'countersign://auth'

/** The app's own scheme and loopback addresses are allowed; anything else falls back to the app, as in Supabase. */
export function redirectTarget(wanted: string | undefined): string {
  if (!wanted) return siteUrl
  let url: URL
  try {
    url = new URL(wanted)
  } catch {
    return siteUrl
  }
  if (url.protocol === 'countersign:') return wanted
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]'
  return loopback && (url.protocol === 'http:' || url.protocol === 'https:') ? wanted : siteUrl
}

/** The target with parameters added to its query and its fragment. */
export function redirectWith(target: string, query: Record<string, string>, fragment: Record<string, string> = {}): string {
  const [base = '', existing] = target.split('#')[0]?.split('?') ?? []
  if (base === '') throw validationFailed('Invalid redirect')
  const search = new URLSearchParams(existing)
  for (const [name, value] of Object.entries(query)) search.set(name, value)
  const hash = new URLSearchParams(fragment).toString()
  const text = search.toString()
  return `${base}${text ? `?${text}` : ''}${hash ? `#${hash}` : ''}`
}
