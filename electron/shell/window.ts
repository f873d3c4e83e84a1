import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron'
import { z } from 'zod'
import { appOrigin } from './assets.ts'
import { readIfThere, writeFileAtomic } from './files.ts'
import type { Log } from './log.ts'

const least = { width: 900, height: 600 }
const usual = { width: 1280, height: 840 }
const background = { light: '#ffffff', dark: '#16181d' }

const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof placeSchema>

/** Where the window was, if a display still shows a good part of it; otherwise its size only, within the display. */
export function fitPlace(place: WindowPlace | null, displays: readonly Rectangle[]): Partial<Rectangle> {
  const [main] = displays
  const within = main ?? { x: 0, y: 0, ...usual }
  const size = {
    width: Math.max(least.width, Math.min(place?.width ?? usual.width, within.width)),
    height: Math.max(least.height, Math.min(place?.height ?? usual.height, within.height)),
  }
  if (place === null) return size
  const visible = displays.some((display) => {
    const across = Math.min(place.x + place.width, display.x + display.width) - Math.max(place.x, display.x)
    const titleShows = place.y >= display.y && place.y < display.y + display.height - 50
    return across > 200 && titleShows
  })
  return visible ? { ...size, x: place.x, y: place.y } : size
}

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
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error('shell', 'the window’s process ended', { reason })
    // Decisions are in the outbox and drafts in the store: the page can simply be opened again.
    if (reason !== 'clean-exit' && reason !== 'killed' && !window.isDestroyed()) window.webContents.reload()
  })
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

/** Resolves with the window's first frame, or after a while: what waits for it must not wait for ever. */
export function firstPaint(window: BrowserWindow, atMost = 5_000): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMost)
    window.once('ready-to-show', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

export const loadApp = (window: BrowserWindow): Promise<void> => window.loadURL(`${appOrigin}/`)

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
