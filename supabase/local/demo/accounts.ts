import { type AuthError, createClient } from '@supabase/supabase-js'
import type pg from 'pg'
import type { MemberRole } from '../../../contract/entities.ts'
import { demoId, mainWorkspace, otherWorkspace } from './ids.ts'

/** `workspace` is the workspace's id. */
export interface Account {
  email: string
  password: string
  workspace: string
  role: MemberRole
}

export interface Person extends Account {
  key: 'owner' | 'reviewer' | 'viewer' | 'other'
  name: string
}

/** The first one is whom the demo signs in as. Passwords are for the development stack only, and say so. */
export const people: readonly Person[] = [
  { key: 'owner', name: 'Robin', email: 'robin@example.com', password: 'development-only-robin', workspace: mainWorkspace, role: 'owner' },
  { key: 'reviewer', name: 'Sam', email: 'sam@example.com', password: 'development-only-sam', workspace: mainWorkspace, role: 'reviewer' },
  { key: 'viewer', name: 'Kit', email: 'kit@example.com', password: 'development-only-kit', workspace: mainWorkspace, role: 'viewer' },
  { key: 'other', name: 'Noor', email: 'noor@example.com', password: 'development-only-noor', workspace: otherWorkspace, role: 'owner' },
]

export const accounts = (): Account[] => people.map(({ email, password, workspace, role }) => ({ email, password, workspace, role }))

export type UserIds = Record<Person['key'], string>

/** Makes the people's users through the Auth API, or finds them. Throws what the API refused. */
export async function createUsers(stack: { url: string; secret_key: string }, database: pg.Client): Promise<UserIds> {
  const { auth } = createClient(stack.url, stack.secret_key, { auth: { persistSession: false, autoRefreshToken: false } })
  const ids: Partial<UserIds> = {}
  for (const { key, name, email, password } of people) {
    const { data, error } = await auth.admin.createUser({
      id: demoId(`user ${key}`),
      email,
      password,
      email_confirm: true,
      user_metadata: { name },
    })
    ids[key] = error ? await existing(database, email, error) : data.user.id
  }
  return ids as UserIds
}

async function existing(database: pg.Client, email: string, refusal: AuthError): Promise<string> {
  if (refusal.code !== 'email_exists') throw new Error(`Could not create the demo user ${email}: ${refusal.message}`, { cause: refusal })
  const { rows } = await database.query<{ id: string }>('select id from auth.users where email = $1', [email])
  if (!rows[0]) throw new Error(`The demo user ${email} is said to exist and can't be found`, { cause: refusal })
  return rows[0].id
}
