import type { Command } from '../../../contract/commands.ts'
import { AppError } from '../../../contract/errors.ts'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import type { Loaded } from './buffer.ts'
import type { Verdict } from './verdicts.ts'

/**
 * saving: on its way into the outbox · saved: durable on this computer · sending: accepted in memory (temporary key
 * store) · sent: the server has it · undone · failed: it could not be kept, or the server refused it.
 */
export type DecisionState = 'saving' | 'saved' | 'sending' | 'sent' | 'undone' | 'failed'

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

/** The latest decisions, newest last. */
export class DecisionHistory {
  #records: DecisionRecord[] = []
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
    return this.#records.findLast(({ state }) => state !== 'undone' && state !== 'failed') ?? null
  }

  find(commandId: string): DecisionRecord | null {
    return this.#records.find(({ command }) => command.command_id === commandId) ?? null
  }

  change(record: DecisionRecord, state: DecisionState, error: AppError | null = null): void {
    const counted = (value: DecisionState) => value !== 'undone' && value !== 'failed'
    // One of an earlier run was never counted here.
    if (this.#records.includes(record)) this.done += Number(counted(state)) - Number(counted(record.state))
    record.state = state
    record.error = error
  }

  unsent(): DecisionRecord[] {
    return this.#records.filter(({ state }) => state === 'saved' || state === 'sending')
  }

  /** Decided here and not taken back. */
  isMine(itemId: string): boolean {
    return this.#records.some(({ command, state }) => command.target_id === itemId && state !== 'undone' && state !== 'failed')
  }

  /** What became of these: no longer in the outbox means that the server has them. Answers whether anything changed. */
  settle(records: readonly DecisionRecord[], outbox: readonly OutboxEntry[]): boolean {
    let changed = false
    for (const record of records) {
      if (record.state !== 'saved' && record.state !== 'sending') continue
      const entry = outbox.find(({ command_id }) => command_id === record.command.command_id)
      if (entry && entry.state !== 'conflict' && entry.state !== 'refused') continue
      if (entry) this.change(record, 'failed', new AppError('not_allowed', entry.error?.message ?? 'The server refused it.'))
      else this.change(record, 'sent')
      changed = true
    }
    return changed
  }
}
