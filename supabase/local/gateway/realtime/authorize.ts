import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Context } from '../context.ts'
import type { Identity } from '../identity.ts'

export interface Permissions {
  read: { broadcast: boolean; presence: boolean }
  write: { broadcast: boolean; presence: boolean }
}

const extensions = ['broadcast', 'presence'] as const

/**
 * What the policies on realtime.messages allow this identity in a private topic. Asked as Supabase asks: rows of
 * the topic are written, then read and written again as the user, and everything is rolled back.
 */
export async function authorize(context: Context, identity: Identity, topic: string): Promise<Permissions> {
  const client = await context.admin.connect()
  const permissions: Permissions = { read: { broadcast: false, presence: false }, write: { broadcast: false, presence: false } }
  try {
    await client.query('begin')
    const ids = extensions.map(() => randomUUID())
    await client.query(`insert into realtime.messages (id, topic, extension) select unnest($1::uuid[]), $2, unnest($3::text[])`, [ids, topic, extensions])
    await client.query(
      `select set_config('role', $1, true), set_config('realtime.topic', $2, true), set_config('request.jwt.claims', $3, true)`,
      [identity.role, topic, JSON.stringify(identity.claims)],
    )
    const { rows } = await allowed(client, () =>
      client.query<{ extension: (typeof extensions)[number] }>('select extension from realtime.messages where id = any ($1)', [ids]),
    ) ?? { rows: [] }
    for (const { extension } of rows) permissions.read[extension] = true
    for (const extension of extensions) {
      const inserted = await allowed(client, () =>
        client.query('insert into realtime.messages (topic, extension) values ($1, $2)', [topic, extension]),
      )
      permissions.write[extension] = inserted !== undefined
    }
    return permissions
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}

/** Undefined when a policy refuses. */
async function allowed<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T | undefined> {
  await client.query('savepoint attempt')
  try {
    return await work()
  } catch (error) {
    await client.query('rollback to savepoint attempt')
    if (error instanceof pg.DatabaseError && error.code === '42501') return undefined
    throw error
  }
}
