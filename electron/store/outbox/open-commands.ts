import { isDecision, type Command, type CommandError } from '../../../contract/commands.ts'
import type { LocalChange, LocalDecision } from '../../../contract/local.ts'
import type { OutboxStatus } from '../../../contract/status.ts'
import type { CommandRecord } from './commands.ts'
import { decisionOf } from './meaning.ts'

/** A command that is not done with, in memory as in the file; the times live in memory alone: a restart ends hold and rest. */
export interface OpenCommand extends CommandRecord {
  heldUntil: number
  /** the server fails at it, alone: others go first */
  restsUntil: number
}

export type OpenState = LocalDecision['state']

/** What the rest of the store may ask about the open commands; only the outbox changes them. */
export type OpenReading = Pick<
  OpenCommands,
  'isMarked' | 'markedTargets' | 'localDecision' | 'localChange' | 'effectsOn' | 'targetsWithEffects' | 'find' | 'list' | 'status'
>

/** The outbox's open commands in memory, in their order: includes acknowledged ones whose row has not come yet. */
export class OpenCommands {
  readonly #monotonic: () => number
  readonly #byId = new Map<string, OpenCommand>()
  readonly #byTarget = new Map<string, OpenCommand[]>()

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic
  }

  all(): OpenCommand[] {
    return [...this.#byId.values()]
  }

  get(commandId: string): OpenCommand | undefined {
    return this.#byId.get(commandId)
  }

  remember(record: OpenCommand): void {
    const { command_id, target_id } = record.command
    this.#byId.set(command_id, record)
    const others = this.#byTarget.get(target_id)
    if (others === undefined) this.#byTarget.set(target_id, [record])
    else others.push(record)
  }

  forget(record: OpenCommand): void {
    const { command_id, target_id } = record.command
    this.#byId.delete(command_id)
    const left = this.#on(target_id).filter((other) => other !== record)
    if (left.length === 0) this.#byTarget.delete(target_id)
    else this.#byTarget.set(target_id, left)
  }

  /** These and no others, in this order; holds and rests go on, and what the file has not been told is unsent stays so. */
  replace(records: readonly CommandRecord[]): void {
    const known = new Map(this.#byId)
    this.#byId.clear()
    this.#byTarget.clear()
    for (const record of records) {
      const { heldUntil = 0, restsUntil = 0, state } = known.get(record.command.command_id) ?? {}
      this.remember({ ...record, state: state === 'unsent' ? state : record.state, heldUntil, restsUntil })
    }
  }

  /** Is a decision on its way that the item's row does not show yet? */
  isMarked(targetId: string): boolean {
    return this.#on(targetId).some((record) => isDecision(record.command) && hasEffect(record))
  }

  markedTargets(): string[] {
    return [...this.#byTarget.keys()].filter((target) => this.isMarked(target))
  }

  /** The latest decision on an item, as the screen shows it. */
  localDecision(targetId: string): LocalDecision | null {
    for (const record of this.#on(targetId).toReversed()) {
      const { command } = record
      if (isDecision(command)) return { command_id: command.command_id, state: this.shownState(record), ...decisionOf(command) }
    }
    return null
  }

  /** The latest change of a project, session, … as the screen marks it; decisions are told by `localDecision`. */
  localChange(targetId: string): LocalChange | null {
    const record = this.#on(targetId).findLast(({ command }) => !isDecision(command))
    if (record === undefined) return null
    return { command_id: record.command.command_id, kind: record.command.kind, state: this.shownState(record) }
  }

  /** The commands on a target that the server's rows do not show yet, in order; conflicts and refusals are none. */
  effectsOn(targetId: string): Command[] {
    return this.#on(targetId).filter(hasEffect).map(({ command }) => command)
  }

  /** Targets with such commands. */
  targetsWithEffects(): string[] {
    return [...this.#byTarget.keys()].filter((target) => this.#on(target).some(hasEffect))
  }

  find(commandId: string): Command | undefined {
    return this.#byId.get(commandId)?.command
  }

  /** Everything that is not acknowledged, in order. */
  list(): { command: Command; state: OpenState; attempts: number; error: CommandError | null }[] {
    return this.all()
      .filter(({ state }) => state !== 'acknowledged')
      .map((record) => ({ command: record.command, state: this.shownState(record), attempts: record.attempts, error: record.error }))
  }

  status(storage: OutboxStatus['storage']): OutboxStatus {
    const count = { unsent: 0, sending: 0, conflict: 0, refused: 0, acknowledged: 0 }
    for (const { state } of this.#byId.values()) count[state] += 1
    return { unsent: count.unsent + count.sending, sending: count.sending, conflicts: count.conflict, refused: count.refused, storage }
  }

  shownState({ state, heldUntil }: Pick<OpenCommand, 'state' | 'heldUntil'>): OpenState {
    if (state === 'acknowledged') return 'sending'
    return state === 'unsent' && heldUntil > this.#monotonic() ? 'held' : state
  }

  #on(targetId: string): readonly OpenCommand[] {
    return this.#byTarget.get(targetId) ?? []
  }
}

/** Never left this computer: it can just be removed. */
export const neverSent = ({ state, attempts }: CommandRecord): boolean => state === 'unsent' && attempts === 0

/** In conflict or refused: it waits in the tray. */
export const cameBack = ({ state }: CommandRecord): boolean => state === 'conflict' || state === 'refused'

const hasEffect = (record: CommandRecord): boolean => !cameBack(record)
