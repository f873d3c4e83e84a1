import { app, BrowserWindow, dialog } from 'electron'
import type { Log } from './log.ts'

/** What the end may take at most: sending, then closing. After that the app ends whatever hangs. */
const limits = { send: 3_000, close: 4_000 }

interface EndOptions {
  /** sends what it can; resolves to the number of decisions that the end would lose for good */
  settle(ms: number): Promise<number>
  close(): Promise<void>
  log: Log
}

/**
 * Ends the app in order: send what waits, warn of what would be lost (temporary accounts only: the others keep it),
 * close the files. Everything is bounded. A computer that shuts down does not wait for a question.
 */
export function endProperly({ settle, close, log }: EndOptions): void {
  let state: 'running' | 'ending' | 'ended' = 'running'

  const end = async () => {
    const lost = await within(settle(limits.send), limits.send + 500, 0)
    if (lost > 0 && !confirmLoss(lost)) {
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
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())

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

function confirmLoss(decisions: number): boolean {
  const answer = dialog.showMessageBoxSync({
    type: 'warning',
    message: decisions === 1 ? 'One decision has not reached the server.' : `${decisions} decisions have not reached the server.`,
    detail: 'You chose not to keep anything on this computer. If you quit now, they are lost.',
    buttons: ['Stay', 'Quit and lose them'],
    defaultId: 0,
    cancelId: 0,
  })
  return answer === 1
}
