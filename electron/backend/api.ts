import type { Command, CommandResult } from '../../contract/commands.ts'
import type { ArtifactContent, Cursor, PullPage } from '../../contract/feed.ts'
import type { WorkspaceChoice } from '../../contract/status.ts'

/**
 * Why a call to Supabase failed, by what has to be done about it:
 * network (no answer, timeout, cut), server (5xx, statement timeout), rate_limited (429; retry_after_ms),
 * unauthorized (401 after a refresh was tried: a new sign-in is needed), not_member (the workspace is not ours any more),
 * schema (the answer does not fit the contract: this app is too old), refused (any other 4xx: our mistake, retrying won't help).
 */
export type BackendFailure =
  | 'network'
  | 'server'
  | 'rate_limited'
  | 'unauthorized'
  | 'not_member'
  | 'schema'
  | 'refused'

export class BackendError extends Error {
  override readonly name = 'BackendError'
  readonly failure: BackendFailure
  readonly retryAfterMs: number | undefined

  constructor(failure: BackendFailure, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.failure = failure
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The only road to Supabase after sign-in. Every call rejects with BackendError and nothing else. */
export interface Backend {
  /** the workspaces of the signed-in user, with the role there */
  workspaces(signal?: AbortSignal): Promise<WorkspaceChoice[]>
  pull(workspaceId: string, cursor: Cursor | null, rowLimit: number, signal?: AbortSignal): Promise<PullPage>
  contents(ids: readonly string[], signal?: AbortSignal): Promise<ArtifactContent[]>
  /** at most maxCommandsPerCall; answers in the order of the call */
  submit(commands: readonly Command[], signal?: AbortSignal): Promise<CommandResult[]>
  /** pokes from `workspace:<id>`; `onState(false)` when the channel is down, so that polling takes over. Returns the end. */
  subscribe(workspaceIds: readonly string[], onPoke: (workspaceId: string) => void, onState: (up: boolean) => void): () => void
}
