import { app, powerMonitor } from 'electron'

/** Looks this often whether the network is there: Electron's main process gets no event for it. */
const networkCheckMs = 2_000

/** Calls `onWake` when the computer woke up or the window is looked at. */
export function watchSurroundings(onWake: (reason: 'resume' | 'focus') => void): void {
  powerMonitor.on('resume', () => onWake('resume'))
  powerMonitor.on('unlock-screen', () => onWake('resume'))
  app.on('browser-window-focus', () => onWake('focus'))
}

/** Tells when the system's idea of being online changes. */
export function watchNetwork(online: () => boolean): { online(): boolean; onChange(listener: () => void): () => void } {
  const listeners = new Set<() => void>()
  let before = online()
  setInterval(() => {
    const now = online()
    if (now === before) return
    before = now
    for (const listener of listeners) listener()
  }, networkCheckMs).unref()
  return {
    online,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
