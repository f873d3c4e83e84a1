import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { AuthError, validationFailed } from './errors.ts'

/** A row of auth.users, as far as it is read here. */
export interface UserRow {
  id: string
  aud: string
  role: string
  email: string | null
  encrypted_password: string | null
  email_confirmed_at: Date | null
  phone: string | null
  confirmation_sent_at: Date | null
  recovery_sent_at: Date | null
  email_change: string | null
  email_change_sent_at: Date | null
  last_sign_in_at: Date | null
  confirmed_at: Date | null
  raw_app_meta_data: Record<string, unknown> | null
  raw_user_meta_data: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
  banned_until: Date | null
  is_anonymous: boolean
}

interface NewUser {
  id?: string
  email: string
  password?: string | undefined
  confirmed: boolean
  user_metadata?: Record<string, unknown>
  app_metadata?: Record<string, unknown>
  role?: string | undefined
}

/** bcrypt's cost: low, because every test signs people in; the hash carries it. */
const hashSql = `extensions.crypt($1, extensions.gen_salt('bf', 8))`

export function normaliseEmail(value: unknown): string {
  if (typeof value !== 'string' || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim())) {
    throw validationFailed('Unable to validate email address: invalid format')
  }
  return value.trim().toLowerCase()
}

/** Supabase's default: at least six characters; bcrypt reads at most 72 bytes. */
export function checkPassword(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw validationFailed('Signup requires a valid password')
  if (Buffer.byteLength(value) > 72) throw validationFailed('Password cannot be longer than 72 characters')
  if (value.length < 6) {
    const message = 'Password should be at least 6 characters.'
    throw new AuthError(422, 'weak_password', message, { weak_password: { reasons: ['length'] } })
  }
  return value
}

export async function findUser(client: pg.ClientBase, by: 'id' | 'email', value: string): Promise<UserRow | undefined> {
  const condition = by === 'id' ? 'id = $1' : 'email = $1 and not is_sso_user'
  const { rows } = await client.query<UserRow>(`select * from auth.users where ${condition} and deleted_at is null`, [value])
  return rows[0]
}

export async function insertUser(client: pg.ClientBase, user: NewUser): Promise<UserRow> {
  const id = user.id ?? randomUUID()
  const hash = user.password === undefined ? null : await hashPassword(client, user.password)
  const metadata = { sub: id, email: user.email, email_verified: user.confirmed, phone_verified: false, ...user.user_metadata }
  const { rows } = await client.query<UserRow>(
    `insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
     values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', $2, $3, $4, case when $5 then now() end, $6, $7)
     on conflict do nothing
     returning *`,
    [id, user.role ?? 'authenticated', user.email, hash, user.confirmed, { provider: 'email', providers: ['email'], ...user.app_metadata }, user.user_metadata ? metadata : { email_verified: user.confirmed }],
  )
  const [created] = rows
  if (!created) throw new AuthError(422, 'user_already_exists', 'User already registered')
  await client.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at) values ($1, $2, $3, 'email', now())`,
    [id, id, { sub: id, email: user.email, email_verified: user.confirmed, phone_verified: false }],
  )
  return created
}

export async function hashPassword(client: pg.ClientBase, password: string): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(`select ${hashSql} as hash`, [password])
  return String(rows[0]?.hash)
}

export async function passwordMatches(client: pg.ClientBase, user: UserRow | undefined, password: string): Promise<boolean> {
  const sql = 'select extensions.crypt($1, $2) = $2 as same'
  // An unknown address takes as long as a known one.
  const hash = user?.encrypted_password || '$2a$08$abcdefghijklmnopqrstuuJ4QGyA9wAX4fLwCGv0wjFqzEwBuxW3u'
  const { rows } = await client.query<{ same: boolean }>(sql, [password, hash])
  return rows[0]?.same === true && Boolean(user?.encrypted_password)
}

/** The user as the API shows it. */
export async function presentUser(client: pg.ClientBase, user: UserRow): Promise<Record<string, unknown>> {
  const identities = await client.query<Record<string, unknown>>(
    `select id as identity_id, provider_id as id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at, email
     from auth.identities where user_id = $1 order by created_at`,
    [user.id],
  )
  const factors = await client.query<Record<string, unknown>>(
    'select id, created_at, updated_at, status, friendly_name, factor_type, last_challenged_at from auth.mfa_factors where user_id = $1 order by created_at',
    [user.id],
  )
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? '',
    ...present('email_confirmed_at', user.email_confirmed_at),
    phone: user.phone ?? '',
    ...present('confirmation_sent_at', user.confirmation_sent_at),
    ...present('confirmed_at', user.confirmed_at),
    ...present('recovery_sent_at', user.recovery_sent_at),
    ...(user.email_change ? { new_email: user.email_change } : {}),
    ...present('email_change_sent_at', user.email_change_sent_at),
    ...present('last_sign_in_at', user.last_sign_in_at),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    identities: identities.rows,
    ...(factors.rows.length > 0 ? { factors: factors.rows } : {}),
    created_at: user.created_at,
    updated_at: user.updated_at,
    ...present('banned_until', user.banned_until),
    is_anonymous: user.is_anonymous,
  }
}

const present = (name: string, value: Date | null) => (value ? { [name]: value } : {})
