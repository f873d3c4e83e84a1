import type { Connection } from '../../contract/status.ts'

/** The scheme that the packaged app registers (electron-builder.yml, protocols). */
export const linkScheme = 'countersign'
const path = /^\/auth\/callback\/([\w-]{20,64})$/

/** What a link back into the app says. `state` names the sign-in that it belongs to. */
export type Callback = { state: string; code: string } | { state: string; problem: { error: string; description: string } }

export const schemeRedirect = (state: string): string => `${linkScheme}://auth/callback/${state}`
export const loopbackRedirect = (port: number, state: string): string => `http://127.0.0.1:${port}/auth/callback/${state}`

/** Null for whatever is no link of ours. Tokens in a fragment are not taken: they could be anybody's. */
export function parseCallback(text: string): Callback | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  const ours = url.protocol === `${linkScheme}:` && url.host === 'auth'
  if (!ours && !(url.protocol === 'http:' && url.hostname === '127.0.0.1')) return null
  const state = path.exec(ours ? `/auth${url.pathname}` : url.pathname)?.[1]
  if (state === undefined) return null
  const code = url.searchParams.get('code')
  if (code !== null && /^[\w.-]{1,256}$/.test(code)) return { state, code }
  const error = url.searchParams.get('error_code') ?? url.searchParams.get('error')
  if (error === null) return null
  return { state, problem: { error, description: (url.searchParams.get('error_description') ?? '').slice(0, 300) } }
}

/** The link among a program's arguments, as the system hands it over. */
export const linkIn = (argv: readonly string[]): string | undefined => argv.find((argument) => argument.startsWith(`${linkScheme}:`))

const linkTypes = ['signup', 'magiclink', 'recovery', 'email'] as const
type LinkType = (typeof linkTypes)[number]

export type MailAnswer =
  | { kind: 'code'; code: string }
  | { kind: 'token'; token_hash: string; type: LinkType }
  | { kind: 'callback'; callback: Callback }

/** What a person copied from a mail: its number, its link, or where the link had led. Null: neither. */
export function readMailAnswer(text: string, { url }: Connection): MailAnswer | null {
  const digits = text.replaceAll(/\s/g, '')
  if (/^\d{6,10}$/.test(digits)) return { kind: 'code', code: digits }
  const callback = parseCallback(text.trim())
  if (callback) return { kind: 'callback', callback }
  let link: URL
  try {
    link = new URL(text.trim())
  } catch {
    return null
  }
  // Supabase's own link on this project, or that of a template of its own, which carries the hash by name.
  const own = link.href.startsWith(`${url}/auth/v1/verify?`)
  const hash = link.searchParams.get('token_hash') ?? (own ? link.searchParams.get('token') : null)
  const type = linkTypes.find((each) => each === link.searchParams.get('type'))
  if (hash === null || !/^[\w-]{6,128}$/.test(hash) || type === undefined) return null
  return { kind: 'token', token_hash: hash, type }
}
