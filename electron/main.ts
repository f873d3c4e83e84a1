import { join } from 'node:path'
import { app, Menu, session } from 'electron'
import { takeCalls } from './ipc/main-ipc.ts'
import { listenToLinks } from './shell/deep-links.ts'
import { surviveFailures } from './shell/lifecycle.ts'
import { asLogLevel, createLog, rotatingFile, standardOutput, type Log } from './shell/log.ts'
import { setMenu } from './shell/menu.ts'
import { refuseToStart, takeProfile, type Profile } from './shell/profile.ts'
import { registerAppScheme, serveApp } from './shell/protocol.ts'
import { restrictContents, restrictProcess, restrictSession } from './shell/security.ts'
import { openWindow } from './shell/window.ts'
import { createStore } from './store/client.ts'

/**
 * The start, in the order of what takes longest: the store's thread, the window's process once Chromium is ready, then the
 * rest of the app (app.ts), which loads beside them. Nothing here imports zod or a contract's schemas.
 */
const out = join(import.meta.dirname, '..')
const development = !app.isPackaged
const newStore = () => createStore(new URL('./store-worker.cjs', import.meta.url))

const taken = takeProfile(process.env)
if (taken.state === 'taken') {
  registerAppScheme()
  restrictProcess()
  const log = openLog(taken.folder)
  surviveFailures(log)
  // Not awaited here: Electron becomes ready only when this module has been evaluated.
  start(taken, log).catch((error: unknown) => {
    log.error('main', 'the app did not start', { error })
    process.stderr.write(`Countersign did not start: ${error instanceof Error ? error.message : String(error)}\n`)
    app.exit(1)
  })
} else if (taken.state === 'in_use') {
  app.exit(0)
} else {
  void refuseToStart(taken.message)
}

async function start(profile: Extract<Profile, { state: 'taken' }>, log: Log): Promise<void> {
  const { folder, storage } = profile
  const links = listenToLinks()
  // Electron builds a menu of its own otherwise.
  Menu.setApplicationMenu(null)
  // Ready comes later beside it, the account is open sooner by more.
  let early: ReturnType<typeof createStore> | null = newStore()
  await app.whenReady()
  if (storage !== 'disk') log.warn('main', 'the profile folder takes no writes', { storage })
  log.info('main', 'starting', { version: app.getVersion(), electron: process.versions.electron, platform: process.platform })
  restrictSession(session.defaultSession, { development, log })
  restrictContents({ log })
  const page = serveApp(session.defaultSession, join(out, 'renderer'))

  const calls = takeCalls()
  const opened = await openWindow({ folder, preload: join(out, 'preload', 'preload.cjs'), log })
  // What follows keeps this thread busy, and the page's first bytes would wait for it.
  await Promise.race([page.begun, opened.loaded.catch(() => undefined)])
  const { startApp } = await import('./app.ts')
  await startApp({
    ...opened,
    profile,
    calls,
    links,
    createStore() {
      const store = early ?? newStore()
      early = null
      return store
    },
    log,
  })
  // Not earlier: Chromium builds it on the thread that hands the page over.
  setMenu({ development })
  await opened.loaded
}

function openLog(profile: string): Log {
  const chosen = asLogLevel(process.env['COUNTERSIGN_LOG'])
  return createLog([rotatingFile(join(profile, 'logs'), chosen ?? 'info'), ...(development || chosen ? [standardOutput(chosen ?? 'warn')] : [])])
}
