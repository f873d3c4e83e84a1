import { AppError } from '../../contract/errors.ts'
import type { Connection } from '../../contract/status.ts'
import type { Fetch } from '../shell/network.ts'
import { createAuthClient, limitedFetch, signInError, type SupabaseSession } from './supabase.ts'
import { memoryVault } from './vault.ts'

const timeout = 20_000

/**
 * Each attempt works on a storage of its own, so that a failed one changes nothing of the account that is open.
 * Errors: invalid_credentials, rate_limited, network, server, invalid_input.
 */
export async function signInWithPassword(connection: Connection, email: string, password: string, fetch: Fetch): Promise<SupabaseSession> {
  const client = await createAuthClient(connection, memoryVault(), limitedFetch(fetch, timeout))
  const { data, error } = await client.signInWithPassword({ email: email.trim(), password })
  if (error) throw signInError(error)
  return data.session
}

/** Has a code sent by mail. It does not make an account for an unknown address, nor does it tell whether there is one. */
export async function requestCode(connection: Connection, email: string, fetch: Fetch): Promise<void> {
  const client = await createAuthClient(connection, memoryVault(), limitedFetch(fetch, timeout))
  const { error } = await client.signInWithOtp({ email: email.trim(), options: { shouldCreateUser: false } })
  if (!error) return
  if (error.code === 'otp_disabled' || error.code === 'signup_disabled' || error.code === 'user_not_found') return
  throw signInError(error)
}

/** Errors: invalid_code, rate_limited, network, server. */
export async function signInWithCode(connection: Connection, email: string, code: string, fetch: Fetch): Promise<SupabaseSession> {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6,10}$/.test(token)) throw new AppError('invalid_code', 'The code is the number in the mail, 6 digits or more.')
  const client = await createAuthClient(connection, memoryVault(), limitedFetch(fetch, timeout))
  const { data, error } = await client.verifyOtp({ email: email.trim(), token, type: 'email' })
  if (error) {
    // Which code the server gives for a wrong one depends on its version.
    if (error.status === 403 || error.status === 401) throw new AppError('invalid_code', 'This code is wrong or has expired. Check it, or ask for a new one.')
    throw signInError(error)
  }
  if (!data.session) throw new AppError('invalid_code', 'This code is wrong or has expired. Check it, or ask for a new one.')
  return data.session
}
