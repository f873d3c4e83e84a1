import { isDecision, type Command, type CommandKind } from '../../contract/commands.ts'
import { AppError } from '../../contract/errors.ts'
import type { ReplicatedTable } from '../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../contract/ipc.ts'
import type { BulkDecision, BulkPreview } from '../../contract/queue.ts'
import { isUp, type OpenDesk } from './open-desk.ts'
import type { DeskOptions } from './options.ts'

/** What puts commands into the open account's outbox and takes them out again. */
export interface Deciding {
  add(command: Command): Promise<{ command_id: string; storage: 'disk' | 'memory' }>
  undo(commandId: string): Promise<boolean>
  dismiss(commandId: string): Promise<void>
  prepareBulk(input: IpcInput<'bulk.prepare'>): Promise<BulkPreview>
  decideBulk(decision: BulkDecision): Promise<IpcOutput<'bulk.decide'>>
  undoBulk(bulkId: string): Promise<IpcOutput<'bulk.undo'>>
  bulkProgress(bulkId: string): Promise<IpcOutput<'bulk.progress'>>
  /** ends the holds: what waits goes now */
  flush(): Promise<void>
}

/** A bulk decision waits longer before it is sent than a single one: it is taken back less often, and costs more then. */
const bulkHoldMs = 10_000

/** `atDesk` throws signed_out; `sayOutbox` tells the count after a change that is done: whoever asked need not wait for it. */
export function createDeciding(atDesk: () => OpenDesk, sayOutbox: (at: OpenDesk) => void, { events, holdMs }: DeskOptions): Deciding {
  const mayDecide = (): OpenDesk => {
    const at = atDesk()
    if (at.report.storage === 'read_only') throw new AppError('storage_read_only', 'This computer’s storage takes no writes: nothing can be decided until it does.')
    if (at.account.folder === null && !isUp(at.engine.status())) {
      throw new AppError('network', 'The server can’t be reached, and nothing is kept on this computer in temporary mode: this decision can’t be taken now.', { retry: true })
    }
    return at
  }

  return {
    async add(command) {
      const at = mayDecide()
      const { storage } = await at.store.addCommand(command, waitsForUndo(command) ? holdMs() : 0)
      if (!isDecision(command)) events.replicaChanged([...shownIn[command.kind]])
      at.engine.wake('command')
      return { command_id: command.command_id, storage }
    },
    async undo(commandId) {
      const at = atDesk()
      const taken = await at.store.undoCommand(commandId)
      if (taken !== null) {
        events.takenBack(taken)
        events.replicaChanged([...anyShown])
      }
      at.engine.wake('command')
      return taken !== null
    },
    async dismiss(commandId) {
      const at = atDesk()
      await at.store.dismissCommand(commandId)
      events.replicaChanged([...anyShown])
      sayOutbox(at)
    },
    prepareBulk: (input) => atDesk().store.prepareBulk(input),
    async decideBulk(decision) {
      const at = mayDecide()
      const result = await at.store.decideBulk(decision, Math.max(holdMs(), bulkHoldMs))
      events.replicaChanged(['work_artifacts'])
      at.engine.wake('command')
      return result
    },
    async undoBulk(bulkId) {
      const at = atDesk()
      const undone = await at.store.undoBulk(bulkId)
      events.replicaChanged(['work_artifacts'])
      at.engine.wake('command')
      return undone
    },
    bulkProgress: (bulkId) => atDesk().store.bulkProgress(bulkId),
    async flush() {
      const at = atDesk()
      await at.store.releaseHolds()
      at.engine.wake('command')
    },
  }
}

/** What cannot be taken back once it is with the server waits a moment here; everything else goes at once. */
const waitsForUndo = (command: Command): boolean =>
  isDecision(command) || command.kind === 'delete_project' || command.kind === 'cancel_session' || command.kind === 'comment'

/** The tables whose queries show a command before it is sent; the page itself takes what it decides out of its queue. */
const shownIn: Record<Exclude<CommandKind, 'review_artifact' | 'resolve_checkpoint' | 'reopen'>, readonly ReplicatedTable[]> = {
  claim: ['claims'],
  release: ['claims'],
  comment: ['comments'],
  create_project: ['projects'],
  update_project: ['projects'],
  delete_project: ['projects', 'work_sessions', 'work_artifacts', 'work_checkpoints'],
  create_session: ['work_sessions'],
  start_session: ['work_sessions'],
  pause_session: ['work_sessions'],
  cancel_session: ['work_sessions'],
  retry_application: ['work_applications'],
}
const anyShown = new Set([...Object.values(shownIn).flat(), 'work_artifacts', 'work_checkpoints'] as const)
