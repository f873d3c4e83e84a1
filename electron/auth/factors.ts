import type { AuthError, Session as SupabaseSession } from '@supabase/supabase-js'
import { AppError } from '../../contract/errors.ts'
import type { Factor } from '../../contract/status.ts'
import { signInError, type AuthClient } from './supabase.ts'

/** Time-based codes of an authenticator app, on a client that acts as a signed-in session. */

export async function listFactors(client: AuthClient): Promise<Factor[]> {
  const { data, error } = await client.mfa.listFactors()
  if (error) throw factorError(error)
  return data.totp.map(({ id, friendly_name, created_at }) => ({ id, name: nameOf(friendly_name), created_at }))
}

/** A new factor that counts once a code of it was given. What was begun and left before makes room. */
export async function enrolFactor(client: AuthClient, name: string): Promise<{ id: string; secret: string; uri: string }> {
  const known = await client.mfa.listFactors()
  if (known.error) throw factorError(known.error)
  for (const { id, status } of known.data.all) if (status === 'unverified') await client.mfa.unenroll({ factorId: id })
  const { data, error } = await client.mfa.enroll({ factorType: 'totp', friendlyName: name, issuer: 'Countersign' })
  if (error) throw factorError(error)
  return { id: data.id, secret: data.totp.secret, uri: data.totp.uri }
}

/** Answers the session that the code opened: aal2. */
export async function verifyFactor(client: AuthClient, factorId: string, code: string): Promise<SupabaseSession> {
  const digits = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) throw new AppError('invalid_code', 'The code has 6 digits.')
  const { data, error } = await client.mfa.challengeAndVerify({ factorId, code: digits })
  if (error) throw factorError(error)
  return { ...data, token_type: 'bearer', expires_at: Math.floor(Date.now() / 1_000) + data.expires_in }
}

export async function removeFactor(client: AuthClient, factorId: string): Promise<void> {
  const { error } = await client.mfa.unenroll({ factorId })
  if (error) throw factorError(error)
}

/** The factors that this session still has to show; none: it has, or there are none. */
export function factorsDue({ user, access_token }: SupabaseSession): { id: string; name: string }[] {
  if (assuranceLevel(access_token) === 'aal2') return []
  return (user.factors ?? [])
    .filter(({ status, factor_type }) => status === 'verified' && factor_type === 'totp')
    .map(({ id, friendly_name }) => ({ id, name: nameOf(friendly_name) }))
}

const nameOf = (name: string | undefined): string => (name === undefined || name.trim() === '' ? 'Authenticator app' : name)

function assuranceLevel(accessToken: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return claims !== null && typeof claims === 'object' && 'aal' in claims ? claims.aal : null
  } catch {
    return null
  }
}

function factorError(error: AuthError): AppError {
  switch (error.code) {
    case 'mfa_verification_failed':
    case 'mfa_challenge_expired':
    case 'mfa_verification_rejected':
      return new AppError('invalid_code', 'This code is wrong or too old. Wait for the next one of your authenticator app; the clocks of both devices have to agree.')
    case 'mfa_factor_name_conflict':
      return new AppError('invalid_input', 'There is a second factor of this name already. Choose another name.')
    case 'mfa_factor_not_found':
      return new AppError('not_found', 'This second factor was removed meanwhile.')
    case 'too_many_enrolled_mfa_factors':
      return new AppError('invalid_input', 'There are as many second factors as the server allows. Remove one first.')
    case 'mfa_totp_enroll_not_enabled':
    case 'mfa_totp_verify_not_enabled':
      return new AppError('not_offered', 'Its second factors are switched off.')
    default:
      return signInError(error)
  }
}
