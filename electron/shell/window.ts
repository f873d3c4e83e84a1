import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { appOrigin } from './assets.ts'
import { readIfThere, writeFileAtomic } from './files.ts'
import type { Log } from './log.ts'
import { fitPlace, least, placeSchema, type WindowPlace } from './place.ts'

const background = { light: '#ffffff', dark: '#16181d' }

/** Opens the one window. It appears with its first frame, on a background of the theme, so that nothing flashes. */
export async function openWindow({ folder, preload, log }: { folder: string; preload: string; log: Log }): Promise<BrowserWindow> {
  const file = join(folder, 'window.json')
  const place = await readPlace(file)
  const window = new BrowserWindow({
    ...fitPlace(place, screen.getAllDisplays().map((display) => display.workArea)),
    minWidth: least.width,
    minHeight: least.height,
    show: false,
    title: 'Countersign',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      // checklist 2, 3, 4: no Node, isolated contexts, sandboxed
      nodeIntegration: false,
      contextIsolation: true,
      sandbox: true,
      // 6, 8, 9, 12
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (place?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  rememberPlace(window, file, log)
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? background.dark : background.light)
  })
  reopenAfterCrash(window, log)
  return window
}

/** A second start shows what runs already. */
export function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Resolves a moment after the window's first frame, or after a while: what waits for it must not wait for ever. */
export function firstPaint(window: BrowserWindow, { after = 600, atMost = 5_000 } = {}): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMost)
    window.once('ready-to-show', () => {
      clearTimeout(timer)
      setTimeout(resolve, after)
    })
  })
}

export const loadApp = (window: BrowserWindow): Promise<void> => window.loadURL(`${appOrigin}/`)

/** Decisions are in the outbox and drafts in the store: the page can simply be opened again. Not for ever, though. */
function reopenAfterCrash(window: BrowserWindow, log: Log): void {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log.error('shell', 'the window’s process ended', { reason })
    crashes = [...crashes.filter((at) => Date.now() - at < 60_000), Date.now()]
    if (crashes.length <= 3) window.webContents.reload()
  })
}

async function readPlace(file: string): Promise<WindowPlace | null> {
  try {
    const bytes = await readIfThere(file)
    return bytes === null ? null : placeSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}

function rememberPlace(window: BrowserWindow, file: string, log: Log): void {
  let timer: NodeJS.Timeout | undefined
  const remember = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
      const place: WindowPlace = { ...window.getNormalBounds(), maximized: window.isMaximized() }
      writeFileAtomic(file, JSON.stringify(place)).catch((error: unknown) => log.warn('shell', 'could not keep the window’s place', { error }))
    }, 500)
  }
  window.on('resize', remember)
  window.on('move', remember)
  window.on('maximize', remember)
  window.on('unmaximize', remember)
  window.on('closed', () => clearTimeout(timer))
}
