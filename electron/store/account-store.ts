import type { Command, CommandError } from '../../contract/commands.ts'
import type { StoreInspection } from '../../contract/diagnostics.ts'
import { AppError } from '../../contract/errors.ts'
import type { Cursor, ReplicatedTable } from '../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../contract/ipc.ts'
import { openingQuestion, type BulkDecision, type BulkPreview, type BulkProgress, type SavedView } from '../../contract/queue.ts'
import type { KeptEntry, KeptKind } from '../../contract/kept.ts'
import type { OfflineScope } from '../../contract/offline.ts'
import type { TakenBack } from '../../contract/outbox.ts'
import type { OutboxStatus, WorkspaceChoice } from '../../contract/status.ts'
import type { DraftRef, ItemRef } from '../../contract/items.ts'
import type { AnswerBody, AppliedPage, NewsReading, OpenReport, OverdueSpan, Prefetch, QueryName, Settled, StagedPage, StoreLocation } from './api.ts'
import { settleAnswer } from './answers.ts'
import { parseBody } from './bodies.ts'
import { Bulks } from './bulk.ts'
import { Feed } from './feed.ts'
import { HeldReplica } from './held-replica.ts'
import { inspect } from './inspect.ts'
import { findPlace, openOutbox, removeFiles, tidyReplica, type Place } from './open.ts'
import type { Outbox } from './outbox/outbox.ts'
import { queryContext } from './query-context.ts'
import { defaultContentLimits, type ContentLimits } from './replica/contents.ts'
import { runLongQuery } from './replica/queries/long.ts'
import { readNews } from './replica/news.ts'
import { runQuery } from './replica/queries/run.ts'
import type { Found } from './reader.ts'
import type { Replica, ReplicaOptions } from './replica/replica.ts'

export interface AccountStoreOptions {
  contentLimits?: Partial<ContentLimits>
  /** ms that only grow */
  monotonic?: () => number
  /** wall clock, ms */
  now?: () => number
  /** called at named points (crash tests stop here); does nothing otherwise */
  onPoint?: (name: string) => void
  /** damage was found in the replica while it was open: it is empty now and has to be pulled */
  onRebuilt?: () => void
}

/** How long what comes meanwhile waits at most, about. */
const idleSliceMs = 6

/** A longer order is written at the end only: it takes 100 ms at a million, and somebody may press a key. */
const longestKeptAtRest = 200_000

const knowFacets = ({ facets, queue }: Replica): boolean => facets.ensure(queue.view(null), performance.now() + idleSliceMs)

/** Replica and outbox of one account, synchronous: what the worker runs. The meaning of the methods stands in api.ts. */
export class AccountStore {
  readonly report: OpenReport
  readonly #location: StoreLocation
  readonly #place: Place
  readonly #outbox: Outbox
  readonly #replica: HeldReplica
  readonly #bulks: Bulks
  readonly #feed: Feed
  readonly #now: () => number

  constructor(location: StoreLocation, options: AccountStoreOptions = {}) {
    const monotonic = options.monotonic ?? (() => performance.now())
    const now = options.now ?? Date.now
    const onPoint = options.onPoint ?? (() => undefined)
    this.#location = location
    this.#now = now
    this.#place = findPlace(location, onPoint)
    const { outbox, setAside } = openOutbox(this.#place, location, { monotonic, now, onPoint })
    this.#outbox = outbox
    const replicaOptions: ReplicaOptions = {
      contentLimits: { ...defaultContentLimits, ...options.contentLimits },
      monotonic,
      userId: location.userId,
      isMarked: (id) => outbox.open.isMarked(id),
      overlay: { userId: location.userId, effectsOn: (id) => outbox.open.effectsOn(id) },
      onPoint,
    }
    try {
      this.#replica = new HeldReplica(this.#place, location, replicaOptions, outbox, options.onRebuilt ?? (() => undefined))
    } catch (error) {
      // A failure leaves no file open behind it.
      outbox.close()
      this.#place.leave()
      throw error
    }
    this.#bulks = new Bulks(this.#replica, outbox, location.userId, now)
    this.#feed = new Feed(this.#place, this.#replica, outbox)
    this.report = {
      replicaRebuilt: this.#replica.rebuilt,
      outboxSetAside: setAside,
      rowsSetAside: outbox.rowsSetAside,
      storage: this.#place.storage,
    }
  }

  /** A few ms of the work that can wait until nobody does; true: there is more. The replica's first: it makes room on a disk that is too full for the outbox's. */
  idle(): boolean {
    const more = this.#replica.use((replica) => {
      if (!knowFacets(replica)) return true
      if (replica.search.work(idleSliceMs) || replica.contents.evict()) return true
      tidyReplica(this.#place, replica, true)
      return false
    })
    return more || this.#outbox.tidy()
  }

  /** Nobody has asked for anything for a while: the pages in memory are freed; one that is read again costs 3 µs. */
  rest(): void {
    this.#replica.use(({ db, queue }) => {
      if (this.#place.storage === 'disk') queue.keepOrder(longestKeptAtRest)
      queue.forgetPlaces()
      db.exec('pragma shrink_memory')
    })
  }

  close(): void {
    if (this.#place.storage === 'disk') this.#replica.keepOrder()
    this.#replica.close()
    this.#outbox.close()
    this.#place.leave()
  }

  destroy(): void {
    this.close()
    if (this.#location.folder !== null) removeFiles(this.#location.folder, ['replica', 'outbox'])
  }

  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): IpcOutput<Q> {
    return this.#replica.use((replica) => runQuery(queryContext(replica, this.#outbox, this.#location.userId, this.#now()), name, input))
  }

  /** What the window asks first, while its page still loads: the order is kept, statements are prepared, pages in memory. */
  readAhead(): void {
    try {
      runQuery(queryContext(this.#replica.current, this.#outbox, this.#location.userId, this.#now()), 'queue.index', openingQuestion)
    } catch {
      // What is wrong shows in the call that needs it.
    }
  }

  outboxStatus(): OutboxStatus {
    return this.#outbox.open.status(this.#place.storage)
  }

  news(overdue: OverdueSpan): NewsReading {
    return this.#replica.use((replica) => readNews(replica, this.#location.userId, overdue))
  }

  addCommand(command: Command, holdMs: number): { storage: 'disk' | 'memory' } {
    const storage = this.#writable()
    this.#replica.follow(this.#outbox.add([command], holdMs))
    return { storage }
  }

  undoCommand(commandId: string): TakenBack | null {
    this.#writable()
    const taken = this.#outbox.undo(commandId)
    if (taken !== null) this.#replica.follow([taken.target_id])
    return taken
  }

  releaseHolds(): void {
    this.#outbox.releaseHolds()
  }

  dismissCommand(commandId: string): void {
    this.#writable()
    const target = this.#outbox.dismiss(commandId)
    if (target !== null) this.#replica.follow([target])
  }

  putDraft(item: DraftRef, text: string): void {
    this.#writable()
    this.#outbox.putDraft(item, text)
  }

  /** A copy of a folder that takes no writes keeps none: the next revision is read as a whole. */
  noteLook(artifactId: string, contentSha256: string): void {
    if (this.#place.storage !== 'read_only') this.#outbox.noteLook(artifactId, contentSha256)
  }

  prepareBulk(input: IpcInput<'bulk.prepare'>): BulkPreview {
    return this.#bulks.prepare(input)
  }

  decideBulk(decision: BulkDecision, holdMs: number): { decided: Int32Array<ArrayBuffer>; gone: number; storage: 'disk' | 'memory' } {
    const storage = this.#writable()
    return { ...this.#bulks.decide(decision, holdMs), storage }
  }

  undoBulk(bulkId: string): { removed: number; reopening: number } {
    this.#writable()
    return this.#bulks.undo(bulkId)
  }

  bulkProgress(bulkId: string): BulkProgress {
    return this.#bulks.progress(bulkId)
  }

  snooze(items: readonly ItemRef[], until: string | null): void {
    this.#writable()
    this.#outbox.snoozes.set(items, until)
  }

  views(): SavedView[] {
    return this.#outbox.views.list()
  }

  putView(view: SavedView): void {
    this.#writable()
    this.#outbox.views.put(view)
  }

  removeView(id: string): void {
    this.#writable()
    this.#outbox.views.remove(id)
  }

  putKept(entry: KeptEntry): void {
    this.#writable()
    this.#outbox.kept.put(entry)
  }

  removeKept(kind: KeptKind, id: string): void {
    this.#writable()
    this.#outbox.kept.remove(kind, id)
  }

  keepOffline(scope: OfflineScope, kept: boolean): void {
    this.#writable()
    this.#outbox.pins.set(scope, kept)
    this.#replica.use((replica) => replica.contents.pin(this.#outbox.pins.all()))
  }

  setContentLimit(bytes: number): void {
    this.#replica.limitContents(bytes)
  }

  /** Nothing is sent from a copy: the original would send it once more. */
  takeBatch(limit: number): { commands: Command[]; nextInMs: number | null } {
    if (this.#place.storage === 'read_only') return { commands: [], nextInMs: null }
    return this.#outbox.take(limit)
  }

  returnBatch(commandIds: readonly string[], restMs?: number): void {
    this.#outbox.giveBack(commandIds, restMs)
  }

  settle(commandIds: readonly string[], answer: AnswerBody): Settled {
    return settleAnswer(this.#outbox, this.#replica, commandIds, answer)
  }

  refuse(commandId: string, error: CommandError): void {
    const target = this.#outbox.open.find(commandId)?.target_id
    this.#outbox.settle([{ commandId, state: 'refused', error }])
    if (target !== undefined) this.#replica.follow([target])
  }

  setWorkspaces(workspaces: readonly WorkspaceChoice[]): { tables: ReplicatedTable[] } {
    return this.#feed.setWorkspaces(workspaces)
  }

  cursor(workspaceId: string): Cursor | null {
    return this.#feed.cursor(workspaceId)
  }

  stagePage(body: AnswerBody): StagedPage {
    return this.#feed.stage(body)
  }

  /** In slices; other methods but those that write the replica's rows may run between them. */
  applyPage(workspaceId: string, staged: number): Generator<void, AppliedPage> {
    return this.#feed.apply(workspaceId, staged)
  }

  /** A few ms of reading what views are counted by; true: all of it is known. */
  catchUpFacets(): boolean {
    return this.#replica.use(knowFacets)
  }

  catchUpSearch(): void {
    this.#replica.use((replica) => replica.search.catchUp())
  }

  /** What the reading thread found for the search that comes next. */
  prefound(typed: string, { found, complete }: Found): void {
    if (found !== null) this.#replica.use((replica) => replica.search.prefound(typed, found, complete))
  }

  /** The reading thread met damage. */
  rebuildReplica(): void {
    this.#replica.startOver()
  }

  purgeWorkspace(workspaceId: string): { tables: ReplicatedTable[] } {
    return this.#feed.purge(workspaceId)
  }

  wantedContents(limit: number, prefetch: Prefetch): string[] {
    return this.#replica.use((replica) => replica.contents.wanted(limit, prefetch))
  }

  applyContents(requested: readonly string[], body: AnswerBody): { ids: string[]; broken: string[] } {
    return this.#replica.use((replica) => replica.contents.apply(requested, parseBody(body)))
  }

  inspect(): Omit<StoreInspection, 'rows'> {
    return this.#replica.use((replica) => inspect(replica, this.#outbox))
  }

  countRows(): StoreInspection['rows'] {
    return this.#replica.use(({ db }) => runLongQuery({ db, userId: this.#location.userId }, 'tables.count', undefined))
  }

  checkContents(after: number, limit: number): { checked: number; broken: string[]; next: number | null } {
    return this.#replica.use((replica) => replica.contents.check(after, limit))
  }

  #writable(): 'disk' | 'memory' {
    if (this.#place.storage !== 'read_only') return this.#place.storage
    throw new AppError('storage_read_only', 'The profile folder cannot be written to, so nothing can be decided here.', { retry: true })
  }
}
