import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDisplay } from '../../scripts/lib/display.mjs'
import { electronRuntime } from '../../scripts/lib/electron.mjs'
import { ensureSystem } from '../../scripts/lib/system.mjs'
import { toQueue, type Scene } from './arrange.ts'
import { resize, settle, wear, type LookName } from './looks.ts'
import { acts } from './scenes.ts'
import { contactSheet, type Picture } from './sheet.ts'
import { createWorld } from './world.ts'

const usage = `npm run screens -- [--only SCENE,…] [--sizes SIZE,…] [--looks LOOK,…]
Drives the real app through every screen and state, and writes a contact sheet to test-results/screens/.
Scenes: ${acts.flatMap(({ scenes }) => scenes.map(({ name }) => name)).join(', ')}`

const sizes: readonly { name: string; width: number; height: number; zoom?: number; looks: readonly LookName[] }[] = [
  { name: '900x600', width: 900, height: 600, looks: ['light', 'dark', 'contrast'] },
  { name: '900x600 at 200 %', width: 900, height: 600, zoom: 2, looks: ['light'] },
  { name: '1440x900', width: 1440, height: 900, looks: ['light', 'dark', 'contrast', 'contrast-light', 'forced'] },
  { name: '2560x1440', width: 2560, height: 1440, looks: ['light', 'dark', 'contrast'] },
]

const { values } = parseArgs({ options: { only: { type: 'string' }, sizes: { type: 'string' }, looks: { type: 'string' }, help: { type: 'boolean' } } })
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const only = values.only?.split(',')
const wanted = (among: string | undefined, name: string) => among === undefined || among.split(',').includes(name)
const folder = join(import.meta.dirname, '../../test-results/screens')
await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })

await ensureSystem((await electronRuntime()).executable, { desktop: true })
const display = await ensureDisplay()
Object.assign(process.env, display.env)
const world = await createWorld()
const pictures: Picture[] = []
const failures: string[] = []
try {
  for (const act of acts) {
    // Scenes build on those before them in their act, so an act is played as a whole or not at all.
    if (only && !act.scenes.some(({ name }) => only.includes(name))) continue
    try {
      await act.open(world)
    } catch (error) {
      failures.push(`${act.name}: ${firstLine(error)}`)
      continue
    }
    for (const scene of act.scenes) {
      try {
        await scene.arrange(world)
        if (!only || only.includes(scene.name)) pictures.push(...(await photograph(act.name, scene)))
        console.log(`  ${act.name}: ${scene.name}`)
      } catch (error) {
        failures.push(`${scene.name}: ${firstLine(error)}`)
        console.log(`✗ ${act.name}: ${scene.name}`)
      }
      await resize(world, 1440, 900)
      await (act.rest ?? toQueue)(world).catch((error: unknown) => failures.push(`after ${scene.name}: ${firstLine(error)}`))
    }
  }
} finally {
  await world.stop()
  await display.stop()
}
await writeFile(join(folder, 'index.html'), contactSheet(pictures))
for (const failure of failures) console.error(`✗ ${failure}`)
console.log(`${pictures.length} pictures, ${failures.length} failed: ${join('test-results/screens', 'index.html')}`)
process.exit(failures.length === 0 ? 0 : 1)

function firstLine(error: unknown): string {
  return String(error).split('\n')[0] ?? ''
}

async function photograph(act: string, { name, what, show, native }: Scene): Promise<Picture[]> {
  if (native) return await photographDisplay(act, name, what)
  const taken: Picture[] = []
  for (const size of sizes.filter(({ name }) => wanted(values.sizes, name))) {
    await resize(world, size.width, size.height, size.zoom)
    if (!(await settle(world))) console.log(`  ${act}: ${name} does not come to rest`)
    await show?.(world)
    for (const look of size.looks.filter((name) => wanted(values.looks, name))) {
      await wear(world, look)
      const file = `${name}-${size.name.replaceAll(' ', '').replace('%', '')}-${look}.png`
      await writeFile(join(folder, file), await picture(size.zoom))
      taken.push({ act, scene: name, what, size: size.name, look, file })
    }
  }
  await wear(world, 'light')
  return taken
}

/** The whole display, the system's own windows too. */
async function photographDisplay(act: string, scene: string, what: string): Promise<Picture[]> {
  const base64 = await world.app.electron.evaluate(async ({ desktopCapturer, screen }) => {
    const [display] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: screen.getPrimaryDisplay().size })
    return display?.thumbnail.toPNG().toString('base64') ?? ''
  })
  const file = `${scene}-display.png`
  await writeFile(join(folder, file), Buffer.from(base64, 'base64'))
  return [{ act, scene, what, size: 'display', look: 'system', file }]
}

/** Playwright's own picture is cut where the window is zoomed: Electron's is whole. */
async function picture(zoom = 1): Promise<Buffer> {
  if (zoom === 1) return await world.app.page.screenshot()
  await settle(world)
  const base64 = await world.app.electron.evaluate(async ({ BrowserWindow }) => (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().toString('base64') ?? '')
  return Buffer.from(base64, 'base64')
}
