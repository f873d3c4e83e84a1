import { AppError } from '../../contract/app-error.ts'
import type { CountersignBridge, IpcChannel, IpcEvent, IpcEventPayload, IpcInput, IpcOutput } from '../../contract/ipc.ts'

declare global {
  interface Window {
    /** put there by the preload */
    countersign: CountersignBridge
  }
}

type Arguments<C extends IpcChannel> = undefined extends IpcInput<C> ? [] : [input: IpcInput<C>]

/** Asks main. Rejects with AppError only, so that a screen can always say what happened and what to do. */
export async function invoke<C extends IpcChannel>(channel: C, ...[input]: Arguments<C>): Promise<IpcOutput<C>> {
  const answer = await window.countersign.invoke(channel, input as IpcInput<C>).catch((error: unknown) => {
    throw new AppError('internal', 'The app did not answer. What you typed is still here; try again.', { retry: true, cause: error })
  })
  if (answer.ok) return answer.value
  throw AppError.fromShape(answer.error)
}

export const listen = <E extends IpcEvent>(event: E, listener: (payload: IpcEventPayload<E>) => void): (() => void) =>
  window.countersign.on(event, listener)

export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', 'Something unexpected happened in the app.', { cause: error })
