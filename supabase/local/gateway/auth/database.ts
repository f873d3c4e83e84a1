import type pg from 'pg'
import type { Context } from '../context.ts'
import { inTransactionOf } from '../transaction.ts'

/** Runs the work in one transaction as supabase_auth_admin. Rolls back when the work throws. */
export const authTransaction = <T>(context: Context, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => inTransactionOf(context.auth, 'begin', work)

/** Carries an error out of a transaction that has to commit all the same. */
export type Outcome<T> = { value: T } | { error: Error }

export function settle<T>(outcome: Outcome<T>): T {
  if ('error' in outcome) throw outcome.error
  return outcome.value
}
