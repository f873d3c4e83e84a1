import type pg from 'pg'
import type { Context } from '../context.ts'
import type { Identity } from '../identity.ts'
import { inTransactionOf } from '../transaction.ts'

const timeouts: Record<Identity['role'], string> = { anon: '3s', authenticated: '8s', service_role: '8s' }

/** Where a request came from, for request.method, request.path and request.headers. */
interface RequestFacts {
  method: string
  path: string
  headers: Record<string, string>
}

/**
 * Runs the work as PostgREST does: one transaction per request, as the request's role, with its claims and headers
 * as transaction-local settings. Rolls back when the work throws.
 */
export function inTransaction<T>(
  context: Context,
  identity: Identity,
  request: RequestFacts,
  readOnly: boolean,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTransactionOf(context.rest, readOnly ? 'begin read only' : 'begin', async (client) => {
    await client.query(
      `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),
        set_config('request.method', $3, true), set_config('request.path', $4, true),
        set_config('request.headers', $5, true), set_config('statement_timeout', $6, true)`,
      [
        identity.role,
        JSON.stringify(identity.claims),
        request.method,
        request.path,
        JSON.stringify(request.headers),
        timeouts[identity.role],
      ],
    )
    return work(client)
  })
}
