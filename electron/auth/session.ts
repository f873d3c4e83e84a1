import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Connection } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import type { Fetch } from '../shell/network.ts'
import { clientAs, forgetSession } from './sign-in.ts'
import { exchangeRefreshToken, sessionFault, signInError, storageKey, type AuthClient, type SupabaseSession } from './supabase.ts'
import type { Vault } from './vault.ts'

/** The part of supabase-js's stored session that we read ourselves. */
const storedSession = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number(),
})
const receivedKey = 'received_at'

/** Renew this long before the token ends, so that no request is under way with one that has ended. */
const margin = 90_000
const retryAfter = 30_000

/** Access tokens for whoever talks to the server, kept fresh. */
export interface Session {
  /** Errors: sign_in_needed (for good until somebody signs in), network, server, rate_limited. */
  accessToken(signal?: AbortSignal): Promise<string>
  /** after a 401 with `stale`: another token, or the error */
  renew(stale: string, signal?: AbortSignal): Promise<string>
  /** looks at the token's age now: after sleep, when the network is back */
  check(): void
  /** why a new sign-in is needed; null: it is not */
  refused(): AppError | null
  /** the server's data side refused even a new token: as if the session itself had been refused */
  refuse(error: AppError): void
  onRefused(listener: (error: AppError) => void): void
  onRenewed(listener: (accessToken: string) => void): void
  /** somebody signed in again */
  adopt(session: SupabaseSession): Promise<void>
  /** Runs the work with a client that acts as this session; once more, under a new token, when its own is not taken. Error sign_in_needed when the session is over. */
  call<T>(work: (client: AuthClient, token: string) => Promise<T>): Promise<T>
  /** tells the server, if it can be reached soon, and empties the vault either way */
  signOut(): Promise<void>
  /** ends sessions of this person on the server: the others, or all of them; rejects when it did not */
  signOutElsewhere(scope: 'others' | 'global'): Promise<void>
  stop(): void
}

interface Tokens {
  access: string
  refresh: string
  /** by this computer's clock, from when the token arrived: a clock that is wrong by hours does no harm */
  endsAt: number
}

interface SessionOptions {
  connection: Connection
  vault: Vault
  fetch: Fetch
  log: Log
  now?: () => number
}

export async function openSession({ connection, vault, fetch, log, now = Date.now }: SessionOptions): Promise<Session> {
  let tokens = await readTokens(vault)
  let refused: AppError | null = tokens ? null : new AppError('sign_in_needed', 'Sign in to go on. What you decided here is kept and will be sent.')
  let renewing: Promise<string> | null = null
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const refusedListeners = new Set<(error: AppError) => void>()
  const renewedListeners = new Set<(token: string) => void>()

  const keep = async (session: SupabaseSession) => {
    tokens = { access: session.access_token, refresh: session.refresh_token, endsAt: now() + session.expires_in * 1_000 }
    refused = null
    try {
      await vault.setItem(receivedKey, String(now()))
      await vault.setItem(storageKey, JSON.stringify(session))
    } catch (error) {
      // It works on in memory, and the server takes the token's direct parent from the disk once more.
      log.error('auth', 'could not keep the renewed session', { error })
    }
    schedule(tokens.endsAt - now() - margin)
    for (const listener of renewedListeners) listener(session.access_token)
  }

  const schedule = (delay: number) => {
    clearTimeout(timer)
    if (stopped || refused) return
    timer = setTimeout(() => renewNow().catch(() => undefined), Math.min(Math.max(delay, 1_000), 2 ** 31 - 1))
    timer.unref()
  }

  const refuse = (error: AppError) => {
    if (refused) return
    refused = error
    clearTimeout(timer)
    log.warn('auth', 'the server ended the session', { reason: error.details })
    for (const listener of refusedListeners) listener(error)
  }

  /** One exchange at a time: all who wait share it. */
  const renewNow = (): Promise<string> => {
    renewing ??= exchange().finally(() => (renewing = null))
    return renewing
  }

  const exchange = async (): Promise<string> => {
    if (refused || !tokens) throw refused ?? new AppError('sign_in_needed', 'Sign in to go on.')
    const used = tokens
    const result = await exchangeRefreshToken(connection, used.refresh, fetch)
    if (stopped) throw new AppError('network', 'The session was closed.', { retry: true })
    // A sign-in that happened meanwhile counts more than what became of the old token.
    if (tokens !== used) return tokens.access
    if (result.outcome === 'session') {
      await keep(result.session)
      return result.session.access_token
    }
    if (result.outcome === 'refused') {
      refuse(result.error)
    } else {
      schedule(retryAfter)
    }
    throw result.error
  }

  const accessToken = async (signal?: AbortSignal): Promise<string> => {
    if (refused || !tokens) throw refused ?? new AppError('sign_in_needed', 'Sign in to go on.')
    const left = tokens.endsAt - now()
    if (left > margin) return tokens.access
    const current = tokens.access
    try {
      return await abortable(renewNow(), signal)
    } catch (error) {
      // The old one is good for a little longer.
      if (left > 5_000 && !(error instanceof AppError && error.code === 'sign_in_needed')) return current
      throw error
    }
  }

  if (tokens) schedule(tokens.endsAt - now() - margin)

  const renew = async (stale: string, signal?: AbortSignal): Promise<string> => {
    if (tokens && !refused && tokens.access !== stale) return tokens.access
    return abortable(renewNow(), signal)
  }

  const call = async <T>(work: (client: AuthClient, token: string) => Promise<T>): Promise<T> => {
    const once = async (token: string) => work(await clientAs(connection, token, fetch), token)
    let token = await accessToken()
    try {
      return await once(token).catch(async (failure: unknown) => {
        // A clock that was set back, or another signing key; a sign-in meanwhile counts as well.
        if (sessionFault(failure)?.fault !== 'token') throw failure
        token = await renew(token)
        return once(token)
      })
    } catch (failure) {
      const fault = sessionFault(failure)
      if (fault === null) throw failure
      // Somebody ended it from elsewhere: nobody waits for the token's end to be asked to sign in.
      if (tokens?.access === token && !stopped) refuse(fault.error)
      throw fault.error
    }
  }

  return {
    accessToken,
    call,
    signOutElsewhere: (scope) =>
      call(async (client, token) => {
        const { error } = await client.admin.signOut(token, scope)
        if (error) throw signInError(error)
      }),
    renew,
    check() {
      if (!tokens || refused) return
      schedule(tokens.endsAt - now() - margin)
    },
    refused: () => refused,
    refuse,
    onRefused: (listener) => void refusedListeners.add(listener),
    onRenewed: (listener) => void renewedListeners.add(listener),
    adopt: keep,
    async signOut() {
      stopped = true
      clearTimeout(timer)
      // This one only, not the person's other devices. Offline it ends by itself.
      if (tokens && !refused) await forgetSession(connection, { access_token: tokens.access }, fetch)
      await vault.destroy()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function readTokens(vault: Vault): Promise<Tokens | null> {
  const text = await vault.getItem(storageKey)
  if (text === null) return null
  try {
    const { access_token, refresh_token, expires_in } = storedSession.parse(JSON.parse(text))
    const received = Number((await vault.getItem(receivedKey)) ?? 0)
    return { access: access_token, refresh: refresh_token, endsAt: received + expires_in * 1_000 }
  } catch {
    return null
  }
}

/** The promise, or the abort, whichever comes first. What the promise does goes on for the others who wait. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new AppError('network', 'The call was given up.', { retry: true }))
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
