import type { Context as HonoContext, Hono } from 'hono'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { asObject, jsonBody, requireKey } from './caller.ts'
import { authTransaction } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import { type UserRow, checkPassword, findUser, hashPassword, insertUser, normaliseEmail, presentUser } from './users.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** /admin/users: what the secret key may do with accounts. */
export function adminRoutes(context: Context, routes: Hono): void {
  routes.use('/admin/*', async (c, next) => {
    if (requireKey(context, c) !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed')
    await next()
  })

  routes.post('/admin/users', async (c) => {
    const body = await jsonBody(c)
    const email = normaliseEmail(body.email)
    const password = body.password === undefined ? undefined : checkPassword(body.password)
    if (body.id !== undefined && !uuid.test(String(body.id))) throw validationFailed('ID must conform to the uuid v4 format')
    const userMetadata = asObject(body.user_metadata)
    return c.json(
      await authTransaction(context, async (client) => {
        if (await findUser(client, 'email', email)) {
          throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
        }
        const user = await insertUser(client, {
          ...(body.id === undefined ? {} : { id: String(body.id) }),
          email,
          password,
          confirmed: body.email_confirm === true,
          ...(userMetadata ? { user_metadata: userMetadata } : {}),
          app_metadata: asObject(body.app_metadata) ?? {},
          role: typeof body.role === 'string' ? body.role : undefined,
        })
        return presentUser(client, user)
      }),
    )
  })

  routes.get('/admin/users', async (c) => {
    const page = Math.max(1, Number(c.req.query('page')) || 1)
    const perPage = Math.min(1000, Math.max(1, Number(c.req.query('per_page')) || 50))
    return authTransaction(context, async (client) => {
      const { rows } = await client.query<UserRow>(
        'select * from auth.users where deleted_at is null order by created_at desc, id limit $1 offset $2',
        [perPage, (page - 1) * perPage],
      )
      const total = await client.query<{ total: number }>('select count(*)::int as total from auth.users where deleted_at is null')
      const users: unknown[] = []
      for (const user of rows) users.push(await presentUser(client, user))
      c.header('x-total-count', String(total.rows[0]?.total ?? 0))
      return c.json({ users, aud: 'authenticated' })
    })
  })

  routes.get('/admin/users/:id', (c) => withUser(context, c, async (client, user) => presentUser(client, user)))

  routes.put('/admin/users/:id', async (c) => {
    const body = await jsonBody(c)
    return withUser(context, c, async (client, user) => presentUser(client, await change(client, user, body)))
  })

  routes.delete('/admin/users/:id', (c) =>
    withUser(context, c, async (client, user) => {
      await client.query('delete from auth.users where id = $1', [user.id])
      return {}
    }),
  )
}

async function withUser(
  context: Context,
  c: HonoContext,
  work: (client: pg.PoolClient, user: UserRow) => Promise<Record<string, unknown>>,
): Promise<Response> {
  const id = c.req.param('id') ?? ''
  if (!uuid.test(id)) throw new AuthError(404, 'validation_failed', 'user_id must be an UUID')
  return c.json(
    await authTransaction(context, async (client) => {
      const user = await findUser(client, 'id', id)
      if (!user) throw new AuthError(404, 'user_not_found', 'User not found')
      return work(client, user)
    }),
  )
}

async function change(client: pg.PoolClient, user: UserRow, body: Record<string, unknown>): Promise<UserRow> {
  const set = async (assignment: string, value: unknown) => {
    await client.query(`update auth.users set ${assignment}, updated_at = now() where id = $1`, [user.id, value])
  }
  if (body.email !== undefined) {
    const email = normaliseEmail(body.email)
    const other = await findUser(client, 'email', email)
    if (other && other.id !== user.id) {
      throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
    }
    await set('email = $2', email)
    await client.query(`update auth.identities set identity_data = identity_data || jsonb_build_object('email', $2::text) where user_id = $1`, [user.id, email])
  }
  if (body.password !== undefined) await set('encrypted_password = $2', await hashPassword(client, checkPassword(body.password)))
  if (body.email_confirm === true) await set('email_confirmed_at = coalesce(email_confirmed_at, $2)', new Date())
  if (asObject(body.user_metadata)) await set('raw_user_meta_data = jsonb_strip_nulls(raw_user_meta_data || $2)', body.user_metadata)
  if (asObject(body.app_metadata)) await set('raw_app_meta_data = jsonb_strip_nulls(raw_app_meta_data || $2)', body.app_metadata)
  if (typeof body.ban_duration === 'string') await set('banned_until = $2', bannedUntil(body.ban_duration))
  return (await findUser(client, 'id', user.id)) ?? user
}

/** Go's duration notation in hours, minutes and seconds, or "none". */
function bannedUntil(duration: string): Date | null {
  if (duration === 'none') return null
  const [, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? []
  if (hours === undefined && minutes === undefined && seconds === undefined) {
    throw validationFailed(`invalid format for ban duration: "${duration}"`)
  }
  return new Date(Date.now() + (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000)
}
