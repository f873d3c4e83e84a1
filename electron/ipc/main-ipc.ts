import { BrowserWindow, ipcMain } from 'electron'
import type { IpcEvent, IpcEventPayload } from '../../contract/ipc.ts'
import { rawEvent, rawInvoke } from '../../contract/ipc-names.ts'
import { isAppUrl } from '../shell/assets.ts'
import type { Log } from '../shell/log.ts'
import { createDispatch, type Handlers } from './dispatch.ts'

/** Starts answering the windows. */
export function serveIpc({ handlers, log, checkOutputs }: { handlers: Handlers; log: Log; checkOutputs: boolean }): void {
  const dispatch = createDispatch({
    handlers,
    log,
    checkOutputs,
    isTrusted: ({ url, isMainFrame }) => isMainFrame && url !== null && isAppUrl(url),
  })
  ipcMain.handle(rawInvoke, (event, channel: unknown, input: unknown) => {
    const frame = event.senderFrame
    const isMainFrame = frame !== null && frame === event.sender.mainFrame
    return dispatch({ url: frame?.url ?? null, isMainFrame }, channel, input)
  })
}

/** Tells every window; one that is still loading asks for the state itself when it has loaded. */
export function emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed() && isAppUrl(window.webContents.getURL())) window.webContents.send(rawEvent, event, payload)
  }
}
