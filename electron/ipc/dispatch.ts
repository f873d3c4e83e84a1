import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { ipcChannels, type IpcAnswer, type IpcChannel, type IpcOutput } from '../../contract/ipc.ts'
import type { Log } from '../shell/log.ts'
import { storageError } from '../store/failures.ts'

/** What a handler gets: parsed, with defaults filled in. */
type Parsed<C extends IpcChannel> = z.output<(typeof ipcChannels)[C]['input']>

/** What a handler returns; one without an answer returns nothing. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- the return type of functions, in a conditional type
type Answer<T> = T extends undefined ? void : T

/** One handler per channel of the contract, none forgotten. */
export type Handlers = {
  [C in IpcChannel]: (input: Parsed<C>) => Answer<IpcOutput<C>> | Promise<Answer<IpcOutput<C>>>
}

/** The part of a sender that decides whether it is heard. */
export interface Sender {
  /** the frame's address; null when the frame is gone */
  url: string | null
  isMainFrame: boolean
}

/** Answers one call. */
export type Dispatch = (sender: Sender, channel: unknown, input: unknown) => Promise<IpcAnswer<unknown>>

interface DispatchOptions {
  handlers: Handlers
  isTrusted(sender: Sender): boolean
  log: Log
  /** parses answers as well: in development and tests */
  checkOutputs: boolean
}

/**
 * Every call of the renderer passes here: the sender is checked (checklist 17), the channel and its input are parsed,
 * and whatever happens comes back as an answer, never as a rejection.
 */
export function createDispatch({ handlers, isTrusted, log, checkOutputs }: DispatchOptions): Dispatch {
  return async (sender, channel, input) => {
    try {
      if (!isTrusted(sender)) throw new AppError('forbidden_sender', 'This page may not ask the app for anything.')
      if (typeof channel !== 'string' || !Object.hasOwn(ipcChannels, channel)) {
        throw new AppError('invalid_input', 'This channel is not part of the contract.')
      }
      const name = channel as IpcChannel
      const parsed = ipcChannels[name].input.safeParse(input)
      if (!parsed.success) throw invalidInput(name, parsed.error)
      const handler = handlers[name] as (input: unknown) => unknown
      const value = await handler(parsed.data)
      return { ok: true, value: checkOutputs ? ipcChannels[name].output.parse(value) : value }
    } catch (error) {
      return { ok: false, error: toAnswer(error, channel, log) }
    }
  }
}

/** Names the fields and rules, never the values: a password may be among them. */
function invalidInput(channel: IpcChannel, error: z.ZodError): AppError {
  const fields = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'input'}: ${issue.code}`)
  return new AppError('invalid_input', `${channel} was called with input that the contract does not allow.`, {
    details: fields.join('; '),
  })
}

function toAnswer(error: unknown, channel: unknown, log: Log) {
  if (error instanceof AppError) {
    if (error.code === 'forbidden_sender' || error.code === 'internal') log.warn('ipc', 'refused a call', { channel, error })
    return error.toShape()
  }
  const storage = storageError(error)
  if (storage.code !== 'internal') {
    log.warn('ipc', 'a file could not be written', { channel, error })
    return storage.toShape()
  }
  log.error('ipc', 'a call failed unexpectedly', { channel, error })
  return new AppError('internal', 'Something unexpected happened in the app. The log has the details.', { retry: true }).toShape()
}
