/**
 * Every way in which something can fail, as one closed list. A `switch` over it in the renderer is exhaustive.
 * Codes from the database (`submit_commands`, RPC) stand here under the same name that SQL raises.
 */
export const errorCodes = [
  // connection
  'invalid_url',
  'secret_key_refused',
  'invalid_key',
  'unreachable',
  'not_connected',
  // sign-in
  'invalid_credentials',
  'invalid_code',
  'weak_password',
  'already_registered',
  'second_factor_needed',
  'not_offered',
  'rate_limited',
  'signed_out',
  'sign_in_needed',
  'wrong_passphrase',
  'weak_passphrase',
  'key_store_unavailable',
  'unsent_decisions',
  // commands: what the database answers
  'already_decided',
  'superseded',
  'content_changed',
  'not_found',
  'not_allowed',
  'not_member',
  'earlier_stage_pending',
  'session_ended',
  'effects_started',
  'feedback_required',
  'invalid_command',
  'command_id_reused',
  'already_claimed',
  'others_depend',
  // people
  'server_needed',
  'last_owner',
  'already_member',
  'already_invited',
  // infrastructure
  'network',
  'server',
  'schema_mismatch',
  'invalid_input',
  'forbidden_sender',
  'storage_full',
  'storage_read_only',
  'storage_corrupt',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error as it crosses a process boundary: what happened, in words for a person; `retry`: the same call may work later. */
export interface AppErrorShape {
  code: ErrorCode
  message: string
  retry?: boolean | undefined
  details?: string | undefined
}

/** The one error class of both processes. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly retry: boolean
  readonly details: string | undefined

  constructor(code: ErrorCode, message: string, options: { retry?: boolean; details?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retry = options.retry ?? false
    this.details = options.details
  }

  toShape(): AppErrorShape {
    return {
      code: this.code,
      message: this.message,
      ...(this.retry ? { retry: true } : {}),
      ...(this.details === undefined ? {} : { details: this.details }),
    }
  }

  static fromShape(shape: AppErrorShape): AppError {
    return new AppError(shape.code, shape.message, {
      ...(shape.retry === undefined ? {} : { retry: shape.retry }),
      ...(shape.details === undefined ? {} : { details: shape.details }),
    })
  }
}

/** Closes an exhaustive switch: reaching it is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
