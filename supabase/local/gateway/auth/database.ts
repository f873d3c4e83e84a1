import type pg from 'pg'
import type { Context } from '../context.ts'

/** Runs the work in one transaction as supabase_auth_admin. Rolls back when the work throws. */
export async function authTransaction<T>(context: Context, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await context.auth.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    try {
      await client.query('rollback')
    } catch (failure) {
      broken = failure instanceof Error ? failure : new Error(String(failure))
    }
    throw error
  } finally {
    client.release(broken)
  }
}

/** Carries an error out of a transaction that has to commit all the same. */
export type Outcome<T> = { value: T } | { error: Error }

export function settle<T>(outcome: Outcome<T>): T {
  if ('error' in outcome) throw outcome.error
  return outcome.value
}
