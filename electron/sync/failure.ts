import { AppError, type AppErrorShape } from '../../contract/errors.ts'
import { BackendError } from '../backend/api.ts'

/** What a failure means for the engine. `retryAfterMs`: not sooner, by order of the server. */
export interface Failure {
  state: 'offline' | 'waiting' | 'sign_in_needed' | 'failed'
  error: AppErrorShape
  retryAfterMs?: number
}

export function failureOf(error: unknown): Failure {
  if (error instanceof BackendError) return backendFailure(error)
  if (error instanceof AppError) {
    if (error.code === 'schema_mismatch') return { state: 'failed', error: error.toShape() }
    if (error.code === 'network') return { state: 'offline', error: error.toShape() }
    return { state: 'waiting', error: error.toShape() }
  }
  const message = 'Synchronising stopped unexpectedly and is tried again.'
  return { state: 'waiting', error: { code: 'internal', message, details: String(error) } }
}

function backendFailure(error: BackendError): Failure {
  const details = error.message
  switch (error.failure) {
    case 'network':
      return { state: 'offline', error: { code: 'network', message: 'The server cannot be reached.', retry: true, details } }
    case 'server':
    case 'too_large':
    case 'refused':
    case 'not_member':
      return { state: 'waiting', error: { code: 'server', message: 'The server could not answer; it is asked again.', retry: true, details } }
    case 'rate_limited':
      return {
        state: 'waiting',
        error: { code: 'rate_limited', message: 'The server asks for a pause.', retry: true, details },
        ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      }
    case 'unauthorized':
      return { state: 'sign_in_needed', error: { code: 'sign_in_needed', message: 'The server asks for a new sign-in.', details } }
    case 'schema':
      return {
        state: 'failed',
        error: { code: 'schema_mismatch', message: 'The server speaks a version that this app does not know. Update the app.', details },
      }
  }
}
