import { submitAnswer, type Command, type CommandError, type CommandResult } from '../../contract/commands.ts'
import type { StoreInspection } from '../../contract/diagnostics.ts'
import { AppError } from '../../contract/errors.ts'
import type { Cursor, FeedChange, ReplicatedTable } from '../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../contract/ipc.ts'
import type { BulkDecision, BulkPreview, SavedView } from '../../contract/queue.ts'
import type { KeptEntry, KeptKind } from '../../contract/kept.ts'
import type { OfflineScope } from '../../contract/offline.ts'
import type { OutboxStatus, WorkspaceChoice } from '../../contract/status.ts'
import type { DraftRef, ItemRef } from '../../contract/items.ts'
import type { AnswerBody, AppliedPage, NewsReading, OpenReport, OverdueSpan, QueryName, Settled, StagedPage, StoreLocation } from './api.ts'
import { fitted, parseBody } from './bodies.ts'
import { Bulks, reopenings } from './bulk.ts'
import { inspect } from './inspect.ts'
import { findPlace, isCorrupt, openOutbox, openReplica, removeFiles, tidyReplica, type Place } from './open.ts'
import { landsWith } from './outbox/meaning.ts'
import type { Outbox, Outcome } from './outbox/outbox.ts'
import { pageOf, type PageEnvelope } from './replica/apply.ts'
import { defaultContentLimits, type ContentLimits } from './replica/contents.ts'
import { runLongQuery } from './replica/queries/long.ts'
import { readNews } from './replica/news.ts'
import { runQuery } from './replica/queries/run.ts'
import type { Found } from './reader.ts'
import type { Replica, ReplicaOptions } from './replica/replica.ts'
import { select, type SelectionSources } from './replica/selection.ts'

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

/** A command with what the server said, now or the first time. */
interface Answer {
  command: Command
  result: Exclude<CommandResult, { outcome: 'duplicate' }>
}

function outcomeOf({ command, result }: Answer, seen: ReadonlySet<string>): Outcome {
  const commandId = command.command_id
  switch (result.outcome) {
    case 'applied': {
      const row = landsWith(command)
      return { commandId, state: 'acknowledged', landed: row === null || seen.has(row) }
    }
    case 'conflict':
      return { commandId, state: 'conflict', error: result.error }
    case 'rejected':
      return { commandId, state: 'refused', error: result.error }
    case 'retry':
      return { commandId, state: 'unsent' }
  }
}

/** Replica and outbox of one account, synchronous: what the worker runs. The meaning of the methods stands in api.ts. */
export class AccountStore {
  readonly report: OpenReport
  readonly #location: StoreLocation
  readonly #place: Place
  readonly #outbox: Outbox
  readonly #replicaOptions: ReplicaOptions
  readonly #onRebuilt: () => void
  readonly #bulks = new Bulks()
  readonly #now: () => number
  readonly #staged = new Map<number, PageEnvelope>()
  #lastStaged = 0
  #replica: Replica

  constructor(location: StoreLocation, options: AccountStoreOptions = {}) {
    const monotonic = options.monotonic ?? (() => performance.now())
    const now = options.now ?? Date.now
    const onPoint = options.onPoint ?? (() => undefined)
    this.#location = location
    this.#onRebuilt = options.onRebuilt ?? (() => undefined)
    this.#now = now
    this.#place = findPlace(location, onPoint)
    const { outbox, setAside } = openOutbox(this.#place, location, { monotonic, now, onPoint })
    this.#outbox = outbox
    this.#replicaOptions = {
      contentLimits: { ...defaultContentLimits, ...options.contentLimits },
      monotonic,
      userId: location.userId,
      isMarked: (id) => outbox.isMarked(id),
      overlay: { userId: location.userId, effectsOn: (id) => outbox.effectsOn(id) },
      onPoint,
    }
    const { replica, rebuilt } = this.#openReplica()
    this.#replica = replica
    this.report = {
      replicaRebuilt: rebuilt,
      outboxSetAside: setAside,
      rowsSetAside: outbox.rowsSetAside,
      storage: this.#place.storage,
    }
  }

  /** A few ms of the work that can wait until nobody does; true: there is more. */
  idle(): boolean {
    return this.#onReplica((replica) => {
      if (!replica.facets.ensure(replica.queue.keys(null), performance.now() + idleSliceMs)) return true
      if (replica.search.work(idleSliceMs)) return true
      tidyReplica(this.#place, replica, true)
      return false
    })
  }

  /** A failure leaves no file open behind it. */
  #openReplica(): { replica: Replica; rebuilt: boolean } {
    try {
      return openReplica(this.#place, this.#location, this.#replicaOptions, (replica) => {
        replica.contents.pin(this.#outbox.pins.all())
        this.#rebuildMarks(replica)
      })
    } catch (error) {
      this.#outbox.close()
      this.#place.leave()
      throw error
    }
  }

  close(): void {
    this.#replica.close()
    this.#outbox.close()
    this.#place.leave()
  }

  destroy(): void {
    this.close()
    if (this.#location.folder !== null) removeFiles(this.#location.folder, ['replica', 'outbox'])
  }

  query<Q extends QueryName>(name: Q, input: IpcInput<Q>): IpcOutput<Q> {
    return this.#onReplica((replica) =>
      runQuery(
        {
          db: replica.db,
          contents: replica.contents,
          queue: replica.queue,
          search: replica.search,
          facets: replica.facets,
          names: replica.names,
          now: this.#now(),
          sources: () => this.#sources(replica),
          userId: this.#location.userId,
          going: replica.going,
          localDecision: (id) => this.#outbox.localDecision(id),
          localChange: (id) => this.#outbox.localChange(id),
          effectsOn: (id) => this.#outbox.effectsOn(id),
          serverVersion: (id) => replica.overlay.serverVersion(id),
          kept: (kind) => this.#outbox.kept.list(kind),
          draft: (item) => this.#outbox.drafts.get(item),
          lookedAt: (artifacts) => this.#outbox.looks.among(artifacts),
          latestDecisions: (limit) => this.#outbox.latestDecisions(limit),
          openCommands: () => this.#outbox.list(),
        },
        name,
        input,
      ),
    )
  }

  outboxStatus(): OutboxStatus {
    return this.#outbox.status(this.#place.storage)
  }

  news(overdue: OverdueSpan): NewsReading {
    return this.#onReplica((replica) => readNews(replica, this.#location.userId, overdue))
  }

  addCommands(commands: readonly Command[], holdMs: number): { storage: 'disk' | 'memory' } {
    const storage = this.#writable()
    const targets = this.#outbox.add(commands, holdMs)
    this.#remark(targets)
    return { storage }
  }

  undoCommand(commandId: string): boolean {
    this.#writable()
    const target = this.#outbox.undo(commandId)
    if (target === null) return false
    this.#remark([target])
    return true
  }

  releaseHolds(): void {
    this.#outbox.releaseHolds()
  }

  dismissCommand(commandId: string): void {
    this.#writable()
    const target = this.#outbox.dismiss(commandId)
    if (target !== null) this.#remark([target])
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
    return this.#onReplica((replica) => {
      const sources = this.#sources(replica)
      const keys = input.of === 'filter' ? select(sources, input.filter) : Int32Array.from(input.keys)
      return this.#bulks.prepare(sources, this.#location.userId, keys, input.sample)
    })
  }

  decideBulk(decision: BulkDecision, holdMs: number): { decided: number; gone: number; storage: 'disk' | 'memory' } {
    const storage = this.#writable()
    const waiting = this.#onReplica((replica) => replica.queue.keys(null))
    const { commands, gone } = this.#bulks.commands(decision, waiting, new Date(this.#now()).toISOString())
    try {
      this.#remark(this.#outbox.add(commands, holdMs))
    } catch (error) {
      this.#bulks.release(decision.bulk_id)
      throw error
    }
    return { decided: commands.length, gone, storage }
  }

  undoBulk(bulkId: string): { removed: number; reopening: number } {
    this.#writable()
    const issuedAt = new Date(this.#now()).toISOString()
    const { removed, reopening } = this.#outbox.undoMany(this.#bulks.decided(bulkId), (sent) => reopenings(sent, issuedAt))
    this.#remark([...removed, ...reopening])
    return { removed: removed.length, reopening: reopening.length }
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

  #sources({ db, queue, search, facets, snoozed }: Replica): SelectionSources {
    const now = this.#now()
    return { db, queue, search, userId: this.#location.userId, facets, snoozed: snoozed.at(this.#outbox.snoozes, now), now }
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
    this.#onReplica((replica) => replica.contents.pin(this.#outbox.pins.all()))
  }

  setContentLimit(bytes: number): void {
    this.#replicaOptions.contentLimits = { ...this.#replicaOptions.contentLimits, bytes }
    this.#onReplica((replica) => replica.contents.setLimit(bytes))
  }

  /** Nothing is sent from a copy: the original would send it once more. */
  takeBatch(limit: number): { commands: Command[]; nextInMs: number | null } {
    if (this.#place.storage === 'read_only') return { commands: [], nextInMs: null }
    return this.#outbox.take(limit)
  }

  returnBatch(commandIds: readonly string[]): void {
    this.#outbox.giveBack(commandIds)
  }

  settle(commandIds: readonly string[], answer: AnswerBody): Settled {
    const results = fitted(submitAnswer, parseBody(answer), 'submit_commands')
    const asked = new Set(commandIds)
    const sent = new Map(this.#outbox.list().map(({ command }) => [command.command_id, command]))
    const answers = results.flatMap((result): Answer[] => {
      const command = sent.get(result.command_id)
      // It tells of a server that has been restored meanwhile: sent again, that one answers.
      if (command === undefined || this.#outbox.isFromBeforeRestore(result.command_id)) return []
      return !asked.delete(result.command_id) ? [] : [{ command, result: result.outcome === 'duplicate' ? result.first : result }]
    })
    // The rows first: after a crash in between the command is sent again and the server answers duplicate.
    const { tables, seen } = this.#applyAnswers(answers)
    const outcomes = [
      ...answers.map((answer) => outcomeOf(answer, seen)),
      ...[...asked].map((commandId): Outcome => ({ commandId, state: 'unsent' })),
    ]
    this.#outbox.settle(outcomes)
    const renewed = this.#remark(answers.map(({ command }) => command.target_id))
    const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length
    return { tables: [...new Set([...tables, ...renewed])], acknowledged: count('acknowledged'), conflicts: count('conflict'), refused: count('refused'), retry: count('unsent') }
  }

  refuse(commandId: string, error: CommandError): void {
    const target = this.#outbox.list().find(({ command }) => command.command_id === commandId)?.command.target_id
    this.#outbox.settle([{ commandId, state: 'refused', error }])
    if (target !== undefined) this.#remark([target])
  }

  setWorkspaces(workspaces: readonly WorkspaceChoice[]): { tables: ReplicatedTable[] } {
    const tables = this.#onReplica((replica) => replica.setWorkspaces(workspaces))
    // What was done in a workspace that is kept here again shows again.
    if (tables.length > 0) this.#remark(this.#outbox.targetsWithEffects())
    return { tables }
  }

  cursor(workspaceId: string): Cursor | null {
    return this.#onReplica((replica) => replica.cursor(workspaceId))
  }

  stagePage(body: AnswerBody): StagedPage {
    const page = pageOf(parseBody(body))
    // A page that nobody came for (its predecessor failed) makes room.
    for (const id of [...this.#staged.keys()].slice(0, -1)) this.#staged.delete(id)
    const staged = ++this.#lastStaged
    this.#staged.set(staged, page)
    return { staged, cursor: page.cursor, more: page.more }
  }

  /** In slices; other methods but those that write the replica's rows may run between them. */
  *applyPage(workspaceId: string, staged: number): Generator<void, AppliedPage> {
    const page = this.#staged.get(staged)
    this.#staged.delete(staged)
    const replica = this.#replica
    if (page === undefined) throw new AppError('invalid_input', 'This page is not staged.')
    try {
      // A cluster whose files were put back has the same epoch, but not the history that the cursor has seen. Noted before
      // the cursor moves on: a crash in between would leave nothing to tell it by.
      const startsOver = page.reset && replica.cursor(workspaceId) !== null
      const again = this.#outbox.noteEpoch(workspaceId, page.epoch, startsOver)
      const { tables, rows, seen } = yield* replica.applyPage(workspaceId, page)
      const renewed = this.#remark([...again, ...this.#outbox.land(seen)])
      tidyReplica(this.#place, replica, false)
      return { tables: [...new Set([...tables, ...renewed])], rows, resend: again.length > 0 }
    } catch (error) {
      // The page was one of many: what has been pulled before it is gone as well.
      if (replica !== this.#replica) throw new AppError('storage_corrupt', 'The local copy was damaged and is built again.', { cause: error, retry: true })
      if (isCorrupt(error)) this.#rebuildReplica()
      // Marks that were set between the slices went with the transaction.
      else this.#onReplica((replica) => this.#rebuildMarks(replica))
      throw error
    }
  }

  catchUpSearch(): void {
    this.#onReplica((replica) => replica.search.catchUp())
  }

  /** What the reading thread found for the search that comes next. */
  prefound(typed: string, { found, complete }: Found): void {
    if (found !== null) this.#onReplica((replica) => replica.search.prefound(typed, found, complete))
  }

  /** The reading thread met damage. */
  rebuildReplica(): void {
    this.#rebuildReplica()
  }

  purgeWorkspace(workspaceId: string): { tables: ReplicatedTable[] } {
    return { tables: this.#onReplica((replica) => replica.purge(workspaceId)) }
  }

  wantedContents(limit: number, prefetch: boolean): string[] {
    return this.#onReplica((replica) => replica.contents.wanted(limit, prefetch))
  }

  applyContents(requested: readonly string[], body: AnswerBody): { ids: string[]; broken: string[] } {
    return this.#onReplica((replica) => replica.contents.apply(requested, parseBody(body)))
  }

  inspect(): Omit<StoreInspection, 'rows'> {
    return this.#onReplica((replica) => inspect(replica, this.#outbox))
  }

  countRows(): StoreInspection['rows'] {
    return this.#onReplica(({ db }) => runLongQuery({ db, userId: this.#location.userId }, 'tables.count', undefined))
  }

  checkContents(after: number, limit: number): { checked: number; broken: string[]; next: number | null } {
    return this.#onReplica((replica) => replica.contents.check(after, limit))
  }

  #applyAnswers(answers: readonly Answer[]): { tables: ReplicatedTable[]; seen: Set<string> } {
    const byWorkspace = new Map<string, FeedChange[]>()
    for (const { command, result } of answers) {
      if (!('changes' in result)) continue
      byWorkspace.set(command.workspace_id, [...(byWorkspace.get(command.workspace_id) ?? []), ...result.changes])
    }
    const tables = new Set<ReplicatedTable>()
    const seen = new Set<string>()
    for (const [workspaceId, changes] of byWorkspace) {
      const applied = this.#onReplica((replica) => replica.applyAnswer(workspaceId, changes))
      for (const table of applied.tables) tables.add(table)
      for (const id of applied.seen) seen.add(id)
    }
    return { tables: [...tables], seen }
  }

  #rebuildMarks(replica: Replica): void {
    replica.rebuildMarks(this.#outbox.markedTargets(), this.#outbox.targetsWithEffects())
  }

  /** Marks and effects follow the outbox; a failure here costs a cache, never the decision. */
  #remark(targets: readonly string[]): ReplicatedTable[] {
    const marked = targets.filter((id) => this.#outbox.isMarked(id))
    const free = targets.filter((id) => !this.#outbox.isMarked(id))
    try {
      return this.#onReplica((replica) => {
        replica.mark(marked, true)
        replica.mark(free, false)
        return replica.renew([...new Set(targets)])
      })
    } catch (error) {
      this.#replicaOptions.onPoint(`marks.failed: ${String(error)}`)
      return []
    }
  }

  #writable(): 'disk' | 'memory' {
    if (this.#place.storage !== 'read_only') return this.#place.storage
    throw new AppError('storage_read_only', 'The profile folder cannot be written to, so nothing can be decided here.', { retry: true })
  }

  /** Damage found meanwhile: the replica starts over, and the answer is that of an empty one. */
  #onReplica<T>(work: (replica: Replica) => T): T {
    try {
      return work(this.#replica)
    } catch (error) {
      if (!isCorrupt(error)) throw error
      this.#rebuildReplica()
      return work(this.#replica)
    }
  }

  #rebuildReplica(): void {
    // Told first: the reading thread lets go of the file.
    this.#onRebuilt()
    this.#replica.close()
    if (this.#place.folder !== null) removeFiles(this.#place.folder, ['replica'])
    // Empty: the marks are set as the rows come; what was created here shows when its workspace is known again.
    this.#replica = openReplica(this.#place, this.#location, this.#replicaOptions, (replica) => replica.contents.pin(this.#outbox.pins.all())).replica
  }
}
