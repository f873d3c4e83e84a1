import { join } from 'node:path'
import { app, nativeTheme, session, shell } from 'electron'
import { createAuth, type Auth } from './auth/auth.ts'
import { openConnection } from './auth/connection.ts'
import { createBackend } from './backend/backend.ts'
import { createDesk, type AccountDesk } from './desk/desk.ts'
import { appHandlers } from './ipc/handlers.ts'
import { emit, serveIpc } from './ipc/main-ipc.ts'
import { hasLinkScheme, listenToLinks, type DeepLinks } from './shell/deep-links.ts'
import { printPdf } from './record/print.ts'
import { systemKeychain } from './shell/keychain.ts'
import { endProperly, surviveFailures } from './shell/lifecycle.ts'
import { externalLink } from './shell/links.ts'
import { asLogLevel, createLog, rotatingFile, standardOutput, type Log } from './shell/log.ts'
import { setMenu } from './shell/menu.ts'
import { createNetwork } from './shell/network.ts'
import { createNotifications } from './shell/notifications/notifications.ts'
import { refuseToStart, takeProfile, type Profile } from './shell/profile.ts'
import { registerAppScheme, serveApp } from './shell/protocol.ts'
import { restrictContents, restrictProcess, restrictSession } from './shell/security.ts'
import { saveFile, saveStream } from './shell/save.ts'
import { openSettings } from './shell/settings.ts'
import { watchNetwork, watchSurroundings } from './shell/surroundings.ts'
import { firstPaint, focusWindow, loadApp, openWindow } from './shell/window.ts'
import { createStore } from './store/client.ts'
import { createSyncEngine } from './sync/engine.ts'

/** The composition root: which parts there are, and in which order they start. */
const out = join(import.meta.dirname, '..')
const development = !app.isPackaged

const taken = takeProfile(process.env)
if (taken.state === 'taken') {
  registerAppScheme()
  restrictProcess()
  const log = openLog(taken.folder)
  surviveFailures(log)
  const links = listenToLinks()
  // Not awaited here: Electron becomes ready only when this module has been evaluated.
  app.whenReady().then(() => start(taken, log, links)).catch((error: unknown) => {
    log.error('main', 'the app did not start', { error })
    process.stderr.write(`Countersign did not start: ${error instanceof Error ? error.message : String(error)}\n`)
    app.exit(1)
  })
} else if (taken.state === 'in_use') {
  app.exit(0)
} else {
  void refuseToStart(taken.message)
}

async function start({ folder: profile, storage }: Extract<Profile, { state: 'taken' }>, log: Log, links: DeepLinks): Promise<void> {
  if (storage !== 'disk') log.warn('main', 'the profile folder takes no writes', { storage })
  log.info('main', 'starting', { version: app.getVersion(), electron: process.versions.electron, platform: process.platform })
  restrictSession(session.defaultSession, { development, log })
  restrictContents({ log })
  serveApp(session.defaultSession, join(out, 'renderer'))
  setMenu({ development })

  const settings = await openSettings(profile, log)
  nativeTheme.themeSource = settings.get().theme
  settings.onChange((next) => {
    nativeTheme.themeSource = next.theme
    emit('settings.changed', next)
  })

  const window = await openWindow({ folder: profile, preload: join(out, 'preload', 'preload.cjs'), log })
  let queuePainted = () => {}
  const painted = Promise.race([new Promise<void>((resolve) => (queuePainted = resolve)), firstPaint(window)])
  const network = createNetwork()
  const desk: AccountDesk = createDesk({
    createStore: () => createStore(new URL('./store-worker.js', import.meta.url)),
    createBackend: ({ connection, session, account }, onViewers) =>
      createBackend({ connection, tokens: session, presence: { userId: account.user_id, onViewers }, fetch: network.fetch, log }),
    createEngine: createSyncEngine,
    network: watchNetwork(network.isOnline),
    events: {
      replicaChanged: (tables) => {
        emit('replica.changed', { tables })
        notifications.changed()
      },
      contentChanged: (ids) => emit('content.changed', { ids }),
      syncStatus: (status) => emit('sync.status', status),
      outboxStatus: (status) => emit('outbox.status', status),
      viewers: (viewers) => emit('presence.changed', { viewers }),
      signInNeeded: (error) => auth.needSignIn(error),
    },
    holdMs: () => settings.get().undo_seconds * 1_000,
    painted,
    log,
  })
  const auth: Auth = createAuth({
    profile,
    env: process.env,
    connection: await openConnection(profile, process.env, network.fetch),
    fetch: network.fetch,
    keychain: systemKeychain(),
    host: desk,
    browser: { hasScheme: hasLinkScheme, open: (url) => shell.openExternal(url), cameBack: focusWindow },
    log,
  })
  const notifications = createNotifications({
    window,
    settings: settings.get,
    read: (overdue) => desk.news(overdue),
    pulled: () => desk.syncStatus().last_pull_at !== null,
    items: (keys) => desk.query('queue.items', { keys: [...keys] }),
    open: (to) => emit('navigate', { to }),
    log,
  })
  let openAccount: string | null = null
  settings.onChange(() => desk.contentLimitChanged())
  auth.onStatus((status) => {
    emit('auth.status', status)
    const account = 'account' in status ? status.account.user_id : null
    if (account !== openAccount) notifications.reset()
    openAccount = account
  })
  auth.onProgress((progress) => emit('auth.progress', progress))
  links.deliver((url) => void auth.receiveLink(url))

  serveIpc({
    log,
    checkOutputs: process.env['COUNTERSIGN_CHECK_OUTPUTS'] === '1',
    handlers: appHandlers({
      auth,
      desk,
      settings,
      info: {
        version: app.getVersion(),
        electron: process.versions.electron,
        chromium: process.versions.chrome,
        node: process.versions.node,
        platform: process.platform,
      },
      profile: { folder: profile, storage },
      onShowing: notifications.showing,
      onReady: once((items) => {
        queuePainted()
        process.stdout.write(`ready: queue, ${items} items\n`)
      }),
      saveFile: (name, content) => saveFile(window, name, content),
      saveStream: (name, parts) => saveStream(window, name, parts),
      printPdf,
      checkLink: externalLink,
      openExternal: (url) => shell.openExternal(url),
    }),
  })
  watchSurroundings((reason) => {
    auth.checkSession()
    desk.wake(reason)
  })
  endProperly({
    settle: (ms) => desk.settle(ms),
    asks: () => settings.get().ask_at_quit,
    stopAsking: () => settings.set({ ask_at_quit: false }),
    close: async () => {
      notifications.stop()
      await auth.end()
      await desk.close()
    },
    log,
  })

  await Promise.all([loadApp(window), auth.start()])
}

function openLog(profile: string): Log {
  const chosen = asLogLevel(process.env['COUNTERSIGN_LOG'])
  return createLog([rotatingFile(join(profile, 'logs'), chosen ?? 'info'), ...(development || chosen ? [standardOutput(chosen ?? 'warn')] : [])])
}

function once<T>(work: (value: T) => void): (value: T) => void {
  let done = false
  return (value) => {
    if (done) return
    done = true
    work(value)
  }
}
