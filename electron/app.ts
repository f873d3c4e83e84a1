import { app, nativeTheme, shell, type BrowserWindow } from 'electron'
import { createAuth, type Auth } from './auth/auth.ts'
import { openConnection } from './auth/connection.ts'
import { createBackend } from './backend/backend.ts'
import { createDesk, type AccountDesk } from './desk/desk.ts'
import { takeFormerTemplates } from './desk/former-templates.ts'
import { createDispatch } from './ipc/dispatch.ts'
import { createDraftFlush } from './ipc/draft-flush.ts'
import { appHandlers } from './ipc/handlers.ts'
import { emit, isTrusted, type Calls } from './ipc/main-ipc.ts'
import { printPdf } from './record/print.ts'
import { hasLinkScheme, type DeepLinks } from './shell/deep-links.ts'
import { systemKeychain } from './shell/keychain.ts'
import { endProperly } from './shell/lifecycle.ts'
import { externalLink } from './shell/links.ts'
import type { Log } from './shell/log.ts'
import { createNetwork } from './shell/network.ts'
import { createNotifications } from './shell/notifications/notifications.ts'
import type { Profile } from './shell/profile.ts'
import { saveFile, saveStream } from './shell/save.ts'
import { openSettings } from './shell/settings.ts'
import { watchNetwork, watchSurroundings } from './shell/surroundings.ts'
import { focusWindow } from './shell/window.ts'
import type { Store } from './store/api.ts'
import { createSyncEngine } from './sync/engine.ts'

interface AppParts {
  profile: Extract<Profile, { state: 'taken' }>
  window: BrowserWindow
  /** the window's page has come */
  loaded: Promise<void>
  /** and its first frame has been seen, or was waited for long enough */
  painted: Promise<void>
  calls: Calls
  links: DeepLinks
  /** a store whose thread runs already, for the first account; then a new one each time */
  createStore: () => Store
  log: Log
}

/** What the window is for: the account, its desk and engine, and who answers the page. Loaded while the page is. */
export async function startApp({ profile: { folder, storage }, window, loaded, painted, calls, links, createStore, log }: AppParts): Promise<void> {
  const settings = await openSettings(folder, log)
  nativeTheme.themeSource = settings.get().theme
  settings.onChange((next) => {
    nativeTheme.themeSource = next.theme
    emit('settings.changed', next)
  })
  void loaded.then(() => window.show(), () => undefined)
  let queuePainted = () => {}
  const onScreen = Promise.race([new Promise<void>((resolve) => (queuePainted = resolve)), painted])
  const network = createNetwork()
  const drafts = createDraftFlush((id) => emit('drafts.flush', { id }))
  const desk: AccountDesk = createDesk({
    createStore,
    createBackend: ({ connection, session, account }, onViewers) =>
      createBackend({ connection, tokens: session, presence: { userId: account.user_id, onViewers }, fetch: network.fetch, log }),
    createEngine: createSyncEngine,
    network: watchNetwork(network.isOnline),
    events: {
      replicaChanged: (tables) => {
        emit('replica.changed', { tables })
        notifications.changed()
      },
      replicaRebuilt: () => notifications.reset(),
      contentChanged: (ids) => emit('content.changed', { ids }),
      syncStatus: (status) => emit('sync.status', status),
      outboxStatus: (status) => emit('outbox.status', status),
      takenBack: (taken) => emit('outbox.taken_back', taken),
      viewers: (viewers) => emit('presence.changed', { viewers }),
      signInNeeded: (error) => auth.needSignIn(error),
    },
    holdMs: () => settings.get().undo_seconds * 1_000,
    contentLimitBytes: () => settings.get().content_limit_mb * 1_048_576,
    beforeClosing: drafts.flush,
    painted: onScreen,
    log,
  })
  const auth: Auth = createAuth({
    profile: folder,
    env: process.env,
    connection: await openConnection(folder, process.env, network.fetch),
    fetch: network.fetch,
    keychain: systemKeychain(),
    host: {
      ...desk,
      async open(account) {
        await desk.open(account)
        await takeFormerTemplates(settings, desk, account, log)
      },
    },
    browser: { hasScheme: hasLinkScheme, open: (url) => shell.openExternal(url), cameBack: focusWindow },
    log,
  })
  const notifications = createNotifications({
    window,
    settings: settings.get,
    read: (overdue) => onScreen.then(() => desk.news(overdue)),
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

  calls.answer(createDispatch({
    log,
    isTrusted,
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
      profile: { folder, storage },
      onDraftsFlushed: drafts.flushed,
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
  }))
  watchSurroundings((reason) => {
    auth.checkSession()
    desk.wake(reason)
  })
  endProperly({
    keepTyped: drafts.flush,
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

  await auth.start()
}

function once<T>(work: (value: T) => void): (value: T) => void {
  let done = false
  return (value) => {
    if (done) return
    done = true
    work(value)
  }
}
