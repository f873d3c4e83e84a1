import type { Hono } from 'hono'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { asObject, jsonBody, requireUser } from './caller.ts'
import { authTransaction } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import { openSession, refresh } from './sessions.ts'
import { checkPassword, findUser, hashPassword, insertUser, normaliseEmail, passwordMatches, presentUser } from './users.ts'

const invalidCredentials = () => new AuthError(400, 'invalid_credentials', 'Invalid login credentials')

export type Grant = (body: Record<string, unknown>, userAgent: string | undefined) => Promise<unknown>

/** Sign-up, sign-in and refresh. Further grants (pkce) are handed in by their own modules. */
export function passwordRoutes(context: Context, routes: Hono, grants: Record<string, Grant>): void {
  // Supabase's local stack confirms addresses at once, and so does this one.
  routes.post('/signup', async (c) => {
    const body = await jsonBody(c)
    const email = normaliseEmail(body.email)
    const password = checkPassword(body.password)
    const data = asObject(body.data) ?? {}
    return c.json(
      await authTransaction(context, async (client) => {
        const user = await insertUser(client, { email, password, confirmed: true, user_metadata: data })
        return openSession(context, client, user, 'password', c.req.header('user-agent'))
      }),
    )
  })

  const signIn: Grant = async (body, userAgent) => {
    const { email, password } = body
    if (typeof email !== 'string' || typeof password !== 'string' || password === '') throw invalidCredentials()
    return authTransaction(context, async (client) => {
      const user = await findUser(client, 'email', email.trim().toLowerCase())
      if (!(await passwordMatches(client, user, password)) || !user) throw invalidCredentials()
      if (!user.email_confirmed_at) throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed')
      return { ...(await openSession(context, client, user, 'password', userAgent)), weak_password: null }
    })
  }

  const all: Record<string, Grant> = { ...grants, password: signIn, refresh_token: (body) => refresh(context, body.refresh_token) }
  routes.post('/token', async (c) => {
    const grant = all[c.req.query('grant_type') ?? '']
    if (!grant) throw validationFailed('unsupported_grant_type')
    c.header('cache-control', 'no-store')
    return c.json((await grant(await jsonBody(c), c.req.header('user-agent'))) as Record<string, unknown>)
  })

  routes.get('/user', async (c) =>
    c.json(
      await authTransaction(context, async (client) => {
        const { user } = await requireUser(context, client, c)
        return presentUser(client, user)
      }),
    ),
  )

  routes.put('/user', async (c) => {
    const body = await jsonBody(c)
    return c.json(
      await authTransaction(context, async (client) => {
        const { user, session_id, aal } = await requireUser(context, client, c)
        if ((body.password !== undefined || body.email !== undefined) && aal !== 'aal2') await refuseWithoutFactor(client, user.id)
        if (body.password !== undefined) {
          const password = checkPassword(body.password)
          if (await passwordMatches(client, user, password)) {
            throw new AuthError(422, 'same_password', 'New password should be different from the old password.')
          }
          await client.query('update auth.users set encrypted_password = $2, updated_at = now() where id = $1', [user.id, await hashPassword(client, password)])
          await client.query('delete from auth.sessions where user_id = $1 and id <> $2', [user.id, session_id])
        }
        const data = asObject(body.data)
        if (data) {
          await client.query('update auth.users set raw_user_meta_data = jsonb_strip_nulls(coalesce(raw_user_meta_data, $3) || $2), updated_at = now() where id = $1', [user.id, data, {}])
        }
        if (body.email !== undefined && normaliseEmail(body.email) !== user.email) {
          throw new AuthError(422, 'email_provider_disabled', 'The local development stack does not change e-mail addresses')
        }
        return presentUser(client, (await findUser(client, 'id', user.id)) ?? user)
      }),
    )
  })

  routes.post('/logout', async (c) => {
    const scope = c.req.query('scope') ?? 'global'
    if (!['global', 'local', 'others'].includes(scope)) throw validationFailed(`Unsupported logout scope "${scope}"`)
    await authTransaction(context, async (client) => {
      const { user, session_id } = await requireUser(context, client, c)
      await client.query(
        `delete from auth.sessions where user_id = $1 and ($2 = 'global' or ($2 = 'local') = (id = $3))`,
        [user.id, scope, session_id],
      )
    })
    return c.body(null, 204)
  })
}

/** Whoever has a second factor shows it before changing what the first one is. */
async function refuseWithoutFactor(client: pg.ClientBase, userId: string): Promise<void> {
  const { rowCount } = await client.query(`select from auth.mfa_factors where user_id = $1 and status = 'verified' limit 1`, [userId])
  if (rowCount) throw new AuthError(401, 'insufficient_aal', 'AAL2 session is required to update email or password when MFA is enabled.')
}
