import type { Context as HonoContext } from 'hono'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { bearerToken, identityOfKey, verifyToken } from '../identity.ts'
import { AuthError } from './errors.ts'
import { type UserRow, findUser } from './users.ts'

export interface Caller {
  user: UserRow
  session_id: string
  aal: string
}

/** Every route of Auth except the public ones needs an API key. */
export function requireKey(context: Context, c: HonoContext): 'anon' | 'service_role' {
  const fromHeader = /^bearer\s+(sb_.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const { role } = identityOfKey(context, c.req.header('apikey') ?? c.req.query('apikey') ?? fromHeader)
  return role === 'service_role' ? 'service_role' : 'anon'
}

/** The user whose access token came with the request, its session still open. */
export async function requireUser(context: Context, client: pg.ClientBase, c: HonoContext): Promise<Caller> {
  const token = bearerToken(c.req.header('authorization'))
  if (token === undefined) throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  const { claims } = await verifyToken(context, token)
  if (!claims.sub) throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim')
  const user = await findUser(client, 'id', claims.sub)
  if (!user) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  const session_id = String(claims.session_id ?? '')
  const { rows } = await client.query<{ aal: string }>('select aal from auth.sessions where id::text = $1 and user_id = $2', [session_id, user.id])
  if (!rows[0]) throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist')
  return { user, session_id, aal: rows[0].aal }
}

/** A JSON object from the body. An empty body is an empty object. */
export async function jsonBody(c: HonoContext): Promise<Record<string, unknown>> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Answered below, like a body that is no object.
  }
  throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON')
}

export const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
