import type { Command, CommandResult } from '../../contract/commands.ts'
import type { ArtifactContent, Cursor, PullPage, ReplicatedTable } from '../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../contract/ipc.ts'
import type { OutboxStatus } from '../../contract/status.ts'

/** Where the two files of an account live, and the keys to them (32 bytes each, derived from the account's key). */
export interface StoreLocation {
  /** the account's folder, or null: everything in memory (temporary key store) */
  folder: string | null
  userId: string
  keys: { replica: Uint8Array; outbox: Uint8Array; hmac: Uint8Array }
}

/** The queries that the screens make; inputs and outputs are those of the IPC channels of the same name. */
export type QueryName =
  | 'workspaces.list'
  | 'queue.index'
  | 'queue.items'
  | 'items.detail'
  | 'sessions.list'
  | 'sessions.detail'
  | 'projects.list'
  | 'outbox.list'

/**
 * Replica and outbox of one account, in their own worker thread: commands run before queries. All methods reject with
 * AppError (storage_full, storage_read_only, storage_corrupt, invalid_input, internal).
 */
export interface Store {
  open(location: StoreLocation): Promise<{ replicaRebuilt: boolean; outboxSetAside: string | null }>
  close(): Promise<void>
  /** closes and deletes replica and outbox: sign-out */
  destroy(): Promise<void>

  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): Promise<IpcOutput<Q>>
  outboxStatus(): Promise<OutboxStatus>

  /** Durable when it resolves. The same command_id again changes nothing. `holdMs`: not sent before, so that undo can remove it. */
  addCommand(command: Command, holdMs: number): Promise<{ storage: 'disk' | 'memory' }>
  /** true: it had not been sent and is gone */
  undoCommand(commandId: string): Promise<boolean>
  /** ends all holds: quitting, "send now" */
  releaseHolds(): Promise<void>
  dismissCommand(commandId: string): Promise<void>
  putDraft(item: { kind: 'artifact' | 'checkpoint'; id: string }, text: string): Promise<void>

  /** the next commands to send, per-target order kept, marked as sending; `nextAt`: ms epoch of the next hold's end */
  takeBatch(limit: number): Promise<{ commands: Command[]; nextAt: number | null }>
  /** the call failed as a whole: these are unsent again */
  returnBatch(commandIds: readonly string[]): Promise<void>
  /** answers: rows applied to the replica, acknowledged commands settled, conflicts and refusals to the tray */
  settle(results: readonly CommandResult[]): Promise<{ tables: ReplicatedTable[] }>

  cursor(workspaceId: string): Promise<Cursor | null>
  /** one page, atomically with its cursor; a page with `reset` starts the workspace over */
  applyPage(workspaceId: string, page: PullPage): Promise<{ tables: ReplicatedTable[]; rows: number }>
  /** membership lost: the workspace's rows go, the outbox stays */
  purgeWorkspace(workspaceId: string): Promise<{ tables: ReplicatedTable[] }>
  /** artifacts whose content should be fetched next: asked for on screen first, then pending in queue order */
  wantedContents(limit: number): Promise<string[]>
  applyContents(contents: readonly ArtifactContent[]): Promise<{ ids: string[]; broken: string[] }>
}
