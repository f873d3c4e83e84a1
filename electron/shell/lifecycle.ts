import { app, BrowserWindow, dialog } from 'electron'
import { nothingLeft, questionOf, type Left, type Question } from './leaving.ts'
import type { Log } from './log.ts'

/** What the end may take at most: sending, then closing. After that the app ends whatever hangs. */
const limits = { send: 3_000, close: 4_000 }

interface EndOptions {
  /** has the window write down what was typed; bounded */
  keepTyped(): Promise<void>
  /** sends what it can within `ms`, and says what is left */
  settle(ms: number): Promise<Left>
  /** whether decisions that stay here are worth a question; what would be lost always is */
  asks(): boolean
  stopAsking(): Promise<unknown>
  close(): Promise<void>
  log: Log
}

/**
 * Ends the app in order: keep what was typed, send what waits, say what stays here or would be lost, close the files. All but the answer is
 * bounded, and who ends the process by a signal is not asked.
 */
export function endProperly({ keepTyped, settle, asks, stopAsking, close, log }: EndOptions): void {
  let state: 'running' | 'ending' | 'ended' = 'running'
  const signalled = new AbortController()

  const end = async () => {
    await keepTyped()
    const question = questionOf(await within(settle(limits.send), limits.send + 500, nothingLeft), asks())
    if (question !== null && !signalled.signal.aborted && !(await confirm(question))) {
      state = 'running'
      return
    }
    await within(close(), limits.close, undefined)
    state = 'ended'
    app.quit()
  }

  app.on('before-quit', (event) => {
    if (state === 'ended') return
    event.preventDefault()
    if (state === 'ending') return
    state = 'ending'
    end().catch((error: unknown) => {
      log.error('shell', 'the end did not go as it should', { error })
      app.exit(0)
    })
  })
  // The window stays until the end is certain: whoever chooses to stay finds it.
  const guard = (window: BrowserWindow) => {
    window.on('close', (event) => {
      if (state === 'ended') return
      event.preventDefault()
      app.quit()
    })
  }
  for (const window of BrowserWindow.getAllWindows()) guard(window)
  app.on('browser-window-created', (_event, window) => guard(window))
  app.on('window-all-closed', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {
    signalled.abort()
    app.quit()
  })

  /** Whether to end; a signal meanwhile takes the question away. */
  async function confirm({ tone, message, detail, buttons, stopAsking: label }: Question): Promise<boolean> {
    const [window] = BrowserWindow.getAllWindows()
    const options = {
      type: tone,
      message,
      detail,
      buttons,
      defaultId: tone === 'warning' ? 0 : 1,
      cancelId: 0,
      signal: signalled.signal,
      ...(label === null ? {} : { checkboxLabel: label }),
    }
    const { response, checkboxChecked } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
    if (signalled.signal.aborted) return true
    if (response === 0) return false
    if (checkboxChecked) await within(stopAsking(), 1_000, undefined)
    return true
  }

  async function within<T>(work: Promise<T>, ms: number, otherwise: T): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<T>((resolve) => (timer = setTimeout(() => resolve(otherwise), ms)))
    try {
      return await Promise.race([work, late])
    } catch (error) {
      log.warn('shell', 'something failed at the end', { error })
      return otherwise
    } finally {
      clearTimeout(timer)
    }
  }
}

/** What nobody caught is written down and survived: what counts is on disk, and Electron would put up a box about it. */
export function surviveFailures(log: Log): void {
  process.on('uncaughtException', (error) => log.error('main', 'an exception was not caught', { error }))
  process.on('unhandledRejection', (error) => log.error('main', 'a rejection was not handled', { error }))
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (reason !== 'clean-exit') log.error('main', 'a helper process ended', { type, reason })
  })
}
