import type { Database } from '../driver.ts'
import type { CommandTable } from './commands.ts'
import type { OpenCommands } from './open-commands.ts'

/** Notices that the server came back from a backup, which may have lost what it had acknowledged, and has that sent again. */
export class Restores {
  readonly #db: Database
  readonly #table: CommandTable
  readonly #open: OpenCommands
  readonly #epochs: Map<string, string>
  /** on their way when it showed that the server had been restored: what comes back may be the word of the old one */
  readonly #beforeRestore = new Set<string>()

  constructor(db: Database, table: CommandTable, open: OpenCommands) {
    this.#db = db
    this.#table = table
    this.#open = open
    const rows = db.all<{ workspace_id: string; epoch: string }>('select * from epochs')
    this.#epochs = new Map(rows.map(({ workspace_id, epoch }) => [workspace_id, epoch]))
  }

  /** The server's epoch as last heard. */
  epoch(workspaceId: string): string | null {
    return this.#epochs.get(workspaceId) ?? null
  }

  /**
   * The server's epoch as a page brings it. Another than before, or a feed that does not know its own cursor any more
   * (`startsOver`), means a restored backup: all that was acknowledged in that workspace is sent again (receipts make it
   * harmless). Returns the targets.
   */
  note(workspaceId: string, epoch: string, startsOver: boolean): string[] {
    const before = this.#epochs.get(workspaceId)
    if (before === epoch && !startsOver) return []
    const again = before === undefined ? [] : this.#table.acknowledgedIn(workspaceId)
    this.#db.transaction(() => {
      for (const record of again) this.#table.update({ ...record, state: 'unsent', landed: false, settled_at: null })
      this.#db.run('insert into epochs (workspace_id, epoch) values (?, ?) on conflict (workspace_id) do update set epoch = excluded.epoch', [workspaceId, epoch])
    })
    this.#epochs.set(workspaceId, epoch)
    for (const { command, state } of this.#open.all()) {
      if (before !== undefined && state === 'sending' && command.workspace_id === workspaceId) this.#beforeRestore.add(command.command_id)
    }
    // The file's order again: they stand before what was written since.
    if (again.length > 0) this.#open.replace(this.#table.open())
    return again.map(({ command }) => command.target_id)
  }

  /** Until it is sent again, the answer to it counts for nothing. */
  cameBefore(commandId: string): boolean {
    return this.#beforeRestore.has(commandId)
  }

  sentAgain(commandId: string): void {
    this.#beforeRestore.delete(commandId)
  }
}
