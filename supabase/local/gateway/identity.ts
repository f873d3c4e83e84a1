import { errors as joseErrors, jwtVerify, type JWTPayload } from 'jose'
import type { Context } from './context.ts'

/** Who a request speaks for: the role it runs as and the claims that policies read. */
export interface Identity {
  role: 'anon' | 'authenticated' | 'service_role'
  claims: JWTPayload
}

/** A request without a valid key, or with a token that does not hold. */
export class IdentityError extends Error {
  readonly reason: 'no_key' | 'wrong_key' | 'bad_token' | 'expired'

  constructor(reason: IdentityError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** What Supabase's front answers before any service sees the request; undefined for problems with a token. */
export function keyProblem(error: unknown): { message: string; hint: string } | undefined {
  if (!(error instanceof IdentityError)) return undefined
  const { message, reason } = error
  if (reason === 'no_key') return { message, hint: 'No `apikey` request header or url param was found.' }
  if (reason === 'wrong_key') return { message, hint: 'Double check your Supabase `anon` or `service_role` API key.' }
  return undefined
}

const keyIdentities = {
  anon: { role: 'anon', claims: { role: 'anon', iss: 'supabase' } },
  service_role: { role: 'service_role', claims: { role: 'service_role', iss: 'supabase' } },
} satisfies Record<string, Identity>

/** The role that an API key stands for. */
export function identityOfKey(context: Context, key: string | undefined): Identity {
  if (!key) throw new IdentityError('no_key', 'No API key found in request')
  if (key === context.keys.publishable_key) return keyIdentities.anon
  if (key === context.keys.secret_key) return keyIdentities.service_role
  throw new IdentityError('wrong_key', 'Invalid API key')
}

/** The bearer token of an Authorization header; undefined when there is none or it only repeats an API key. */
export function bearerToken(authorization: string | undefined): string | undefined {
  const token = /^bearer\s+(.+)$/i.exec(authorization ?? '')?.[1]?.trim()
  return token === undefined || token.startsWith('sb_') ? undefined : token
}

/** Checks signature, times and issuer of one of our access tokens. */
export async function verifyToken(context: Context, token: string): Promise<Identity> {
  const parts = token.split('.').length
  if (parts !== 3) throw new IdentityError('bad_token', `Expected 3 parts in JWT; got ${parts}`)
  try {
    const { payload } = await jwtVerify(token, context.signing.public_key, { algorithms: ['ES256'] })
    const role = payload.role
    if (role !== 'anon' && role !== 'authenticated' && role !== 'service_role') {
      throw new IdentityError('bad_token', `role "${String(role)}" is not allowed`)
    }
    return { role, claims: payload }
  } catch (error) {
    if (error instanceof IdentityError) throw error
    if (error instanceof joseErrors.JWTExpired) throw new IdentityError('expired', 'JWT expired')
    throw new IdentityError('bad_token', 'No suitable key or wrong key type')
  }
}

/** Supabase's rule: the key opens the door, a user's token in Authorization decides who comes in. */
export async function identify(context: Context, apikey: string | undefined, authorization: string | undefined): Promise<Identity> {
  const fromHeader = /^bearer\s+(sb_.+)$/i.exec(authorization ?? '')?.[1]?.trim()
  const byKey = identityOfKey(context, apikey ?? fromHeader)
  const token = bearerToken(authorization)
  return token === undefined ? byKey : verifyToken(context, token)
}
