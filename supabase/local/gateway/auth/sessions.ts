import { randomBytes, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { type Outcome, authTransaction, settle } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import { type UserRow, findUser, presentUser } from './users.ts'

/** Seconds that an access token holds. */
const tokenLifetime = 3600
/** Seconds in which a used refresh token still answers with the active one. */
const reuseInterval = 2

export type Method = 'password' | 'otp' | 'totp' | 'magiclink' | 'recovery' | 'email/signup' | 'invite' | 'oauth'

interface SessionRow {
  id: string
  user_id: string
  aal: 'aal1' | 'aal2' | 'aal3'
}

interface RefreshRow {
  id: string
  token: string
  user_id: string
  revoked: boolean
  parent: string | null
  session_id: string
  fresh: boolean
}

interface TokenAnswer {
  access_token: string
  token_type: 'bearer'
  expires_in: number
  expires_at: number
  refresh_token: string
  user: Record<string, unknown>
}

const newToken = () => randomBytes(9).toString('base64url').slice(0, 12)

/** Opens a session for a user who has proved who they are. */
export async function openSession(context: Context, client: pg.ClientBase, user: UserRow, method: Method, userAgent?: string): Promise<TokenAnswer> {
  if (user.banned_until && user.banned_until > new Date()) throw new AuthError(400, 'user_banned', 'User is banned')
  const id = randomUUID()
  await client.query(`insert into auth.sessions (id, user_id, aal, user_agent) values ($1, $2, 'aal1', $3)`, [id, user.id, userAgent ?? null])
  await recordMethod(client, id, method)
  const refreshToken = newToken()
  await client.query('insert into auth.refresh_tokens (token, user_id, revoked, session_id) values ($1, $2, false, $3)', [refreshToken, user.id, id])
  const { rows } = await client.query<UserRow>('update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1 returning *', [user.id])
  return answer(context, client, rows[0] ?? user, { id, user_id: user.id, aal: 'aal1' }, refreshToken)
}

async function recordMethod(client: pg.ClientBase, sessionId: string, method: Method): Promise<void> {
  await client.query(
    `insert into auth.mfa_amr_claims (session_id, authentication_method) values ($1, $2)
     on conflict (session_id, authentication_method) do update set updated_at = now()`,
    [sessionId, method],
  )
}

/** Raises the session to aal2 after a second factor, with new tokens; the old refresh token is used up. */
export async function raiseSession(context: Context, client: pg.ClientBase, user: UserRow, sessionId: string, factorId: string): Promise<TokenAnswer> {
  await client.query(`update auth.sessions set aal = 'aal2', factor_id = $2, updated_at = now() where id = $1`, [sessionId, factorId])
  await recordMethod(client, sessionId, 'totp')
  const active = await client.query<{ token: string }>('select token from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1', [sessionId])
  const token = await rotate(client, user.id, sessionId, active.rows[0]?.token ?? null)
  return answer(context, client, user, { id: sessionId, user_id: user.id, aal: 'aal2' }, token)
}

async function rotate(client: pg.ClientBase, userId: string, sessionId: string, parent: string | null): Promise<string> {
  await client.query('update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = $1 and not revoked', [sessionId])
  const token = newToken()
  await client.query('insert into auth.refresh_tokens (token, user_id, revoked, parent, session_id) values ($1, $2, false, $3, $4)', [token, userId, parent, sessionId])
  return token
}

/**
 * Exchanges a refresh token. The parent of the active token is answered with the active one, so that a client that
 * lost the answer gets in again; an older one means that somebody copied it, and ends the session.
 */
export async function refresh(context: Context, token: unknown): Promise<TokenAnswer> {
  if (typeof token !== 'string' || token === '') throw validationFailed('Refresh token is not valid')
  return settle(await authTransaction(context, (client) => exchange(context, client, token)))
}

async function exchange(context: Context, client: pg.ClientBase, token: string): Promise<Outcome<TokenAnswer>> {
  const notFound = new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found')
  const owner = await client.query<{ session_id: string | null }>('select session_id from auth.refresh_tokens where token = $1', [token])
  const sessionId = owner.rows[0]?.session_id
  if (!sessionId) return { error: notFound }
  // The session's row lock lines up two refreshes at once: the second finds the first one's token.
  const sessions = await client.query<SessionRow>('select id, user_id, aal from auth.sessions where id = $1 for update', [sessionId])
  const [session] = sessions.rows
  const user = session && (await findUser(client, 'id', session.user_id))
  if (!session || !user) return { error: notFound }
  if (user.banned_until && user.banned_until > new Date()) return { error: new AuthError(400, 'user_banned', 'Invalid Refresh Token: User Banned') }
  const { rows } = await client.query<RefreshRow>(
    `select *, updated_at > clock_timestamp() - make_interval(secs => $2) as fresh from auth.refresh_tokens where session_id = $1 order by id desc`,
    [sessionId, reuseInterval],
  )
  const given = rows.find((row) => row.token === token)
  const active = rows.find((row) => !row.revoked)
  if (!given) return { error: notFound }
  if (given.revoked) {
    if (active && (active.parent === given.token || given.fresh)) return { value: await answer(context, client, user, session, active.token) }
    await client.query('update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = $1', [sessionId])
    await client.query('delete from auth.sessions where id = $1', [sessionId])
    return { error: new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used') }
  }
  const next = await rotate(client, user.id, sessionId, given.token)
  await client.query(`update auth.sessions set refreshed_at = now() at time zone 'utc', updated_at = now() where id = $1`, [sessionId])
  return { value: await answer(context, client, user, session, next) }
}

async function answer(context: Context, client: pg.ClientBase, user: UserRow, session: SessionRow, refreshToken: string): Promise<TokenAnswer> {
  const now = Math.floor(Date.now() / 1000)
  const methods = await client.query<{ method: string; timestamp: number }>(
    `select authentication_method as method, extract(epoch from updated_at)::int as timestamp
     from auth.mfa_amr_claims where session_id = $1 order by updated_at desc`,
    [session.id],
  )
  const access_token = await new SignJWT({
    email: user.email ?? '',
    phone: user.phone ?? '',
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role,
    aal: session.aal,
    amr: methods.rows,
    session_id: session.id,
    is_anonymous: user.is_anonymous,
  })
    .setProtectedHeader({ alg: 'ES256', kid: context.signing.kid, typ: 'JWT' })
    .setIssuer(`${context.url}/auth/v1`)
    .setSubject(user.id)
    .setAudience(user.aud)
    .setIssuedAt(now)
    .setExpirationTime(now + tokenLifetime)
    .sign(context.signing.private_key)
  return {
    access_token,
    token_type: 'bearer',
    expires_in: tokenLifetime,
    expires_at: now + tokenLifetime,
    refresh_token: refreshToken,
    user: await presentUser(client, user),
  }
}
