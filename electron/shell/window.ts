import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { appOrigin } from './assets.ts'
import { readIfThere, writeFileAtomic } from './files.ts'
import type { Log } from './log.ts'
import { fitPlace, least, readPlace, type WindowPlace } from './place.ts'

const background = { light: '#ffffff', dark: '#16181d' }

interface OpenedWindow {
  /** hidden still: it is shown once its page is there and the theme is known, on a background of the theme */
  window: BrowserWindow
  loaded: Promise<void>
  /** resolves a moment after the first frame, or after a while: what waits for it must not wait for ever */
  painted: Promise<void>
}

/** Opens the one window and loads its page. */
export async function openWindow({ folder, preload, log }: { folder: string; preload: string; log: Log }): Promise<OpenedWindow> {
  const file = join(folder, 'window.json')
  const place = await placeIn(file)
  const window = new BrowserWindow({
    ...fitPlace(place, screen.getAllDisplays().map((display) => display.workArea)),
    minWidth: least.width,
    minHeight: least.height,
    show: false,
    // A page that paints would stand still until the graphics process is up; this one can load meanwhile.
    paintWhenInitiallyHidden: false,
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
  givePageItsSize(window)
  if (place?.maximized) window.maximize()
  rememberPlace(window, file, log)
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? background.dark : background.light)
  })
  reopenAfterCrash(window, log)
  const painted = firstPaint(window)
  return { window, painted, loaded: window.loadURL(`${appOrigin}/`) }
}

/** Until it is shown or its size changes, the page of a hidden window is 0 × 0 (with X11), and would be drawn for that first. */
function givePageItsSize(window: BrowserWindow): void {
  // Not elsewhere: where a screen is scaled, rounding could change the window's size a little with each start.
  if (process.platform !== 'linux') return
  const [width = 0, height = 0] = window.getSize()
  window.setSize(width, height + 1)
  window.setSize(width, height)
}

/** A second start shows what runs already. */
export function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function firstPaint(window: BrowserWindow, { after = 600, atMost = 5_000 } = {}): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMost)
    window.once('ready-to-show', () => {
      clearTimeout(timer)
      setTimeout(resolve, after)
    })
  })
}

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

async function placeIn(file: string): Promise<WindowPlace | null> {
  const bytes = await readIfThere(file).catch(() => null)
  return bytes === null ? null : readPlace(bytes.toString('utf8'))
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
