import type { Command } from '../../../contract/commands.ts'
import type { CommandFate } from '../../../contract/outbox.ts'
import type { BulkProgress } from '../../../contract/queue.ts'
import type { CommandTable } from './commands.ts'
import { cameBack, type OpenCommands, type OpenState } from './open-commands.ts'

/** What became of commands, those included that the server has taken. */
export class Fates {
  readonly #table: CommandTable
  readonly #open: OpenCommands

  constructor(table: CommandTable, open: OpenCommands) {
    this.#table = table
    this.#open = open
  }

  /** In the order of the ids. */
  of(commandIds: readonly string[]): CommandFate[] {
    const acknowledged = this.acknowledgedAmong(commandIds)
    return commandIds.map((command_id): CommandFate => {
      const record = this.#open.get(command_id)
      if (acknowledged.has(command_id)) return { command_id, state: 'sent', error: null }
      return record === undefined ? { command_id, state: 'gone', error: null } : { command_id, state: this.#open.shownState(record), error: record.error }
    })
  }

  /** The latest decisions made here, the newest first, acknowledged ones (kept for 30 days) included. */
  latestDecisions(limit: number): { command: Command; state: OpenState | 'sent'; attempts: number }[] {
    return this.#table.latest(['review_artifact', 'resolve_checkpoint'], limit).map((record) => {
      const open = this.#open.get(record.command.command_id)
      return { command: record.command, state: record.state === 'acknowledged' ? 'sent' : this.#open.shownState(open ?? { ...record, heldUntil: 0 }), attempts: record.attempts }
    })
  }

  /** How many of these the server has not answered yet, and how many came back and are still here. */
  progress(commands: readonly Command[]): BulkProgress {
    const open = commands.flatMap(({ command_id }) => this.#open.get(command_id) ?? [])
    const returned = open.filter(cameBack).length
    return { returned, waiting: open.filter(({ state }) => state !== 'acknowledged').length - returned }
  }

  /** What the server has taken; the file knows it when the row has come. */
  acknowledgedAmong(commandIds: readonly string[]): Set<string> {
    const settled = commandIds.filter((id) => this.#open.get(id) === undefined)
    const landed = settled.length === 0 ? [] : this.#table.acknowledgedAmong(settled)
    return new Set([...landed, ...commandIds.filter((id) => this.#open.get(id)?.state === 'acknowledged')])
  }
}
