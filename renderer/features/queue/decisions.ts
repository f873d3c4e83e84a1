import type { Command } from '../../../contract/commands.ts'
import type { AppError } from '../../../contract/errors.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import type { Loaded } from './buffer.ts'
import type { Verdict } from './verdicts.ts'

/**
 * saving: on its way into the outbox · saved: durable on this computer · sending: accepted in memory (temporary key
 * store) · sent: the server has it · reopening: and is asked to take it back · undone · failed: it could not be kept, or the
 * server refused it.
 */
export type DecisionState = 'saving' | 'saved' | 'sending' | 'sent' | 'reopening' | 'undone' | 'failed'

/** A decision of this run of the app, for the line that shows the last one and for undo. */
export interface DecisionRecord {
  command: Command
  loaded: Loaded
  /** the item that came next */
  follower: number | null
  /** it was approved faster than it can be read, or its end was not in sight; in words */
  unread: string | null
  verdict: Verdict
  note: string
  state: DecisionState
  error: AppError | null
  /** resolves when the outbox has answered, well or badly */
  added: Promise<void>
}

const kept = 50

/** It counts as decided, and can be taken back. */
const stands = (state: DecisionState): boolean => state !== 'reopening' && state !== 'undone' && state !== 'failed'
const onItsWay = (state: DecisionState): boolean => state === 'saved' || state === 'sending'

/** The latest decisions, newest last. */
export class DecisionHistory {
  #records: DecisionRecord[] = []
  /** by the command that asks the server; also of decisions of an earlier run */
  readonly #reopenings = new Map<string, DecisionRecord>()
  done = 0

  get last(): DecisionRecord | null {
    return this.#records.at(-1) ?? null
  }

  add(record: DecisionRecord): void {
    this.#records.push(record)
    if (this.#records.length > kept) this.#records.shift()
    this.done += 1
  }

  /** The newest that can still be taken back. */
  undoable(): DecisionRecord | null {
    return this.#records.findLast(({ state }) => stands(state)) ?? null
  }

  find(commandId: string): DecisionRecord | null {
    return this.#records.find(({ command }) => command.command_id === commandId) ?? null
  }

  change(record: DecisionRecord, state: DecisionState, error: AppError | null = null): void {
    // One of an earlier run was never counted here.
    if (this.#records.includes(record)) this.done += Number(stands(state)) - Number(stands(record.state))
    record.state = state
    record.error = error
  }

  /** The server is asked, by this command, to reopen it. */
  reopen(record: DecisionRecord, commandId: string): void {
    this.#reopenings.set(commandId, record)
    this.change(record, 'reopening')
  }

  /** What this command asks to reopen. */
  reopened(commandId: string): DecisionRecord | null {
    return this.#reopenings.get(commandId) ?? null
  }

  /** It was reopened, or stands after all. */
  settleReopening(commandId: string, state: 'undone' | 'sent'): void {
    const record = this.reopened(commandId)
    if (record !== null) this.change(record, state)
    this.#reopenings.delete(commandId)
  }

  /** The commands whose fate is not known yet. */
  unsettled(): string[] {
    return [...this.#records.filter(({ state }) => onItsWay(state)).map(({ command }) => command.command_id), ...this.#reopenings.keys()]
  }

  /**
   * What was decided here explains that this item leaves: the decision is on its way, or was when the item came on screen.
   * One that waits again after it was settled is another matter: somebody has reopened it.
   */
  explains({ item, local }: ItemDetail): boolean {
    return this.#records.some(({ command, state }) => command.target_id === item.id && (state === 'saving' || onItsWay(state) || (state === 'sent' && local?.command_id === command.command_id)))
  }
}
