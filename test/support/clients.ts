import { randomUUID } from 'node:crypto'
import { type SupabaseClient, createClient } from '@supabase/supabase-js'
import pg from 'pg'
import { type TestStack, type TestUser, startTestStack } from './stack.ts'

/** What the protocol tests run against: the embedded stack, or the Supabase that the environment names. */
export interface Target {
  url: string
  publishable_key: string
  secret_key: string
  /** Undefined when a real Supabase is named without SUPABASE_DB_URL. */
  sql: pg.Pool | undefined
  /** Undefined for a real Supabase. */
  stack: TestStack | undefined
  createUser(): Promise<TestUser>
  stop(): Promise<void>
}

const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, SUPABASE_DB_URL } = process.env

/** Whether SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY name a real Supabase. */
export const realSupabase = Boolean(SUPABASE_URL && SUPABASE_PUBLISHABLE_KEY && SUPABASE_SECRET_KEY)
/** Whether tests that need SQL can run. */
export const hasSql = !realSupabase || Boolean(SUPABASE_DB_URL)

/** Without the product's migrations: these tests are about the platform below them. */
export async function startTarget(): Promise<Target> {
  if (realSupabase) return realTarget(String(SUPABASE_URL), String(SUPABASE_PUBLISHABLE_KEY), String(SUPABASE_SECRET_KEY))
  const stack = await startTestStack({ migrationsDir: new URL('no-migrations', import.meta.url).pathname })
  const { url, publishable_key, secret_key, createUser } = stack
  const sql = new pg.Pool({ connectionString: stack.database_url, max: 3, allowExitOnIdle: true })
  sql.on('error', () => undefined)
  const stop = async () => {
    await sql.end()
    await stack.stop()
  }
  return { url, publishable_key, secret_key, sql, stack, createUser, stop }
}

function realTarget(url: string, publishable_key: string, secret_key: string): Target {
  const sql = SUPABASE_DB_URL ? new pg.Pool({ connectionString: SUPABASE_DB_URL, max: 3, allowExitOnIdle: true }) : undefined
  const admin = client({ url, publishable_key: secret_key })
  const created: string[] = []
  const createUser = async () => {
    const user = { email: `user-${randomUUID().slice(0, 13)}@example.com`, password: 'correct horse battery' }
    const { data, error } = await admin.auth.admin.createUser({ ...user, email_confirm: true })
    if (error) throw error
    created.push(data.user.id)
    return { id: data.user.id, ...user }
  }
  const stop = async () => {
    for (const id of created) await admin.auth.admin.deleteUser(id)
    await sql?.end()
  }
  return { url, publishable_key, secret_key, sql, stack: undefined, createUser, stop }
}

/** An unmodified supabase-js client that keeps its session in memory. */
export function client(target: { url: string; publishable_key: string }, options: { pkce?: boolean } = {}): SupabaseClient {
  const kept = new Map<string, string>()
  return createClient(target.url, target.publishable_key, {
    auth: {
      autoRefreshToken: false,
      persistSession: true,
      detectSessionInUrl: false,
      flowType: options.pkce ? 'pkce' : 'implicit',
      // Clients of one process that shared a key would tell each other about sign-outs.
      storageKey: `test-${randomUUID()}`,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
    },
  })
}

/** A client that is signed in as the user. */
export async function signedIn(target: Pick<Target, 'url' | 'publishable_key'>, user: TestUser): Promise<SupabaseClient> {
  const signed = client(target)
  const { error } = await signed.auth.signInWithPassword({ email: user.email, password: user.password })
  if (error) throw error
  return signed
}

export interface AuthRequest {
  body?: unknown
  token?: string
  /** of the API; without it the errors have their older shape */
  version?: string
  key?: string
}

/** A bare request to Auth, to see the answer that supabase-js hides. */
export async function authRequest(target: Target, method: string, path: string, options: AuthRequest = {}) {
  const response = await fetch(`${target.url}/auth/v1${path}`, {
    method,
    headers: {
      apikey: options.key ?? target.publishable_key,
      'content-type': 'application/json',
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(options.version ? { 'x-supabase-api-version': options.version } : {}),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> }
}
