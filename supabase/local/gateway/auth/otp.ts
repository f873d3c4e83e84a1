import { createHash, randomInt } from 'node:crypto'
import type { Context as HonoContext, Hono } from 'hono'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { asObject, jsonBody } from './caller.ts'
import { authTransaction } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import { issueAuthCode, rememberChallenge } from './pkce.ts'
import type { Mail } from './mailbox.ts'
import { redirectTarget, redirectWith } from './redirects.ts'
import { type Method, openSession } from './sessions.ts'
import { type UserRow, findUser, insertUser, normaliseEmail } from './users.ts'

/** Seconds that a code or link holds, and between two mails to one address. */
const lifetime = 3600
const mailInterval = 1

type TokenType = 'confirmation_token' | 'recovery_token'

interface TokenRow {
  id: string
  user_id: string
  token_type: TokenType
  token_hash: string
}

/** A link of a PKCE flow carries this mark, so that following it gives a code and no tokens. */
const pkceMark = 'pkce_'
const hashOf = (email: string, code: string) => createHash('sha224').update(email + code).digest('hex')

/** Codes and links by mail: /otp, /magiclink, /recover, /verify. */
export function otpRoutes(context: Context, routes: Hono): void {
  routes.post('/otp', async (c) => {
    const body = await jsonBody(c)
    if (body.phone !== undefined) throw new AuthError(400, 'phone_provider_disabled', 'Unsupported phone provider')
    await sendSignIn(context, c, body, body.create_user !== false)
    return c.json({})
  })
  routes.post('/magiclink', async (c) => {
    await sendSignIn(context, c, await jsonBody(c), true)
    return c.json({})
  })
  routes.post('/recover', async (c) => {
    const body = await jsonBody(c)
    const email = normaliseEmail(body.email)
    // Whether the address has an account must not show.
    await authTransaction(context, async (client) => {
      const user = await findUser(client, 'email', email)
      if (user) await sendToken(context, client, c, user, 'recovery_token', 'recovery', body)
    })
    return c.json({})
  })
  routes.post('/resend', async (c) => {
    const body = await jsonBody(c)
    if (body.type !== 'signup') throw validationFailed('Missing one of these types: signup, email_change, sms, phone_change')
    const email = normaliseEmail(body.email)
    await authTransaction(context, async (client) => {
      const user = await findUser(client, 'email', email)
      if (user && !user.email_confirmed_at) await sendToken(context, client, c, user, 'confirmation_token', 'confirmation', body)
    })
    return c.json({})
  })
  routes.post('/verify', async (c) => {
    const body = await jsonBody(c)
    const type = String(body.type ?? '')
    if (type === '') throw validationFailed('Verify requires a verification type')
    const hashes = tokenHashes(body)
    return c.json(
      await authTransaction(context, async (client) => {
        const token = await findToken(client, hashes, type)
        if (!token) throw expired('Token has expired or is invalid')
        const user = await useToken(client, token)
        return openSession(context, client, user, methodOf(type, token), c.req.header('user-agent'))
      }),
    )
  })
}

/** Following the link of a mail needs no key: GET /verify. */
export function verifyLinkRoute(context: Context, routes: Hono): void {
  routes.get('/verify', async (c) => {
    const target = redirectTarget(c.req.query('redirect_to'))
    const { token: hash = '', type = '' } = c.req.query()
    const outcome = await authTransaction(context, async (client) => {
      const token = await findToken(client, [hash], type)
      if (!token) return undefined
      const user = await useToken(client, token)
      const method = methodOf(type, token)
      if (hash.startsWith(pkceMark)) return { code: await issueAuthCode(client, user.id) }
      return { session: await openSession(context, client, user, method, c.req.header('user-agent')) }
    })
    if (!outcome) {
      const problem = { error: 'access_denied', error_code: 'otp_expired', error_description: 'Email link is invalid or has expired' }
      return c.redirect(redirectWith(target, problem, { ...problem, sb: '' }), 303)
    }
    if ('code' in outcome) return c.redirect(redirectWith(target, { code: outcome.code }), 303)
    const { access_token, refresh_token, expires_in, expires_at } = outcome.session
    const fragment = { access_token, expires_at: String(expires_at), expires_in: String(expires_in), refresh_token, token_type: 'bearer', type }
    return c.redirect(redirectWith(target, {}, fragment), 303)
  })
}

async function sendSignIn(context: Context, c: HonoContext, body: Record<string, unknown>, createUser: boolean): Promise<void> {
  const email = normaliseEmail(body.email)
  await authTransaction(context, async (client) => {
    const known = await findUser(client, 'email', email)
    if (!known && !createUser) throw new AuthError(422, 'otp_disabled', 'Signups not allowed for otp')
    const user = known ?? (await insertUser(client, { email, confirmed: false, user_metadata: asObject(body.data) ?? {} }))
    const [type, kind] = user.email_confirmed_at ? (['recovery_token', 'otp'] as const) : (['confirmation_token', 'confirmation'] as const)
    await sendToken(context, client, c, user, type, kind, body)
  })
}

async function sendToken(
  context: Context,
  client: pg.ClientBase,
  c: HonoContext,
  user: UserRow,
  type: TokenType,
  kind: Mail['kind'],
  body: Record<string, unknown>,
): Promise<void> {
  const email = String(user.email)
  const sentAt = type === 'recovery_token' ? user.recovery_sent_at : user.confirmation_sent_at
  const wait = sentAt ? Math.ceil(mailInterval - (Date.now() - sentAt.getTime()) / 1000) : 0
  if (wait > 0) {
    throw new AuthError(429, 'over_email_send_rate_limit', `For security purposes, you can only request this after ${wait} seconds.`)
  }
  const pkce = await rememberChallenge(client, user.id, body, kind === 'recovery' ? 'recovery' : 'magiclink')
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const hash = (pkce ? pkceMark : '') + hashOf(email, code)
  await client.query(
    `insert into auth.one_time_tokens (user_id, token_type, token_hash, relates_to) values ($1, $2, $3, $4)
     on conflict (user_id, token_type) do update set token_hash = excluded.token_hash, created_at = now(), updated_at = now()`,
    [user.id, type, hash, email],
  )
  const column = type === 'recovery_token' ? 'recovery_sent_at' : 'confirmation_sent_at'
  await client.query(`update auth.users set ${column} = now() where id = $1`, [user.id])
  const linkType = kind === 'recovery' ? 'recovery' : kind === 'confirmation' ? 'signup' : 'magiclink'
  const redirect = redirectTarget(c.req.query('redirect_to'))
  const link = `${context.url}/auth/v1/verify?token=${hash}&type=${linkType}&redirect_to=${encodeURIComponent(redirect)}`
  context.mailbox.send({ to: email, kind, code, link })
}

/** The hashes that a request's token may stand for: with and without the mark of a PKCE flow. */
function tokenHashes(body: Record<string, unknown>): string[] {
  if (typeof body.token_hash === 'string' && body.token_hash !== '') return [body.token_hash]
  if (typeof body.token !== 'string' || body.token === '') throw validationFailed('Verify requires a token or a token hash')
  if (typeof body.email !== 'string' || body.email === '') throw validationFailed('Only an email address or phone number should be provided on verify')
  const hash = hashOf(normaliseEmail(body.email), body.token)
  return [hash, pkceMark + hash]
}

const typesOf: Record<string, TokenType[]> = {
  email: ['confirmation_token', 'recovery_token'],
  signup: ['confirmation_token'],
  invite: ['confirmation_token'],
  magiclink: ['recovery_token', 'confirmation_token'],
  recovery: ['recovery_token'],
}

async function findToken(client: pg.ClientBase, hashes: string[], type: string): Promise<TokenRow | undefined> {
  const { rows } = await client.query<TokenRow>(
    `select id, user_id, token_type, token_hash from auth.one_time_tokens
     where token_hash = any ($1) and token_type = any ($2) and created_at > now() - make_interval(secs => $3) for update`,
    [hashes, typesOf[type] ?? [], lifetime],
  )
  return rows[0]
}

/** A token is good for one use, and proves the address. */
async function useToken(client: pg.ClientBase, token: TokenRow): Promise<UserRow> {
  await client.query('delete from auth.one_time_tokens where id = $1', [token.id])
  const { rows } = await client.query<UserRow>(
    `update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()),
       raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}', updated_at = now()
     where id = $1 and deleted_at is null returning *`,
    [token.user_id],
  )
  if (!rows[0]) throw expired('Token has expired or is invalid')
  return rows[0]
}

const expired = (message: string) => new AuthError(403, 'otp_expired', message)

function methodOf(type: string, token: TokenRow): Method {
  if (type === 'recovery') return 'recovery'
  return token.token_type === 'confirmation_token' ? 'email/signup' : 'otp'
}
