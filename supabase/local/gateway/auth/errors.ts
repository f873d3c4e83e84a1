import type { Context as HonoContext } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import pg from 'pg'
import { IdentityError, keyProblem } from '../identity.ts'

/** An answer of Supabase Auth that is an error. */
export class AuthError extends Error {
  readonly status: number
  readonly code: string
  readonly extra: Record<string, unknown>

  constructor(status: number, code: string, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.extra = extra
  }
}

export const validationFailed = (message: string) => new AuthError(400, 'validation_failed', message)

const namedVersion = '2024-01-01'

/** The body comes in two shapes; the request's API version chooses. */
export function authErrorResponse(c: HonoContext, error: unknown, log: (line: string) => void): Response {
  const problem = keyProblem(error)
  if (problem) return c.json(problem, 401)
  const known = toAuthError(error, log)
  const version = c.req.header('x-supabase-api-version') ?? ''
  const headers: Record<string, string> = { 'x-sb-error-code': known.code }
  if (version >= namedVersion) {
    headers['x-supabase-api-version'] = namedVersion
    return c.json({ code: known.code, message: known.message, ...known.extra }, known.status as ContentfulStatusCode, headers)
  }
  const body = { code: known.status, error_code: known.code, msg: known.message, ...known.extra }
  return c.json(body, known.status as ContentfulStatusCode, headers)
}

function toAuthError(error: unknown, log: (line: string) => void): AuthError {
  if (error instanceof AuthError) return error
  if (error instanceof IdentityError) {
    const reason = error.reason === 'expired' ? 'token has invalid claims: token is expired' : error.message
    return new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${reason}`)
  }
  if (error instanceof pg.DatabaseError) log(`auth: database error ${error.code ?? ''} ${error.message}`)
  else log(`auth: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return new AuthError(500, 'unexpected_failure', 'Unexpected failure, please check server logs for more information')
}
