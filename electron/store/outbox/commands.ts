import { command as commandSchema, type Command, type CommandError } from '../../../contract/commands.ts'
import type { Database, Value } from '../driver.ts'
import { withoutContradiction } from './contradiction.ts'
import type { Sealer } from './seal.ts'

type FileState = 'unsent' | 'sending' | 'conflict' | 'refused' | 'acknowledged'

/** A command as the file holds it. */
export interface CommandRecord {
  seq: number
  command: Command
  /** as it was sealed, byte for byte */
  text: string
  state: FileState
  landed: boolean
  attempts: number
  error: CommandError | null
  added_at: string
  settled_at: string | null
}

interface StoredCommand {
  seq: number
  command_id: string
  workspace_id: string
  target_id: string
  state: FileState
  landed: number
  attempts: number
  command: string
  error: string | null
  added_at: string
  settled_at: string | null
  seal: string
}

const columns = ['seq', 'command_id', 'workspace_id', 'target_id', 'state', 'landed', 'attempts', 'command', 'error', 'added_at', 'settled_at'] as const
const select = (where: string) => `select ${columns.join(', ')}, seal from commands where ${where} order by seq`

/** The table `commands`: every row is sealed when written and checked when read. */
export class CommandTable {
  readonly #db: Database
  readonly #sealer: Sealer
  /** rows found with a wrong seal since the file was opened */
  setAside = 0

  constructor(db: Database, sealer: Sealer) {
    this.#db = db
    this.#sealer = sealer
  }

  nextSeq(): number {
    return 1 + (this.#db.value<number>("select coalesce(max(seq), 0) from (select seq from sqlite_sequence where name = 'commands' union select max(seq) from commands)") ?? 0)
  }

  insert(record: CommandRecord): void {
    const values = this.#values(record)
    this.#db.run(`insert into commands (${columns.join(', ')}, seal) values (${columns.map(() => '?').join(', ')}, ?)`, [
      ...values,
      this.#sealer.seal('commands', values),
    ])
  }

  /** Writes what can change: state, landed, attempts, error, settled_at. */
  update(record: CommandRecord): void {
    const values = this.#values(record)
    this.#db.run('update commands set state = ?, landed = ?, attempts = ?, error = ?, settled_at = ?, seal = ? where seq = ?', [
      record.state,
      record.landed ? 1 : 0,
      record.attempts,
      values[8] as Value,
      record.settled_at,
      this.#sealer.seal('commands', values),
      record.seq,
    ])
  }

  delete(seq: number): void {
    this.#db.run('delete from commands where seq = ?', [seq])
  }

  find(commandId: string): CommandRecord | undefined {
    // Nearly always there is none, and this says so at a tenth of the cost.
    if (this.#db.row('select seq from commands where command_id = ?', [commandId]) === undefined) return undefined
    return this.#read('command_id = ?', [commandId])[0]
  }

  /** All that is not settled, or settled without its row having come, in order. */
  open(): CommandRecord[] {
    return this.#read("state <> 'acknowledged' or landed = 0", [])
  }

  /** The latest of these kinds, the newest first, whatever became of them. */
  latest(kinds: readonly Command['kind'][], limit: number): CommandRecord[] {
    const kind = "case when json_valid(command) then json_extract(command, '$.kind') end"
    return this.#readable(`seq in (select seq from commands where ${kind} in (select value from json_each(?)) order by seq desc limit ?)`, [JSON.stringify(kinds), limit]).reverse()
  }

  acknowledgedIn(workspaceId: string): CommandRecord[] {
    return this.#readable("state = 'acknowledged' and workspace_id = ?", [workspaceId])
  }

  /** Those of these ids that the server has taken; others that are not here any more were let go of. Seals are not checked: nothing of the row is used. */
  acknowledgedAmong(commandIds: readonly string[]): Set<string> {
    const rows = this.#db.rows("select command_id from commands where state = 'acknowledged' and command_id in (select value from json_each(?))", [JSON.stringify(commandIds)])
    return new Set(rows.map(([id]) => id as string))
  }

  forgetSettledBefore(time: string): void {
    this.#db.run("delete from commands where state = 'acknowledged' and landed = 1 and settled_at < ?", [time])
  }

  /** Of what is on its way none may be missing: one that cannot be read is damage of the file. */
  #read(where: string, params: readonly Value[]): CommandRecord[] {
    return this.#sound(this.#db.all<StoredCommand>(select(where), params))
  }

  /** What the server has taken is also read around one that cannot be read. */
  #readable(where: string, params: readonly Value[]): CommandRecord[] {
    return this.#sound(this.#db.readable<StoredCommand>(select(where), params))
  }

  #sound(rows: readonly StoredCommand[]): CommandRecord[] {
    return rows.flatMap((row) => {
      const record = this.#checked(row)
      if (record === null) this.#keepApart(row)
      return record ?? []
    })
  }

  #checked(row: StoredCommand): CommandRecord | null {
    if (!this.#sealer.agrees('commands', columns.map((name) => row[name]), row.seal)) return null
    const written: unknown = JSON.parse(row.command)
    const { seq, state, attempts, added_at, settled_at } = row
    const error = row.error === null ? null : (JSON.parse(row.error) as CommandError)
    const rest = { seq, text: row.command, state, landed: row.landed === 1, attempts, error, added_at, settled_at }
    const command = commandSchema.safeParse(written)
    if (command.success) return { ...rest, command: command.data }
    const cleared = withoutContradiction(written)
    return cleared === null ? null : this.#refused({ ...rest, command: cleared.command }, cleared.error)
  }

  /** To the tray, unless what the server said has brought it there. */
  #refused(record: CommandRecord, error: CommandError): CommandRecord {
    if (record.state !== 'unsent' && record.state !== 'sending') return record
    const refused: CommandRecord = { ...record, state: 'refused', error, settled_at: new Date().toISOString() }
    this.update(refused)
    return refused
  }

  #keepApart(row: StoredCommand): void {
    this.#db.transaction(() => {
      this.#db.run('insert into set_aside (found_at, origin, row) values (?, ?, ?)', [new Date().toISOString(), 'commands', JSON.stringify(row)])
      this.delete(row.seq)
    })
    this.setAside += 1
  }

  #values({ seq, command, text, state, landed, attempts, error, added_at, settled_at }: CommandRecord): Value[] {
    const { command_id, workspace_id, target_id } = command
    const reason = error === null ? null : JSON.stringify(error)
    return [seq, command_id, workspace_id, target_id, state, landed ? 1 : 0, attempts, text, reason, added_at, settled_at]
  }
}
