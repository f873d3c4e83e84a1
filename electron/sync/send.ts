import { maxCommandsPerCall, type Command } from '../../contract/commands.ts'
import { BackendError, type Backend } from '../backend/api.ts'
import type { Settled, Store } from '../store/api.ts'

interface SendHooks {
  /** false: no further call, somebody else's failure asks for a pause */
  mayGoOn(): boolean
  /** commands are on their way */
  onSending(): void
  onSettled(settled: Settled): void
  onPoint(name: string): void
}

export interface Sent {
  /** until the next hold ends; null without one */
  nextInMs: number | null
  /** the server asked for patience with some commands and took none: ask again later */
  stalled: boolean
}

/** Sends until nothing is left that may go now. Whatever fails, every command that was taken is unsent again or settled. */
export async function sendOutbox(store: Store, backend: Backend, hooks: SendHooks, signal: AbortSignal): Promise<Sent> {
  while (hooks.mayGoOn()) {
    const { commands, nextInMs } = await store.takeBatch(maxCommandsPerCall)
    if (commands.length === 0) return { nextInMs, stalled: false }
    hooks.onSending()
    let progress: number
    try {
      progress = await submit(store, backend, commands, hooks, signal)
    } catch (error) {
      await store.returnBatch(idsOf(commands))
      throw error
    }
    if (progress === 0) return { nextInMs, stalled: true }
  }
  return { nextInMs: null, stalled: false }
}

/** How many commands were settled for good. */
async function submit(store: Store, backend: Backend, commands: readonly Command[], hooks: SendHooks, signal: AbortSignal): Promise<number> {
  hooks.onPoint('send.before')
  try {
    const answer = await backend.submit(commands, signal)
    hooks.onPoint('send.answered')
    const settled = await store.settle(idsOf(commands), answer)
    hooks.onPoint('send.settled')
    hooks.onSettled(settled)
    return settled.acknowledged + settled.conflicts + settled.refused
  } catch (error) {
    if (!(error instanceof BackendError) || error.failure !== 'refused') throw error
    return await isolate(store, backend, commands, error, hooks, signal)
  }
}

/**
 * The call as a whole was refused. When the server refuses an empty call too, it is not for a command's sake, and all of
 * them wait. Otherwise halves are tried until the one that poisons the call is alone; it goes to the tray.
 */
async function isolate(
  store: Store,
  backend: Backend,
  commands: readonly Command[],
  refusal: BackendError,
  hooks: SendHooks,
  signal: AbortSignal,
): Promise<number> {
  await backend.submit([], signal)
  const [only] = commands
  if (commands.length === 1 && only !== undefined) {
    await store.refuse(only.command_id, { code: 'invalid_command', message: 'The server does not accept this decision.', details: refusal.message })
    hooks.onSettled({ tables: [], acknowledged: 0, conflicts: 0, refused: 1, retry: 0 })
    return 1
  }
  const middle = commands.length >> 1
  const first = await submit(store, backend, commands.slice(0, middle), hooks, signal)
  return first + (await submit(store, backend, commands.slice(middle), hooks, signal))
}

const idsOf = (commands: readonly Command[]): string[] => commands.map(({ command_id }) => command_id)
