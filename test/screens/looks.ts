import { expect } from 'playwright/test'
import type { Settings } from '../../contract/settings.ts'
import type { World } from './world.ts'

export type LookName = 'light' | 'dark' | 'contrast' | 'contrast-light' | 'forced'

const appearances: Record<LookName, Pick<Settings, 'theme' | 'contrast'> & { forced?: boolean }> = {
  light: { theme: 'light', contrast: 'system' },
  dark: { theme: 'dark', contrast: 'system' },
  contrast: { theme: 'dark', contrast: 'more' },
  'contrast-light': { theme: 'light', contrast: 'more' },
  forced: { theme: 'dark', contrast: 'system', forced: true },
}

/** By the app's own settings, without leaving the scene; `forced`: as under the system's high contrast colours. */
export async function wear({ app: { page } }: World, look: LookName): Promise<void> {
  const { theme, contrast, forced = false } = appearances[look]
  // Without motion: nothing is looked at half way from one look to the next.
  await page.emulateMedia({ forcedColors: forced ? 'active' : 'none', reducedMotion: 'reduce' })
  await page.evaluate((change) => (window as unknown as { countersign: { invoke(channel: string, input: unknown): Promise<unknown> } }).countersign.invoke('settings.set', change), { theme, contrast })
  const root = page.locator('html')
  await expect(root).toHaveAttribute('data-theme', theme)
  if (contrast === 'more') await expect(root).toHaveAttribute('data-contrast', 'more')
  else await expect(root).not.toHaveAttribute('data-contrast')
}

export async function resize({ app }: World, width: number, height: number, zoom = 1): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(size.width, size.height)
      window?.webContents.setZoomFactor(size.zoom)
    },
    { width, height, zoom },
  )
  await expect.poll(() => app.page.evaluate(() => window.innerWidth)).toBe(Math.round(width / zoom))
}

/** What is arranged by the width, and what comes in only for who stays with an item (200 ms), has come by then. */
const quietMs = 300

/** Waits until the document rests; false: it went on changing for two seconds. */
export const settle = ({ app }: World): Promise<boolean> => app.page.evaluate(stillness, quietMs)

const stillness = (ms: number) =>
  new Promise<boolean>((resolve) => {
    const done = (rests: boolean) => {
      observer.disconnect()
      resolve(rests)
    }
    let timer = setTimeout(done, ms, true)
    setTimeout(done, 2_000, false)
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(done, ms, true)
    })
    observer.observe(document, { subtree: true, childList: true, attributes: true })
  })
