import type pg from 'pg'

/** Runs the work in one transaction of this pool. Rolls back when the work throws; a connection that can't even do that is thrown away. */
export async function inTransactionOf<T>(pool: pg.Pool, begin: 'begin' | 'begin read only', work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(begin)
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
