import type { Command } from '../../contract/commands.ts'
import type { Cursor } from '../../contract/feed.ts'
import type { WorkspaceChoice } from '../../contract/status.ts'

/**
 * Why a call to Supabase failed, by what has to be done about it:
 * network (no answer, timeout, cut), server (5xx, statement timeout), rate_limited (429; retry_after_ms),
 * unauthorized (401 after a refresh was tried: a new sign-in is needed), not_member (the workspace is not ours any more),
 * too_large (413, whoever on the way says it: less of it may pass),
 * schema (the answer does not fit the contract, or the function is unknown to the server: this app is too old or too new),
 * refused (any other 4xx: our mistake, retrying won't help).
 */
export type BackendFailure =
  | 'network'
  | 'server'
  | 'rate_limited'
  | 'unauthorized'
  | 'not_member'
  | 'too_large'
  | 'schema'
  | 'refused'

/** The database's own word for a refusal: our code where a rule of ours spoke (else SQLSTATE's), and what to do. */
interface Refusal {
  code: string
  hint: string | undefined
}

export class BackendError extends Error {
  override readonly name = 'BackendError'
  readonly failure: BackendFailure
  readonly retryAfterMs: number | undefined
  readonly refusal: Refusal | undefined
  /** `network`: it was sent, and no answer came in the time that the call has */
  readonly timedOut: boolean

  constructor(failure: BackendFailure, message: string, options: { retryAfterMs?: number; refusal?: Refusal; timedOut?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.failure = failure
    this.retryAfterMs = options.retryAfterMs
    this.refusal = options.refusal
    this.timedOut = options.timedOut ?? false
  }
}

/**
 * The body of a successful answer as it came: UTF-8 JSON, neither parsed nor validated. A page of 2,000 rows takes main
 * 10 ms to parse, and main's thread routes every key; so the engine hands the bytes to the store, whose worker parses
 * and validates them (pull: `pullPage`, contents: `artifactContents`, submit: `submitAnswer`). The buffer is the
 * caller's to transfer: give each answer one of its own (`new Uint8Array(await response.arrayBuffer())`).
 */
export type AnswerBody = Uint8Array<ArrayBuffer>

/** The only road to Supabase after sign-in. Every call rejects with BackendError and nothing else (an abort is `network`). */
export interface Backend {
  /** the workspaces of the signed-in user, with the role there */
  workspaces(signal?: AbortSignal): Promise<WorkspaceChoice[]>
  pull(workspaceId: string, cursor: Cursor | null, rowLimit: number, signal?: AbortSignal): Promise<AnswerBody>
  /** rows that a pull without a cursor brings; null where the server does not count */
  size(workspaceId: string, signal?: AbortSignal): Promise<number | null>
  contents(ids: readonly string[], signal?: AbortSignal): Promise<AnswerBody>
  /** at most maxCommandsPerCall; answers in the order of the call */
  submit(commands: readonly Command[], signal?: AbortSignal): Promise<AnswerBody>
  /**
   * Pokes from `workspace:<id>`; `onState(false)` when the channel is down, so that polling takes over. What does not come
   * back by itself, because the server closed a channel or it could not be begun, is `onLost`: end it and subscribe again.
   * Returns the end.
   */
  subscribe(workspaceIds: readonly string[], onPoke: (workspaceId: string) => void, onState: (up: boolean) => void, onLost: () => void): () => void
}
