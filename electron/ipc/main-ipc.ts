import { BrowserWindow, ipcMain } from 'electron'
import type { IpcEvent, IpcEventPayload } from '../../contract/ipc.ts'
import { rawEvent, rawInvoke } from '../../contract/ipc-names.ts'
import { isAppUrl } from '../shell/assets.ts'
import type { Dispatch, Sender } from './dispatch.ts'

export interface Calls {
  /** from now on calls are answered, those that wait first */
  answer(dispatch: Dispatch): void
}

/** Takes the windows' calls; those that come before there is somebody to answer wait. */
export function takeCalls(): Calls {
  let answer: Calls['answer'] = () => undefined
  const answering = new Promise<Dispatch>((resolve) => (answer = resolve))
  ipcMain.handle(rawInvoke, async (event, channel: unknown, input: unknown) => {
    const dispatch = await answering
    const frame = event.senderFrame
    const isMainFrame = frame !== null && frame === event.sender.mainFrame
    return await dispatch({ url: frame?.url ?? null, isMainFrame }, channel, input)
  })
  return { answer }
}

/** Only the window's own page is heard. */
export const isTrusted = ({ url, isMainFrame }: Sender): boolean => isMainFrame && url !== null && isAppUrl(url)

/** Tells every window; one that is still loading asks for the state itself when it has loaded. */
export function emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed() && isAppUrl(window.webContents.getURL())) window.webContents.send(rawEvent, event, payload)
  }
}
