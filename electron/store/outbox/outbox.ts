import { command as commandSchema, type Command, type CommandError } from '../../../contract/commands.ts'
import { AppError } from '../../../contract/errors.ts'
import { withWords, type DraftRef } from '../../../contract/items.ts'
import type { TakenBack } from '../../../contract/outbox.ts'
import type { Database } from '../driver.ts'
import { migrate } from '../migrate.ts'
import { nextBatch } from './batch.ts'
import { CommandTable, type CommandRecord } from './commands.ts'
import { Drafts } from './drafts.ts'
import { Fates } from './fates.ts'
import { Kept } from './kept.ts'
import { Looks } from './looks.ts'
import { creates, itemOf, landsWith, needs, wordsOf } from './meaning.ts'
import { cameBack, neverSent, OpenCommands, type OpenCommand, type OpenReading } from './open-commands.ts'
import { Pins } from './pins.ts'
import { Restores } from './restores.ts'
import { SavedViews } from './saved-views.ts'
import { outboxMigrations } from './schema.ts'
import type { Sealer } from './seal.ts'
import { Snoozes } from './snoozes.ts'

/** Acknowledged commands are kept this long, to be sent again to a server restored from a backup. */
const keepAcknowledgedMs = 30 * 24 * 3600 * 1000
const tidyEveryMs = 24 * 3600 * 1000

export interface OutboxOptions {
  /** ms that only grow: holds end by it, whatever happens to the clock */
  monotonic: () => number
  /** wall clock, ms */
  now: () => number
  onPoint: (name: string) => void
}

/** What became of a command that was sent. `landed`: the row as it is since has come with the answer. */
export type Outcome =
  | { commandId: string; state: 'acknowledged'; landed: boolean }
  /** to the tray with the reason: decided differently meanwhile, or refused for good */
  | { commandId: string; state: 'conflict' | 'refused'; error: CommandError }
  | { commandId: string; state: 'unsent' }

/** The commands decided here, in order, and the drafts. What it holds in memory is what the file holds after each call, but for `giveBack`. */
export class Outbox {
  readonly drafts: Drafts
  readonly fates: Fates
  readonly kept: Kept
  readonly looks: Looks
  readonly pins: Pins
  readonly restores: Restores
  readonly snoozes: Snoozes
  readonly views: SavedViews
  readonly #db: Database
  readonly #options: OutboxOptions
  readonly #table: CommandTable
  readonly #open: OpenCommands
  #nextSeq: number
  /** by the monotonic clock */
  #tidyAt = 0

  /** Takes the database over; rows with a wrong seal are set aside, what was being sent is unsent again. */
  constructor(db: Database, sealer: Sealer, options: OutboxOptions) {
    this.#db = db
    this.#options = options
    migrate(db, outboxMigrations, () => options.onPoint('outbox.migrate'))
    this.#table = new CommandTable(db, sealer)
    this.drafts = new Drafts(db, sealer)
    this.kept = new Kept(db, sealer)
    this.looks = new Looks(db, sealer, options.now)
    this.pins = new Pins(db, sealer)
    this.snoozes = new Snoozes(db, sealer, options.now())
    this.views = new SavedViews(db, sealer)
    this.#open = new OpenCommands(options.monotonic)
    this.#open.replace(this.#table.open())
    this.#update(this.#open.all().filter(({ state }) => state === 'sending'), { state: 'unsent' })
    this.#nextSeq = this.#table.nextSeq()
    this.restores = new Restores(db, this.#table, this.#open)
    this.fates = new Fates(this.#table, this.#open)
  }

  /** what has been decided here and is not done with */
  get open(): OpenReading {
    return this.#open
  }

  get rowsSetAside(): number {
    return this.#table.setAside
  }

  /** Whether it was this file that failed so. */
  threw(error: unknown): boolean {
    return this.#db.threw(error)
  }

  /**
   * Durable when it returns (the file is written with synchronous=FULL). Returns the targets. `together`: one decision on
   * all of them, which says nothing about what was read, or written to any of them.
   */
  add(commands: readonly Command[], holdMs: number, together = false): string[] {
    const distinct = new Map(commands.map((value) => [value.command_id, checkedCommand(value)]))
    const records = this.#newRecords([...distinct.values()].filter((command) => !this.#isKnown(command)), holdMs)
    this.#options.onPoint('outbox.before_insert')
    this.#db.transaction(() => {
      this.#insert(records)
      if (!together) for (const { command, added_at } of records) this.#takeOver(command, added_at)
      this.#options.onPoint('outbox.before_commit')
    })
    this.#options.onPoint('outbox.after_insert')
    return this.#keep(records)
  }

  #newRecords(news: readonly Command[], holdMs: number): OpenCommand[] {
    const heldUntil = holdMs > 0 ? this.#options.monotonic() + holdMs : 0
    const added_at = this.#timestamp()
    return news.map((command, index): OpenCommand => ({
      seq: this.#nextSeq + index,
      command,
      text: JSON.stringify(command),
      state: 'unsent',
      landed: false,
      attempts: 0,
      error: null,
      added_at,
      settled_at: null,
      heldUntil,
      restsUntil: 0,
    }))
  }

  /** Within the caller's transaction. */
  #insert(records: readonly OpenCommand[]): void {
    for (const record of records) this.#table.insert(record)
  }

  /** Who decides one thing has it on screen, and its words are in the command now; without words in it, what was typed stays. */
  #takeOver(command: Command, at: string): void {
    const words = wordsOf(command)
    if (words !== null) this.drafts.put(words.item, '', at)
    if (command.kind === 'review_artifact') this.looks.note(command.target_id, command.expected.content_sha256, at)
  }

  /** They are in the file now. */
  #keep(records: readonly OpenCommand[]): string[] {
    this.#nextSeq += records.length
    for (const record of records) this.#open.remember(record)
    return records.map(({ command }) => command.target_id)
  }

  /**
   * What was taken back, when the command had never been sent: it is gone now, and its words are a draft again, behind what
   * was begun meanwhile; null otherwise. Throws others_depend while something unsent builds on what it creates.
   */
  undo(commandId: string): TakenBack | null {
    const record = this.#open.get(commandId)
    if (record === undefined || !neverSent(record)) return null
    this.#checkAlone(record)
    const words = wordsOf(record.command)
    this.#db.transaction(() => {
      this.#table.delete(record.seq)
      if (words !== null) this.drafts.put(words.item, withWords(this.drafts.get(words.item), words.text), this.#timestamp())
    })
    this.#open.forget(record)
    return { command_id: commandId, target_id: record.command.target_id, item: itemOf(record.command), words }
  }

  /**
   * Takes these back in one transaction: those that had not been sent are gone, for those that were, or may have been, the
   * server is asked by `reopenings`. What came back to the tray, or was let go of there, is left as it is. Words that many
   * have in common are no item's own: they become no drafts, and the bulk decision's note has them again.
   */
  undoMany(commands: readonly Command[], reopenings: (sent: readonly Command[]) => readonly Command[]): { removed: string[]; reopening: string[] } {
    const known = commands.map((command) => ({ command, record: this.#open.get(command.command_id) }))
    const unsent = known.flatMap(({ record }) => (record !== undefined && neverSent(record) ? [record] : []))
    const acknowledged = this.fates.acknowledgedAmong(commands.map(({ command_id }) => command_id))
    const sent = known.filter(({ command, record }) => acknowledged.has(command.command_id) || (record !== undefined && !neverSent(record) && !cameBack(record))).map(({ command }) => command)
    const asking = this.#newRecords(reopenings(sent), 0)
    this.#db.transaction(() => {
      for (const record of unsent) this.#table.delete(record.seq)
      this.#insert(asking)
    })
    for (const record of unsent) this.#open.forget(record)
    return { removed: unsent.map(({ command }) => command.target_id), reopening: this.#keep(asking) }
  }

  putDraft(item: DraftRef, text: string): void {
    this.drafts.put(item, text, this.#timestamp())
  }

  noteLook(artifactId: string, contentSha256: string): void {
    this.looks.note(artifactId, contentSha256, this.#timestamp())
  }

  /** The target of a command that came back and is gone now; null: there was none. */
  dismiss(commandId: string): string | null {
    const record = this.#open.get(commandId)
    if (record === undefined || !cameBack(record)) return null
    this.#table.delete(record.seq)
    this.#open.forget(record)
    return record.command.target_id
  }

  releaseHolds(): void {
    for (const record of this.#open.all()) Object.assign(record, { heldUntil: 0, restsUntil: 0 })
  }

  /** The next to send. They are sending from now on. */
  take(limit: number): { commands: Command[]; nextInMs: number | null } {
    const { batch, nextInMs } = nextBatch(this.#open.all(), this.#options.monotonic(), limit)
    // Written before the first byte leaves: from here on undo cannot just remove it.
    this.#db.transaction(() => {
      for (const record of batch) this.#table.update({ ...record, state: 'sending', attempts: record.attempts + 1 })
    })
    for (const record of batch) {
      Object.assign(record, { state: 'sending', attempts: record.attempts + 1 })
      this.restores.sentAgain(record.command.command_id)
    }
    return { commands: batch.map(({ command }) => command), nextInMs }
  }

  /**
   * The call failed as a whole: unsent again, whether or not the file takes the word for it now. Where it does not (the disk
   * is full), `sending` stands there, which reads as unsent at the next opening and is written over by the next try.
   */
  giveBack(commandIds: readonly string[], restMs = 0): void {
    const records = this.#sending(commandIds)
    const restsUntil = restMs > 0 ? this.#options.monotonic() + restMs : 0
    for (const record of records) Object.assign(record, { state: 'unsent', restsUntil })
    try {
      this.#update(records, { state: 'unsent' })
    } catch (error) {
      this.#options.onPoint(`outbox.given_back_unwritten: ${String(error)}`)
    }
  }

  /** What the server answered, all in one transaction. Commands that are not being sent are left as they are. */
  settle(outcomes: readonly Outcome[]): void {
    const settled_at = this.#timestamp()
    const changes = outcomes.flatMap((outcome): [OpenCommand, Partial<CommandRecord>][] => {
      const [record] = this.#sending([outcome.commandId])
      return record === undefined ? [] : [[record, changeBy(outcome, settled_at)]]
    })
    this.#options.onPoint('outbox.before_settle')
    this.#db.transaction(() => {
      for (const [record, change] of changes) this.#table.update({ ...record, ...change })
    })
    this.#options.onPoint('outbox.after_settle')
    for (const [record, change] of changes) {
      Object.assign(record, change)
      if (record.state === 'acknowledged' && record.landed) this.#open.forget(record)
    }
  }

  /** Rows with these ids came: what was acknowledged about them needs its mark no more. Returns the targets. */
  land(ids: ReadonlySet<string>): string[] {
    const landed = this.#open.all().filter(({ state, command }) => state === 'acknowledged' && ids.has(landsWith(command) ?? ''))
    this.#update(landed, { landed: true })
    for (const record of landed) this.#open.forget(record)
    return landed.map(({ command }) => command.target_id)
  }

  /** What is too old to be of use goes, some of it at a time, once a day; true: there is more. Opening reads the whole file. */
  tidy(): boolean {
    if (this.#options.monotonic() < this.#tidyAt) return false
    this.#table.forgetSettledBefore(new Date(this.#options.now() - keepAcknowledgedMs).toISOString())
    if (this.looks.forget()) return true
    this.#tidyAt = this.#options.monotonic() + tidyEveryMs
    return false
  }

  close(): void {
    this.#db.close()
  }

  #timestamp(): string {
    return new Date(this.#options.now()).toISOString()
  }

  #sending(commandIds: readonly string[]): OpenCommand[] {
    return commandIds.flatMap((id) => {
      const record = this.#open.get(id)
      return record?.state === 'sending' ? [record] : []
    })
  }

  #update(records: readonly OpenCommand[], change: Partial<CommandRecord>): void {
    if (records.length === 0) return
    this.#db.transaction(() => {
      for (const record of records) this.#table.update({ ...record, ...change })
    })
    for (const record of records) Object.assign(record, change)
  }

  #checkAlone({ command }: OpenCommand): void {
    if (!creates(command)) return
    const others = this.#open.all().filter(
      (other) => other.command.command_id !== command.command_id && (other.command.target_id === command.target_id || needs(other.command).includes(command.target_id)),
    )
    if (others.length > 0) throw new AppError('others_depend', 'Something that has not been sent builds on this; take that back first.')
  }

  #isKnown(command: Command): boolean {
    const known = this.#open.get(command.command_id) ?? this.#table.find(command.command_id)
    if (known === undefined) return false
    if (known.text === JSON.stringify(command)) return true
    throw new AppError('command_id_reused', 'This decision was already recorded with other words.')
  }
}

function changeBy(outcome: Outcome, settled_at: string): Partial<CommandRecord> {
  switch (outcome.state) {
    case 'acknowledged':
      return { state: 'acknowledged', landed: outcome.landed, error: null, settled_at }
    case 'conflict':
    case 'refused':
      return { state: outcome.state, error: outcome.error, settled_at }
    case 'unsent':
      return { state: 'unsent' }
  }
}

function checkedCommand(value: unknown): Command {
  const result = commandSchema.safeParse(value)
  if (result.success) return result.data
  throw new AppError('invalid_input', 'This decision is not complete, so it was not saved.', {
    details: result.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join(', '),
  })
}
