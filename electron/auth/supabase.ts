import type { AuthClient as AuthClientClass, AuthError, Session as SupabaseSession, SupportedStorage } from '@supabase/supabase-js'
import { AppError } from '../../contract/errors.ts'
import type { Connection } from '../../contract/status.ts'
import type { Fetch } from '../shell/network.ts'

export type AuthClient = InstanceType<typeof AuthClientClass>
export type { SupabaseSession }

/** The key under which supabase-js keeps the session in its storage. */
export const storageKey = 'session'

/**
 * Supabase's own Auth client on a connection. It neither refreshes by itself nor looks at windows: `session.ts` decides
 * when. supabase-js is loaded on first use, after the window's first paint.
 */
export async function createAuthClient(connection: Connection, storage: SupportedStorage, fetch: Fetch): Promise<AuthClient> {
  const { AuthClient } = await import('@supabase/supabase-js')
  return new AuthClient({
    url: `${connection.url}/auth/v1`,
    // This spelling: supabase-js puts a user's token over it by name.
    headers: { apikey: connection.publishable_key, Authorization: `Bearer ${connection.publishable_key}` },
    storageKey,
    storage,
    fetch,
    flowType: 'pkce',
    autoRefreshToken: false,
    persistSession: true,
    detectSessionInUrl: false,
    skipAutoInitialize: true,
  })
}

/** Stands for "no answer": supabase-js prints what a fetch throws, and goes on as it would. */
const noAnswer = 530
const unavailable = 'countersign_unavailable'
/** Tells supabase-js in the server's place why there is no answer to be had, under a status that no server gives. */
const answerUnavailable = (message: string) => Response.json({ code: 499, error_code: unavailable, msg: message }, { status: 499 })

/** A fetch for supabase-js that gives up after `timeoutMs`. */
export const limitedFetch = (fetch: Fetch, timeoutMs: number): Fetch => async (input, init) => {
  try {
    return await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    return error instanceof AppError ? answerUnavailable(error.message) : new Response(null, { status: noAnswer })
  }
}

type RefreshOutcome =
  | { outcome: 'session'; session: SupabaseSession }
  /** the server refuses this refresh token for good */
  | { outcome: 'refused'; error: AppError }
  /** nothing is known: try again later */
  | { outcome: 'failed'; error: AppError }

/** The server's codes for a session that is over. Any other failure may pass, and must not sign anybody out. */
const endings = new Set([
  'refresh_token_not_found',
  'refresh_token_already_used',
  'session_not_found',
  'session_expired',
  'user_not_found',
  'user_banned',
  'validation_failed',
  'bad_jwt',
])

/**
 * One exchange of a refresh token, at once and without supabase-js's own retries: it would go on for 30 s, remember the
 * failure for a minute and drop the session after a 429. So the client works on a storage of its own, and what means
 * "try later" reaches it under a code of ours.
 */
export async function exchangeRefreshToken(
  connection: Connection,
  refreshToken: string,
  fetch: Fetch,
  timeoutMs = 10_000,
): Promise<RefreshOutcome> {
  let failure = new AppError('network', 'The server does not answer.', { retry: true })
  const once: Fetch = async (input, init) => {
    try {
      const response = await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) })
      if (response.status < 500 && response.status !== 429 && response.status !== 408) return response
      failure =
        response.status === 429
          ? new AppError('rate_limited', 'The server asks to slow down.', { retry: true })
          : new AppError('server', `The server has a problem (${response.status}).`, { retry: true })
    } catch (error) {
      failure = error instanceof AppError ? error : new AppError('network', 'The server does not answer.', { retry: true, cause: error })
    }
    return answerUnavailable(failure.message)
  }
  const client = await createAuthClient(connection, emptyStorage(), once)
  const { data, error } = await client.refreshSession({ refresh_token: refreshToken })
  if (data.session) return { outcome: 'session', session: data.session }
  if (error && isEnding(error)) return { outcome: 'refused', error: sessionOver(error) }
  if (error && error.code !== unavailable) failure = new AppError('server', 'The server’s answer to the session’s renewal was not understood.', { retry: true, cause: error })
  return { outcome: 'failed', error: failure }
}

function isEnding(error: AuthError): boolean {
  if (error.name === 'AuthSessionMissingError') return true
  if (error.code !== undefined) return endings.has(error.code)
  // before Auth had codes
  return error.status === 400 && /refresh token/i.test(error.message)
}

function sessionOver(error: AuthError): AppError {
  const message = error.code === 'user_banned' ? 'This account has been suspended on the server.' : 'The server ended this session. Sign in again; nothing that you decided is lost.'
  return new AppError('sign_in_needed', message, { ...(error.code === undefined ? {} : { details: error.code }), cause: error })
}

/** Codes for a call by a session that is over, whatever its token says. */
const overs = new Set(['session_not_found', 'session_expired', 'user_not_found', 'user_banned'])

/**
 * What a refused call, as `signInError` tells it, says of the session that made it. `token`: it is not taken any more, by
 * its age or its key, and a new one may be; `over`: no other will be; null: nothing.
 */
export function sessionFault(failure: unknown): { fault: 'token' | 'over'; error: AppError } | null {
  const cause = failure instanceof AppError ? failure.cause : undefined
  if (!(cause instanceof Error) || !cause.name.startsWith('Auth')) return null
  const error = cause as AuthError
  if (error.code === 'bad_jwt') return { fault: 'token', error: sessionOver(error) }
  return error.name === 'AuthSessionMissingError' || overs.has(error.code ?? '') ? { fault: 'over', error: sessionOver(error) } : null
}

function emptyStorage(): SupportedStorage {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

/** A failed sign-in in the words of the contract. */
export function signInError(error: AuthError): AppError {
  const { code, status } = error
  if (error.name === 'AuthRetryableFetchError') {
    return status !== undefined && status >= 500 && status !== noAnswer
      ? new AppError('server', `The server has a problem (${status}). Try again later.`, { retry: true, cause: error })
      : new AppError('network', 'The server does not answer. Check your connection to the network.', { retry: true, cause: error })
  }
  if (status === 429 || code?.startsWith('over_')) {
    return new AppError('rate_limited', 'Too many attempts. Wait a minute and try again.', { retry: true })
  }
  if (error.name === 'AuthSessionMissingError') return sessionOver(error)
  switch (code) {
    case 'bad_jwt':
    case 'session_not_found':
    case 'session_expired':
      return sessionOver(error)
    case unavailable:
      return new AppError('network', error.message, { retry: true, cause: error })
    case 'invalid_credentials':
      return new AppError('invalid_credentials', 'E-mail address or password is wrong.')
    case 'email_not_confirmed':
      return new AppError('invalid_credentials', 'This e-mail address has not been confirmed yet. Follow the link in the mail that you were sent.')
    case 'user_banned':
      return new AppError('invalid_credentials', 'This account has been suspended.', { cause: error })
    case 'otp_expired':
      return new AppError('invalid_code', 'This code is wrong or has expired. Check it, or ask for a new one.')
    case 'weak_password':
    case 'same_password':
      return new AppError('weak_password', error.message)
    case 'user_already_exists':
    case 'email_exists':
      return new AppError('already_registered', '')
    case 'insufficient_aal':
      return new AppError('second_factor_needed', '')
    case 'signup_disabled':
    case 'email_provider_disabled':
      return new AppError('not_offered', 'New accounts are made by the people who run it.')
    case 'reauthentication_needed':
      return new AppError('sign_in_needed', 'For this, the server wants a fresh sign-in. Sign out and in again, then repeat it.')
    case 'otp_disabled':
    case 'user_not_found':
      return new AppError('invalid_credentials', 'Nobody is known under this e-mail address.', { cause: error })
    case 'validation_failed':
    case 'email_address_invalid':
      return new AppError('invalid_input', 'This is not an e-mail address that the server accepts.')
  }
  if (status === 401) return new AppError('invalid_key', 'The server does not know this app’s publishable key any more. Check the connection.')
  return new AppError('server', 'The server refused the sign-in.', { details: code ?? error.message, cause: error })
}

/** What the providers call a person's name differs. */
export function displayName(metadata: Record<string, unknown> | undefined): string | null {
  for (const name of ['display_name', 'full_name', 'name']) {
    const value = metadata?.[name]
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}
