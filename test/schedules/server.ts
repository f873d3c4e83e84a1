import { randomUUID } from 'node:crypto'
import type { Command, CommandResult } from '../../contract/commands.ts'
import type { ArtifactRow } from '../../contract/entities.ts'
import type { Cursor, FeedChange } from '../../contract/feed.ts'
import type { AnswerBody } from '../../electron/backend/api.ts'
import { artifact, body, change, deletionOf, page } from '../unit/store/fixtures.ts'

interface AuditEntry {
  command_id: string
  target_id: string
  actor: string
  note: string | null
}

interface State {
  rows: Map<string, ArtifactRow>
  log: FeedChange[]
  receipts: Map<string, CommandResult>
  audit: AuditEntry[]
}

/** The rules of the database that matter between two reviewers, in memory: decisions, receipts, versions, feed, restore. */
export class ModelServer {
  #state: State = { rows: new Map(), log: [], receipts: new Map(), audit: [] }
  #epoch = 'epoch-1'
  /** another after each restore: a cursor of the time before is not known any more */
  #history = randomUUID()
  #backup: State | null = null
  #second = 0

  get audit(): readonly AuditEntry[] {
    return this.#state.audit
  }

  /** as the tables have it */
  row(id: string): ArtifactRow | undefined {
    return this.#state.rows.get(id)
  }

  get rows(): readonly ArtifactRow[] {
    return [...this.#state.rows.values()]
  }

  /** What waits for a reviewer, oldest first. */
  waiting(): string[] {
    return this.rows
      .filter(({ id, status }) => status === 'pending' && !this.#isSuperseded(id))
      .sort((one, other) => (one.created_at < other.created_at ? -1 : one.created_at > other.created_at ? 1 : one.id < other.id ? -1 : 1))
      .map(({ id }) => id)
  }

  produce(revisionOf: ArtifactRow | null = null): void {
    const revision = revisionOf === null ? {} : { revision: revisionOf.revision + 1, revision_of: revisionOf.id }
    this.#put(artifact(revision, ++this.#second))
  }

  delete(id: string): void {
    const row = this.#state.rows.get(id)
    if (row === undefined) return
    this.#state.rows.delete(id)
    this.#state.log.push(deletionOf('work_artifacts', id, row.row_version + 1))
  }

  backUp(): void {
    this.#backup = structuredClone(this.#state)
  }

  /** `newEpoch`: the backup was restored into another cluster; otherwise its files were put back. False: there is none. */
  restore(newEpoch: boolean): boolean {
    if (this.#backup === null) return false
    this.#state = structuredClone(this.#backup)
    this.#history = randomUUID()
    if (newEpoch) this.#epoch = `epoch-${this.#history}`
    return true
  }

  pull(cursor: Cursor | null, limit: number): AnswerBody {
    const known = cursor !== null && cursor['history'] === this.#history && cursor['epoch'] === this.#epoch
    const from = known ? Number(cursor['at']) : 0
    const changes = this.#state.log.slice(from, from + limit)
    const at = from + changes.length
    return page(changes, {
      epoch: this.#epoch,
      reset: !known,
      cursor: { epoch: this.#epoch, history: this.#history, at },
      more: at < this.#state.log.length,
    })
  }

  /** `busy`: answers retry for some, as after a deadlock. */
  submit(actor: string, commands: readonly Command[], busy: () => boolean): AnswerBody {
    return body(commands.map((command) => this.#run(actor, command, busy)))
  }

  #run(actor: string, command: Command, busy: () => boolean): CommandResult {
    const { command_id } = command
    const receipt = this.#state.receipts.get(command_id)
    if (receipt !== undefined) return { command_id, outcome: 'duplicate', first: receipt } as CommandResult
    if (busy()) return { command_id, outcome: 'retry', error: { code: 'server', message: 'busy' } } as CommandResult
    const result = this.#decide(actor, command)
    this.#state.receipts.set(command_id, result)
    return result
  }

  #decide(actor: string, command: Command): CommandResult {
    const { command_id, target_id } = command
    const row = this.#state.rows.get(target_id)
    const conflict = (code: string) =>
      ({ command_id, outcome: 'conflict', error: { code, message: code }, changes: row === undefined ? [] : [change('work_artifacts', row)] }) as CommandResult
    if (row === undefined) return conflict('not_found')
    if (command.kind === 'review_artifact') {
      if (row.status !== 'pending') return conflict('already_decided')
      if (this.#isSuperseded(row.id)) return conflict('superseded')
      const { decision, feedback } = command.payload
      return this.#applied(actor, command, { ...row, status: decision === 'approve' ? 'approved' : 'rejected', reviewed_by_user_id: actor, review_feedback: feedback }, feedback)
    }
    if (command.kind !== 'reopen') throw new Error(`the model does not know ${command.kind}`)
    const standing = this.audit.findLast((entry) => entry.target_id === target_id)?.command_id
    if (row.status !== command.expected.status || standing !== command.expected.command_id) return conflict('superseded')
    if (row.reviewed_by_user_id !== actor || this.#isSuperseded(row.id)) return conflict('effects_started')
    return this.#applied(actor, command, { ...row, status: 'pending', reviewed_by_user_id: null, review_feedback: null }, command.payload.note)
  }

  #applied(actor: string, { command_id, target_id }: Command, row: ArtifactRow, note: string | null): CommandResult {
    const written = this.#put({ ...row, row_version: row.row_version + 1 })
    this.#state.audit.push({ command_id, target_id, actor, note })
    return { command_id, outcome: 'applied', changes: [change('work_artifacts', written)] } as CommandResult
  }

  #put(row: ArtifactRow): ArtifactRow {
    this.#state.rows.set(row.id, row)
    this.#state.log.push(change('work_artifacts', row))
    return row
  }

  #isSuperseded(id: string): boolean {
    return this.rows.some(({ revision_of }) => revision_of === id)
  }
}
