import type pg from 'pg'
import type { Keys, SigningKey } from '../keys.ts'
import type { Mailbox } from './auth/mailbox.ts'
import type { Catalogue } from './rest/catalogue.ts'

/** What every part of the gateway works with. */
export interface Context {
  /** http://127.0.0.1:<port>, no slash at the end. */
  url: string
  keys: Keys
  signing: SigningKey
  /** As authenticator, which can become anon, authenticated or service_role and nothing else. */
  rest: pg.Pool
  /** As supabase_auth_admin, which owns schema auth. */
  auth: pg.Pool
  /** As the superuser: Realtime's own work. */
  admin: pg.Pool
  mailbox: Mailbox
  catalogue: Catalogue
  log: (line: string) => void
}
