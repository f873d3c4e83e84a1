import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { AuthOffers, Connection } from '../../contract/status.ts'
import type { Fetch } from '../shell/network.ts'
import type { Attempt } from './attempt.ts'
import type { MailAnswer } from './callback.ts'
import { createAuthClient, limitedFetch, signInError, storageKey, type AuthClient, type SupabaseSession } from './supabase.ts'
import { memoryVault } from './vault.ts'

const timeout = 20_000

/**
 * The calls of a sign-in. Each attempt works on a storage of its own, so that a failed one changes nothing of the
 * account that is open. Errors: those of `signInError`.
 */
const clientOf = ({ connection, storage }: Pick<Attempt, 'connection' | 'storage'>, fetch: Fetch): Promise<AuthClient> =>
  createAuthClient(connection, storage, limitedFetch(fetch, timeout))

/** A client that acts as a session without ever renewing it: renewing is session.ts's alone. */
export async function clientAs(connection: Connection, accessToken: string, fetch: Fetch): Promise<AuthClient> {
  const storage = memoryVault()
  const never = Math.floor(Date.now() / 1_000) + 86_400
  await storage.setItem(storageKey, JSON.stringify({ access_token: accessToken, refresh_token: '-', token_type: 'bearer', expires_in: 86_400, expires_at: never, user: {} }))
  return createAuthClient(connection, storage, limitedFetch(fetch, timeout))
}

export async function signInWithPassword(attempt: Pick<Attempt, 'connection' | 'storage'>, email: string, password: string, fetch: Fetch): Promise<SupabaseSession> {
  const { data, error } = await (await clientOf(attempt, fetch)).signInWithPassword({ email: email.trim(), password })
  if (error) throw signInError(error)
  return data.session
}

/** The address of the provider's page for the system's browser. */
export async function providerUrl(attempt: Attempt, provider: string, fetch: Fetch): Promise<string> {
  const client = await clientOf(attempt, fetch)
  const { data, error } = await client.signInWithOAuth({
    // The server's own list decides which there are.
    provider: provider as 'github',
    options: { redirectTo: attempt.redirect, skipBrowserRedirect: true },
  })
  if (error) throw signInError(error)
  if (!data.url.startsWith(`${attempt.connection.url}/auth/v1/authorize?`)) throw new AppError('internal', 'The way to the provider’s page is not as it should be.')
  return data.url
}

/** A new account; null: its address has to be confirmed by the mail that was sent. Whether it was known does not show. */
export async function signUp(attempt: Attempt, { email, password, name }: { email: string; password: string; name: string }, fetch: Fetch): Promise<SupabaseSession | null> {
  const { data, error } = await (await clientOf(attempt, fetch)).signUp({
    email: email.trim(),
    password,
    options: { emailRedirectTo: attempt.redirect, ...(name === '' ? {} : { data: { full_name: name } }) },
  })
  if (error) throw signInError(error)
  return data.session
}

/** Has a mail sent. It makes no account for an unknown address, nor does it tell whether there is one. */
export async function requestMail(attempt: Attempt, email: string, fetch: Fetch): Promise<void> {
  const client = await clientOf(attempt, fetch)
  const { error } =
    attempt.purpose === 'recovery'
      ? await client.resetPasswordForEmail(email.trim(), { redirectTo: attempt.redirect })
      : await client.signInWithOtp({ email: email.trim(), options: { shouldCreateUser: false, emailRedirectTo: attempt.redirect } })
  if (!error) return
  if (error.code === 'otp_disabled' || error.code === 'signup_disabled' || error.code === 'user_not_found') return
  throw signInError(error)
}

const staleCode = () => new AppError('invalid_code', 'This code or link is wrong, was used already or has expired. Check it, or ask for a new one.')

/** The code or the link's hash of a mail. */
export async function verifyMail(attempt: Attempt, email: string, answer: Exclude<MailAnswer, { kind: 'callback' }>, fetch: Fetch): Promise<SupabaseSession> {
  const client = await clientOf(attempt, fetch)
  const recovers = attempt.purpose === 'recovery'
  if (answer.kind === 'token' && (answer.type === 'recovery') !== recovers) throw staleCode()
  const { data, error } = await client.verifyOtp(
    answer.kind === 'token' ? { token_hash: answer.token_hash, type: answer.type } : { email: email.trim(), token: answer.code, type: recovers ? 'recovery' : 'email' },
  )
  // Which code the server gives for a wrong one depends on its version.
  if (error && (error.status === 403 || error.status === 401)) throw staleCode()
  if (error) throw signInError(error)
  if (!data.session) throw staleCode()
  return data.session
}

/** The code that a link brought back, with the verifier that only this attempt has. */
export async function exchangeCode(attempt: Attempt, code: string, fetch: Fetch): Promise<SupabaseSession> {
  const { data, error } = await (await clientOf(attempt, fetch)).exchangeCodeForSession(code)
  if (error) {
    const { status } = error
    if (error.name === 'AuthPKCECodeVerifierMissingError' || (status !== undefined && status >= 400 && status < 429)) throw staleCode()
    throw signInError(error)
  }
  return data.session
}

/** Errors: weak_password, second_factor_needed. */
export async function setPassword(client: AuthClient, password: string): Promise<void> {
  const { error } = await client.updateUser({ password })
  if (error) throw signInError(error)
}

/** Ends a session that nobody wants any more, if the server can be reached. */
export async function forgetSession(connection: Connection, { access_token }: Pick<SupabaseSession, 'access_token'>, fetch: Fetch): Promise<void> {
  const client = await createAuthClient(connection, memoryVault(), limitedFetch(fetch, 3_000))
  await client.admin.signOut(access_token, 'local').catch(() => undefined)
}

const settings = z.object({ external: z.record(z.string(), z.unknown()), disable_signup: z.boolean().optional() })
/** In the list of providers, and none. */
const noProvider = new Set(['email', 'phone', 'anonymous_users', 'saml', 'web3', 'passkeys'])

/** How one can sign in there. Errors: network, server. */
export async function askOffers({ url, publishable_key }: Connection, fetch: Fetch): Promise<AuthOffers> {
  const response = await fetch(`${url}/auth/v1/settings`, {
    headers: { apikey: publishable_key, accept: 'application/json' },
    signal: AbortSignal.timeout(timeout),
  }).catch((error: unknown) => {
    throw error instanceof AppError ? error : saysNothing(error)
  })
  const parsed = settings.safeParse(await response.json().catch(() => null))
  if (!parsed.success) throw saysNothing(parsed.error)
  const { external, disable_signup } = parsed.data
  const providers = Object.keys(external).filter((name) => external[name] === true && !noProvider.has(name) && /^[a-z0-9_]{1,40}$/.test(name))
  return { password: external['email'] !== false, sign_up: disable_signup !== true && external['email'] !== false, providers }
}

const saysNothing = (cause: unknown) => new AppError('network', 'The server does not say how one can sign in there.', { retry: true, cause })
