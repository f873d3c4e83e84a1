import type { Command, CommandError } from '../../contract/commands.ts'
import { BackendError, type Backend } from '../backend/api.ts'
import type { Settled, Store } from '../store/api.ts'
import type { BatchSize } from './batch-size.ts'

interface SendHooks {
  /** false: no further call, somebody else's failure asks for a pause */
  mayGoOn(): boolean
  /** commands are on their way */
  onSending(): void
  onSettled(settled: Settled): void
  onPoint(name: string): void
}

export interface Sent {
  /** until the next hold or rest ends; null without one */
  nextInMs: number | null
  /** the server asked for patience with some commands and took none: ask again later */
  stalled: boolean
}

/** Sends until nothing is left that may go now. Whatever fails, every command that was taken is unsent again or settled. */
export async function sendOutbox(store: Store, backend: Backend, size: BatchSize, hooks: SendHooks, signal: AbortSignal): Promise<Sent> {
  while (hooks.mayGoOn()) {
    const { commands, nextInMs } = await store.takeBatch(size.most)
    if (commands.length === 0) return { nextInMs, stalled: false }
    hooks.onSending()
    let progress: number
    try {
      progress = await submit(store, backend, commands, size, hooks, signal)
    } catch (error) {
      const ids = idsOf(commands)
      const [only] = ids
      const isForThese = await isForTheseCommands(backend, size, ids, error, signal)
      if (isForThese && ids.length === 1 && only !== undefined) {
        await store.returnBatch(ids, size.rest(only))
        hooks.onSettled({ tables: [], acknowledged: 0, conflicts: 0, refused: 0, retry: 1 })
        continue
      }
      await store.returnBatch(ids)
      if (isForThese) size.tooMany(ids.length)
      throw error
    }
    size.answered(idsOf(commands))
    if (progress === 0) return { nextInMs, stalled: true }
  }
  return { nextInMs: null, stalled: false }
}

/** How many commands were settled for good. */
async function submit(store: Store, backend: Backend, commands: readonly Command[], size: BatchSize, hooks: SendHooks, signal: AbortSignal): Promise<number> {
  hooks.onPoint('send.before')
  try {
    const answer = await backend.submit(commands, signal)
    hooks.onPoint('send.answered')
    const settled = await store.settle(idsOf(commands), answer)
    hooks.onPoint('send.settled')
    hooks.onSettled(settled)
    return settled.acknowledged + settled.conflicts + settled.refused
  } catch (error) {
    if (!(error instanceof BackendError) || (error.failure !== 'refused' && error.failure !== 'too_large')) throw error
    return await isolate(store, backend, commands, error, size, hooks, signal)
  }
}

/**
 * The call as a whole was refused. When the server refuses an empty call too, it is not for a command's sake, and all of
 * them wait. Otherwise halves are tried until the one that poisons the call is alone; it goes to the tray. Where the whole
 * was too large for the way, the batches that follow are of the smaller size at once.
 */
async function isolate(
  store: Store,
  backend: Backend,
  commands: readonly Command[],
  refusal: BackendError,
  size: BatchSize,
  hooks: SendHooks,
  signal: AbortSignal,
): Promise<number> {
  await backend.submit([], signal)
  const [only] = commands
  if (commands.length === 1 && only !== undefined) {
    await store.refuse(only.command_id, reasonOf(refusal))
    hooks.onSettled({ tables: [], acknowledged: 0, conflicts: 0, refused: 1, retry: 0 })
    return 1
  }
  if (refusal.failure === 'too_large') size.tooMany(commands.length)
  const middle = commands.length >> 1
  const first = await submit(store, backend, commands.slice(0, middle), size, hooks, signal)
  return first + (await submit(store, backend, commands.slice(middle), size, hooks, signal))
}

function reasonOf({ failure, message }: BackendError): CommandError {
  if (failure !== 'too_large') return { code: 'invalid_command', message: 'The server does not accept this decision.', details: message }
  return {
    code: 'invalid_command',
    message: 'This is larger than what the server, or something on the way to it, takes in one piece. Shorten the words and decide again.',
    details: message,
  }
}

/** It failed a second time at a call of commands, and an empty one succeeds: fewer of them, or others, may pass. */
async function isForTheseCommands(backend: Backend, size: BatchSize, ids: readonly string[], error: unknown, signal: AbortSignal): Promise<boolean> {
  if (!(error instanceof BackendError) || !(error.failure === 'server' || error.timedOut) || !size.failedAgain(ids)) return false
  return await backend.submit([], signal).then(
    () => true,
    () => false,
  )
}

const idsOf = (commands: readonly Command[]): string[] => commands.map(({ command_id }) => command_id)
