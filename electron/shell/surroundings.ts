import { app, powerMonitor } from 'electron'

/** Looks this often whether the network is back: Electron's main process gets no event for it. */
const networkCheckMs = 3_000

/** Calls `onWake` when something outside may have changed: the computer woke up, the window is looked at, the network is back. */
export function watchSurroundings(isOnline: () => boolean, onWake: () => void): void {
  powerMonitor.on('resume', onWake)
  powerMonitor.on('unlock-screen', onWake)
  app.on('browser-window-focus', onWake)
  let online = isOnline()
  setInterval(() => {
    const before = online
    online = isOnline()
    if (online && !before) onWake()
  }, networkCheckMs).unref()
}
