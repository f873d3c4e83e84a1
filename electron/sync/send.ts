import type { Command, CommandError } from '../../contract/commands.ts'
import { BackendError, type Backend } from '../backend/api.ts'
import type { Settled, Store } from '../store/api.ts'
import type { BatchSize } from './batch-size.ts'

/** So many that the server fails at alone, one after the other, and nothing has passed: that is the server, and none of theirs. */
const mostAlone = 3

interface SendHooks {
  /** false: no further call, somebody else's failure asks for a pause */
  mayGoOn(): boolean
  /** commands are on their way */
  onSending(): void
  onSettled(settled: Settled): void
  onPoint(name: string): void
  /** at least 0 and less than 1 */
  random(): number
}

export interface Sent {
  /** until the next hold or rest ends; null without one */
  nextInMs: number | null
  /** the server asked for patience with some commands and took none: ask again later */
  stalled: boolean
}

/** Sends until nothing is left that may go now. Whatever fails, every command that was taken is unsent again or settled. */
export async function sendOutbox(store: Store, backend: Backend, size: BatchSize, hooks: SendHooks, signal: AbortSignal): Promise<Sent> {
  const sending = new Sending(store, backend, size, hooks, signal)
  while (hooks.mayGoOn()) {
    const { commands, nextInMs } = await store.takeBatch(size.most)
    if (commands.length === 0) return { nextInMs, stalled: false }
    hooks.onSending()
    let done: number
    try {
      done = await sending.batch(commands)
    } catch (error) {
      await store.returnBatch(idsOf(commands))
      throw error
    }
    if (done === 0) return { nextInMs, stalled: true }
  }
  return { nextInMs: null, stalled: false }
}

class Sending {
  readonly #store: Store
  readonly #backend: Backend
  readonly #size: BatchSize
  readonly #hooks: SendHooks
  readonly #signal: AbortSignal

  constructor(store: Store, backend: Backend, size: BatchSize, hooks: SendHooks, signal: AbortSignal) {
    this.#store = store
    this.#backend = backend
    this.#size = size
    this.#hooks = hooks
    this.#signal = signal
  }

  /**
   * How many commands are done with for now. A call that is refused as a whole, or that the server fails at a second time, may
   * be so for one command's sake: when an empty call passes, halves are tried at once until what it is for is alone. Refused,
   * or too large for the way, it goes to the tray; what the server fails at rests, and the others go on. When all halves pass,
   * it was too much at a time, and the batches that follow are smaller.
   */
  async batch(commands: readonly Command[]): Promise<number> {
    const parts = [commands]
    const failing: string[] = []
    let done = 0
    let refused = 0
    let passed = false
    let tooMany = Infinity
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      if (!this.#hooks.mayGoOn()) {
        await this.#store.returnBatch(idsOf(commands))
        return done + refused
      }
      if (passed && failing.length + refused === 0 && part.length >= tooMany) {
        parts.push(...halves(part))
        continue
      }
      const outcome = await this.#call(part, part === commands)
      if (typeof outcome === 'number') {
        done += outcome
        passed = true
        continue
      }
      // Where it fails too, no command is to blame, and all of them wait.
      await this.#backend.submit([], this.#signal)
      if (outcome.failure !== 'refused') tooMany = Math.min(tooMany, part.length)
      const [only] = part
      if (part.length > 1 || only === undefined) {
        parts.push(...halves(part))
      } else if (!isServers(outcome)) {
        await this.#refuse(only, outcome)
        refused += 1
      } else {
        failing.push(only.command_id)
        if (passed) continue
        if (failing.length === mostAlone) {
          this.#size.failedAtAll()
          throw outcome
        }
        // Another one, alone as well, tells whose fault it is; not the same ones each time, which it may fail at as well.
        const another = drawn(parts, this.#hooks.random)
        if (another !== undefined) parts.push([another])
      }
    }
    if (failing.length + refused === 0 && tooMany < Infinity) this.#size.tooMany(tooMany)
    for (const id of failing) await this.#rest(id)
    return done + refused + failing.length
  }

  /** How many were settled for good; or why the call failed, where that may be for the sake of a command in it. Another failure is thrown. */
  async #call(commands: readonly Command[], isFirst: boolean): Promise<number | BackendError> {
    const ids = idsOf(commands)
    this.#hooks.onPoint('send.before')
    try {
      const answer = await this.#backend.submit(commands, this.#signal)
      this.#hooks.onPoint('send.answered')
      const settled = await this.#store.settle(ids, answer)
      this.#hooks.onPoint('send.settled')
      this.#hooks.onSettled(settled)
      this.#size.answered(ids)
      return settled.acknowledged + settled.conflicts + settled.refused
    } catch (error) {
      if (!(error instanceof BackendError)) throw error
      if (error.failure === 'refused' || error.failure === 'too_large') return error
      if (!isServers(error) || (isFirst && !this.#size.failedAgain(ids))) throw error
      return error
    }
  }

  async #refuse(command: Command, refusal: BackendError): Promise<void> {
    await this.#store.refuse(command.command_id, reasonOf(refusal))
    this.#hooks.onSettled({ tables: [], acknowledged: 0, conflicts: 0, refused: 1, retry: 0 })
  }

  async #rest(commandId: string): Promise<void> {
    await this.#store.returnBatch([commandId], this.#size.rest(commandId))
    this.#hooks.onSettled({ tables: [], acknowledged: 0, conflicts: 0, refused: 0, retry: 1 })
  }
}

/** What is tried next stands last. */
function halves(part: readonly Command[]): [second: readonly Command[], first: readonly Command[]] {
  const middle = part.length >> 1
  return [part.slice(middle), part.slice(0, middle)]
}

/** Taken out of what has not been tried. */
function drawn(parts: (readonly Command[])[], random: () => number): Command | undefined {
  let place = Math.floor(random() * parts.reduce((sum, { length }) => sum + length, 0))
  for (const [index, part] of parts.entries()) {
    const command = part[place]
    if (command !== undefined) {
      parts.splice(index, 1, ...(part.length > 1 ? [part.toSpliced(place, 1)] : []))
      return command
    }
    place -= part.length
  }
  return undefined
}

/** It fails at the call, or does not answer it in time. */
const isServers = ({ failure, timedOut }: BackendError): boolean => failure === 'server' || timedOut

function reasonOf({ failure, message }: BackendError): CommandError {
  if (failure !== 'too_large') return { code: 'invalid_command', message: 'The server does not accept this decision.', details: message }
  return {
    code: 'invalid_command',
    message: 'This is larger than what the server, or something on the way to it, takes in one piece. Shorten the words and decide again.',
    details: message,
  }
}

const idsOf = (commands: readonly Command[]): string[] => commands.map(({ command_id }) => command_id)
