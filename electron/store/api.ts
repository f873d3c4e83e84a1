import type { Command, CommandError } from '../../contract/commands.ts'
import type { StoreInspection } from '../../contract/diagnostics.ts'
import type { Cursor, ReplicatedTable } from '../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../contract/ipc.ts'
import type { BulkDecision, BulkPreview, BulkProgress, SavedView } from '../../contract/queue.ts'
import type { KeptEntry, KeptKind } from '../../contract/kept.ts'
import type { OfflineScope } from '../../contract/offline.ts'
import type { TakenBack } from '../../contract/outbox.ts'
import type { OutboxStatus, WorkspaceChoice } from '../../contract/status.ts'
import type { DraftRef, ItemRef } from '../../contract/items.ts'

/** Where the two files of an account live, and the keys to them (32 bytes each, derived from the account's key). */
export interface StoreLocation {
  /** the account's folder, or null: everything in memory (temporary key store) */
  folder: string | null
  userId: string
  keys: { replica: Uint8Array; outbox: Uint8Array; hmac: Uint8Array }
}

export interface OpenReport {
  /** the replica was corrupt, truncated or under another key: it starts empty and is pulled again */
  replicaRebuilt: boolean
  /** the outbox could not be opened: the name under which its file was set aside */
  outboxSetAside: string | null
  /** rows of the outbox whose HMAC did not agree: kept apart, never sent */
  rowsSetAside: number
  /** read_only: folder or disk takes no writes; browsing works, deciding answers storage_read_only or storage_full */
  storage: 'disk' | 'memory' | 'read_only'
}

/** The queries that the screens make; inputs and outputs are those of the IPC channels of the same name. */
export type QueryName =
  | 'workspaces.list'
  | 'people.members'
  | 'palette.find'
  | 'queue.index'
  | 'queue.items'
  | 'queue.counts'
  | 'queue.facets'
  | 'queue.progress'
  | 'items.detail'
  | 'items.content'
  | 'conversation.get'
  | 'sessions.list'
  | 'sessions.detail'
  | 'projects.list'
  | 'projects.detail'
  | 'baskets.list'
  | 'agents.list'
  | 'kept.list'
  | 'offline.state'
  | 'outbox.list'
  | 'outbox.fates'
  | 'outbox.history'
  | 'insights.overview'
  | 'activity.list'
  | 'activity.people'
  | 'activity.check'

/** The body of an answer of the backend: UTF-8 JSON, parsed and validated here. It is transferred: unusable afterwards. */
export type AnswerBody = Uint8Array<ArrayBuffer>

export interface StagedPage {
  staged: number
  /** for the next call */
  cursor: Cursor
  more: boolean
}

export interface AppliedPage {
  tables: ReplicatedTable[]
  rows: number
  /** the server came back from a backup: acknowledged commands are unsent again */
  resend: boolean
}

/** What became of the commands of one call. */
export interface Settled {
  tables: ReplicatedTable[]
  acknowledged: number
  conflicts: number
  refused: number
  /** unsent again: the server said retry, or said nothing about them */
  retry: number
}

/** Items whose time ran out in (after, until], ms since the epoch. */
export interface OverdueSpan {
  after: number
  until: number
}

/** What a notification may be about, in the workspaces where this person decides. */
export interface NewsReading {
  /** items that wait */
  waiting: number
  /** keys of the checkpoints that wait */
  checkpoints: Int32Array<ArrayBuffer>
  /** keys of what became overdue, oldest first */
  overdue: number[]
  /** the newest comments of others that name this person; `place`: where they stand, for the screen */
  mentions: { id: string; by: string; title: string; place: string }[]
}

/** How much of the queue, besides what the screen misses: its head, or only the first items of it, which somebody may decide next. */
export type Prefetch = 'head' | 'first'

/**
 * Replica and outbox of one account, in their own worker thread: commands run before queries. All methods reject with
 * AppError: storage_full, storage_read_only, storage_corrupt, invalid_input, internal; those that take an answer's body
 * also with schema_mismatch, having changed nothing.
 */
export interface Store {
  open(location: StoreLocation): Promise<OpenReport>
  close(): Promise<void>
  /** closes and deletes replica and outbox: sign-out. Outboxes that were set aside stay. */
  destroy(): Promise<void>
  /** the worker is gone (crash): everything pending was rejected; `open` starts a new one */
  onCrash(listener: (error: Error) => void): () => void
  /** damage was found in the replica while it was open: it is empty now and has to be pulled */
  onRebuilt(listener: () => void): () => void

  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): Promise<IpcOutput<Q>>
  outboxStatus(): Promise<OutboxStatus>
  news(overdue: OverdueSpan): Promise<NewsReading>

  /**
   * Durable when it resolves. The same command_id again changes nothing (another content under it: invalid_input).
   * `holdMs`: not sent before, so that undo can remove it.
   */
  addCommand(command: Command, holdMs: number): Promise<{ storage: 'disk' | 'memory' }>
  /** It had not been sent and is gone; its text is the item's draft again, behind what was begun there meanwhile. null: it was on its way. */
  undoCommand(commandId: string): Promise<TakenBack | null>
  /** ends all holds: quitting, "send now" */
  releaseHolds(): Promise<void>
  /** removes a refused or conflicting command */
  dismissCommand(commandId: string): Promise<void>
  putDraft(item: DraftRef, text: string): Promise<void>
  /** this content was on screen long enough to be read */
  noteLook(artifactId: string, contentSha256: string): Promise<void>

  /** Freezes the items of a filter, or those of `keys`, and says what a decision on them would decide. */
  prepareBulk(input: IpcInput<'bulk.prepare'>): Promise<BulkPreview>
  /** Durable when it resolves, all or none. The same bulk_id again changes nothing. */
  decideBulk(decision: BulkDecision, holdMs: number): Promise<{ decided: Int32Array<ArrayBuffer>; gone: number; storage: 'disk' | 'memory' }>
  /** Drafts of the items stay as they are: the words that all had in common are no item's own. */
  undoBulk(bulkId: string): Promise<{ removed: number; reopening: number }>
  bulkProgress(bulkId: string): Promise<BulkProgress>
  /** `until` null: back into the queue */
  snooze(items: readonly ItemRef[], until: string | null): Promise<void>
  views(): Promise<SavedView[]>
  putView(view: SavedView): Promise<void>
  removeView(id: string): Promise<void>
  putKept(entry: KeptEntry): Promise<void>
  removeKept(kind: KeptKind, id: string): Promise<void>
  /** all contents of a project or session are wanted and none is evicted, or no more */
  keepOffline(scope: OfflineScope, kept: boolean): Promise<void>
  /** from now on; what is too much goes at once */
  setContentLimit(bytes: number): Promise<void>

  /** the next commands to send, per-target order kept, marked as sending; `nextInMs`: until the next hold ends, null without one */
  takeBatch(limit: number): Promise<{ commands: Command[]; nextInMs: number | null }>
  /** the call failed as a whole: these are unsent again; with `restMs` they, and what follows them on their targets, go no sooner */
  returnBatch(commandIds: readonly string[], restMs?: number): Promise<void>
  /** answers of submit_commands: rows applied to the replica, acknowledged commands settled, conflicts and refusals to the tray */
  settle(commandIds: readonly string[], answer: AnswerBody): Promise<Settled>
  /** the call was refused because of this one command: it goes to the tray with the reason */
  refuse(commandId: string, error: CommandError): Promise<void>

  /** the workspaces that I am a member of; others leave the replica */
  setWorkspaces(workspaces: readonly WorkspaceChoice[]): Promise<{ tables: ReplicatedTable[] }>
  cursor(workspaceId: string): Promise<Cursor | null>
  /** Parses a page (`pullPage`) and keeps it, so that the next one can be asked for while this one is applied. */
  stagePage(page: AnswerBody): Promise<StagedPage>
  /** A staged page, once, atomically with its cursor; a page with `reset` starts the workspace over. Pages go in their order. */
  applyPage(workspaceId: string, staged: number): Promise<AppliedPage>
  /** membership lost: the workspace's rows go, the outbox stays */
  purgeWorkspace(workspaceId: string): Promise<{ tables: ReplicatedTable[] }>
  /** artifacts whose content should be fetched next: asked for on screen first, then, by `prefetch`, pending in queue order, then what is kept offline */
  wantedContents(limit: number, prefetch: Prefetch): Promise<string[]>
  /** `requested`: those that the answer leaves out are not wanted again for a while. `broken`: hash did not agree, not stored. */
  applyContents(requested: readonly string[], answer: AnswerBody): Promise<{ ids: string[]; broken: string[] }>

  /** what is kept, in numbers; all but the rows */
  inspect(): Promise<Omit<StoreInspection, 'rows'>>
  /** may take long, and keeps nothing else waiting */
  countRows(): Promise<StoreInspection['rows']>
  /** Hashes contents again, up to `limit` of those with a key above `after`; `next`: where to go on, null at the end. */
  checkContents(after: number, limit: number): Promise<{ checked: number; broken: string[]; next: number | null }>
}
