import pg from 'pg'
import { IdentityError } from '../identity.ts'

/** PostgREST's error body. */
export interface RestErrorBody {
  code: string
  message: string
  details: string | null
  hint: string | null
}

/** An answer that is an error; rolls the request's transaction back when thrown inside it. */
export class RestError extends Error {
  readonly status: number
  readonly body: RestErrorBody
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { details?: string | null; hint?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.body = { code, message, details: extra.details ?? null, hint: extra.hint ?? null }
    this.headers = extra.headers ?? {}
  }
}

/** PostgREST can do this, the local stack can't: refuse instead of answering something else. */
export function unsupported(what: string): RestError {
  return new RestError(400, 'PGRST100', `${what} is not supported by the local development stack`, {
    hint: 'Run against a Supabase project, or add it to supabase/local/gateway/rest.',
  })
}

/** Turns whatever a request threw into PostgREST's answer. */
export function toRestError(error: unknown, role: string): RestError {
  if (error instanceof RestError) return error
  if (error instanceof IdentityError) return identityError(error)
  if (error instanceof pg.DatabaseError && error.code) {
    return new RestError(databaseStatus(error.code, role), error.code, error.message, {
      details: error.detail ?? null,
      hint: error.hint ?? null,
    })
  }
  const message = error instanceof Error ? error.message : String(error)
  if (/timeout exceeded when trying to connect/.test(message)) {
    return new RestError(504, 'PGRST003', 'Timed out acquiring connection from connection pool.')
  }
  return new RestError(503, 'PGRST001', 'Database connection error. Retrying the connection.', { details: message })
}

function identityError({ reason, message }: IdentityError): RestError {
  return new RestError(401, reason === 'expired' ? 'PGRST303' : 'PGRST301', message, { headers: challenge(message) })
}

const challenge = (message: string) => ({
  'www-authenticate': `Bearer error="invalid_token", error_description="${message}"`,
})

/** PostgREST's table of SQLSTATE to HTTP status. */
function databaseStatus(code: string, role: string): number {
  const custom = /^PT(\d{3})$/.exec(code)
  if (custom) return Number(custom[1])
  switch (code) {
    case '42501':
      return role === 'anon' ? 401 : 403
    case '23503':
    case '23505':
      return 409
    case '25006':
      return 405
    case '42883':
    case '42P01':
      return 404
    case '42P17':
    case '53400':
      return 500
    case '57P01':
      return 503
    case 'P0001':
      return 400
  }
  switch (code.slice(0, 2)) {
    case '08':
    case '53':
      return 503
    case '0L':
    case '0P':
    case '28':
      return 403
    case '54':
      return 413
    case '09':
    case '25':
    case '2D':
    case '38':
    case '39':
    case '3B':
    case '40':
    case '55':
    case '57':
    case '58':
    case 'F0':
    case 'HV':
    case 'P0':
    case 'XX':
      return 500
    default:
      return 400
  }
}
