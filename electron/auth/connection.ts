import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import { connection as connectionSchema, type Connection } from '../../contract/status.ts'
import { readIfThere, writeFileAtomic } from '../shell/files.ts'
import type { Fetch } from '../shell/network.ts'
import { storageError } from '../store/failures.ts'

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)

/**
 * The project's URL from what a person may paste: without its scheme, with an API path behind it, or the address of the
 * project's page in Supabase's dashboard. Throws invalid_url with what is wrong.
 */
export function normaliseUrl(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new AppError('invalid_url', 'Enter the project’s URL, such as https://abcdefghijklmnopqrst.supabase.co.')
  let url: URL
  try {
    url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  } catch {
    throw new AppError('invalid_url', 'This is not a web address. It looks like https://abcdefghijklmnopqrst.supabase.co.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AppError('invalid_url', `A project’s URL begins with https://, not ${url.protocol}//.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid_url', 'The URL carries a user name or password. Leave them out; you sign in on the next page.')
  }
  const dashboard = /^\/dashboard\/project\/([a-z]{20})(\/|$)/.exec(url.pathname)
  if (/^(app\.)?supabase\.(com|io)$/.test(url.hostname)) {
    if (dashboard) return `https://${dashboard[1]}.supabase.co`
    throw new AppError('invalid_url', 'This is Supabase’s own site. The project’s URL stands there under Project Settings, Data API.')
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new AppError('invalid_url', 'Passwords and decisions would travel unencrypted over http://. Use https://.')
  }
  const path = url.pathname.replace(/\/(auth|rest|realtime|storage)\/v1(\/.*)?$/, '').replace(/\/+$/, '')
  return `${url.origin}${path}`
}

/** Refuses keys that would let this app do everything. Throws secret_key_refused or invalid_key with the reason. */
export function checkKey(text: string): string {
  const key = text.trim().replace(/^(["'])(.*)\1$/, '$2')
  if (key === '') throw new AppError('invalid_key', 'Enter the project’s publishable key. It begins with sb_publishable_.')
  if (/^sb_secret_/.test(key)) {
    throw new AppError(
      'secret_key_refused',
      'It goes past every access rule of the project and must not be on a person’s computer. Use the publishable key (sb_publishable_…), and replace this one if it has been shared.',
    )
  }
  if (/^sbp_/.test(key)) {
    throw new AppError('secret_key_refused', 'This is a personal access token of Supabase’s management. Use the project’s publishable key (sb_publishable_…).')
  }
  if (/^sb_publishable_[\w-]{8,}$/.test(key)) return key
  const role = legacyRole(key)
  if (role === 'anon') return key
  if (role !== null && role !== 'authenticated') {
    throw new AppError(
      'secret_key_refused',
      `This is the project’s ${role} key: it goes past every access rule and must not be on a person’s computer. Use the publishable key (sb_publishable_…) or the anon key.`,
    )
  }
  throw new AppError('invalid_key', 'This is not a publishable key of a Supabase project. It begins with sb_publishable_ (or, older, is the anon key).')
}

/** The role in a key of the older form (a JWT), or null when it is none. */
function legacyRole(key: string): string | null {
  const [, payload, ...rest] = key.split('.')
  if (payload === undefined || rest.length !== 1) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (claims === null || typeof claims !== 'object' || !('role' in claims)) return null
    return typeof claims.role === 'string' ? claims.role : null
  } catch {
    return null
  }
}

/** Asks the server whether it is one, and whether it knows the key. Errors: unreachable, network (it leads elsewhere), invalid_key, invalid_url. */
export async function checkReachable({ url, publishable_key }: Connection, fetch: Fetch, timeoutMs = 10_000): Promise<void> {
  let response: Response
  try {
    response = await fetch(`${url}/auth/v1/settings`, {
      headers: { apikey: publishable_key, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('unreachable', 'The server does not answer. Check the URL and your connection to the network.', { retry: true, cause: error })
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.status === 401 || response.status === 403) {
    throw new AppError('invalid_key', 'The server does not know this key. Copy the publishable key of this project again.')
  }
  if (response.status >= 500) throw new AppError('unreachable', `The server has a problem (${response.status}). Try again later.`, { retry: true })
  if (!response.ok || body === null || typeof body !== 'object' || !('external' in body)) {
    throw new AppError('invalid_url', 'Something answers at this URL, but it is not a Supabase project.')
  }
}

export interface ConnectionSettings {
  get(): Connection | null
  /** given by COUNTERSIGN_URL and COUNTERSIGN_KEY, so that it can't be changed in the app */
  fixed: boolean
  set(input: { url: string; publishable_key: string }): Promise<Connection>
  /** goes back to one that was checked before: that of an account which is opened; nothing where it is fixed */
  use(known: Connection): Promise<void>
}

/**
 * Reads connection.json; the environment wins over it. An environment that does not hold is an error for whoever set
 * it: thrown at start as AppError.
 */
export async function openConnection(profile: string, env: NodeJS.ProcessEnv, fetch: Fetch): Promise<ConnectionSettings> {
  const file = join(profile, 'connection.json')
  const url = env['COUNTERSIGN_URL']
  const key = env['COUNTERSIGN_KEY']
  const fixed = Boolean(url && key)
  let current = url && key ? { url: normaliseUrl(url), publishable_key: checkKey(key) } : await readConnection(file)
  // On a disk that takes no writes it holds for this run.
  const keep = async (next: Connection) => {
    await writeFileAtomic(file, `${JSON.stringify(next, null, 2)}\n`).catch((error: unknown) => {
      if (storageError(error).code === 'internal') throw error
    })
    current = next
  }
  return {
    get: () => current,
    fixed,
    async use(known) {
      if (!fixed && (current?.url !== known.url || current.publishable_key !== known.publishable_key)) await keep(known)
    },
    async set(input) {
      if (fixed) throw new AppError('invalid_input', 'The connection is set by COUNTERSIGN_URL and COUNTERSIGN_KEY and can’t be changed here.')
      const next = { url: normaliseUrl(input.url), publishable_key: checkKey(input.publishable_key) }
      await checkReachable(next, fetch)
      await keep(next)
      return next
    },
  }
}

/** A file that was altered by hand passes the same checks; one that fails them counts as none. */
async function readConnection(file: string): Promise<Connection | null> {
  const bytes = await readIfThere(file)
  if (bytes === null) return null
  try {
    const stored = connectionSchema.parse(JSON.parse(bytes.toString('utf8')))
    return { url: normaliseUrl(stored.url), publishable_key: checkKey(stored.publishable_key) }
  } catch {
    return null
  }
}
