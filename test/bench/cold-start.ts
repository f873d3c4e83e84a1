import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'playwright/test'
import { electronRuntime } from '../../scripts/lib/electron.mjs'
import { createProfile, launchApp } from '../support/app.ts'
import { signIn } from '../support/drive.ts'
import { startTestStack } from '../support/stack.ts'
import { items } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const pairs = Number(process.env['BENCH_PAIRS'] ?? 15)
const repository = join(import.meta.dirname, '../..')
const held = 3_000

interface Program {
  args: readonly string[]
  env: Record<string, string>
  /** what it prints once it can be used */
  ready: RegExp
}

/** Milliseconds from the spawn to the line; the whole group is ended then. */
async function time({ args, env, ready }: Program): Promise<number> {
  const runtime = await electronRuntime()
  const begun = performance.now()
  const child = spawn(runtime.executable, [...runtime.args, ...args], { env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let output = ''
  try {
    return await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`it was not ready after 60 s:\n${output.slice(-2_000)}`)), 60_000)
      const read = (data: Buffer) => {
        output += data.toString('utf8')
        if (!ready.test(output)) return
        clearTimeout(timer)
        resolve(performance.now() - begun)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', (code) => (clearTimeout(timer), reject(new Error(`it ended with ${code}:\n${output.slice(-2_000)}`))))
    })
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    await ended
    await wait(300)
  }
}

/** The same Electron with a window and nothing in it, which says when its first frame is painted. */
async function emptyWindow(folder: string): Promise<Program> {
  await writeFile(join(folder, 'package.json'), '{ "name": "empty", "main": "main.js" }')
  await writeFile(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron')
     app.setPath('userData', ${JSON.stringify(join(folder, 'profile'))})
     app.whenReady().then(() => {
       const window = new BrowserWindow({ width: 1280, height: 840 })
       window.on('page-title-updated', (_, title) => title === 'painted' && console.log('ready: empty'))
       window.loadURL('data:text/html,<title>empty</title><p>empty</p><script>requestAnimationFrame(() => setTimeout(() => (document.title = "painted")))</script>')
     })`,
  )
  return { args: [folder], env: {}, ready: /ready: empty/ }
}

/** Start to usable queue beside an empty window, in turns; the control run is held up on its way. */
export async function coldStart(): Promise<Measurement[]> {
  const stack = await startTestStack({ demo: { size: items } })
  const profile = await createProfile()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-empty-'))
  try {
    const person = stack.accounts[0]
    if (!person) throw new Error('the demo has no accounts')
    const first = await launchApp({ profile: profile.folder, connection: stack })
    await signIn(first.page, person, 'key_file')
    await expect(first.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live', { timeout: 180_000 })
    await expect(first.page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', /.+/)
    await first.quit()

    const app: Program = {
      args: [repository],
      env: { COUNTERSIGN_PROFILE: profile.folder, COUNTERSIGN_URL: stack.url, COUNTERSIGN_KEY: stack.publishable_key },
      ready: /ready: queue, (?!0 )/,
    }
    const empty = await emptyWindow(folder)
    const plant = join(folder, 'hold.cjs')
    await writeFile(plant, `const end = Date.now() + ${held}\nwhile (Date.now() < end);\n`)
    await time(app)
    await time(empty)
    const apps: number[] = []
    const empties: number[] = []
    for (let i = 0; i < pairs; i++) {
      // In turns, each first as often as second.
      if (i % 2 === 0) apps.push(await time(app))
      empties.push(await time(empty))
      if (i % 2 === 1) apps.push(await time(app))
    }
    const control = await time({ ...app, args: ['--require', plant, repository] })
    return report(apps, empties, control)
  } finally {
    await stack.stop()
    await profile.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

function report(apps: readonly number[], empties: readonly number[], control: number): Measurement[] {
  const baseline = round(quantile(empties, 0.5))
  const conditions = `${items} pending, ${pairs} pairs in turns, medians, spawn to the first task after the frame`
  const figure = (metric: string, value: number, bar: string, ok: boolean, n: number): Measurement => ({
    bench: 'cold-start', metric, value: round(value), unit: 'ms', baseline, bar, ok, n, conditions,
  })
  const median = quantile(apps, 0.5)
  return [
    figure('start to usable queue', median, '≤ 1.3 × an empty window', median <= 1.3 * baseline, apps.length),
    figure('control, start held up', control, '> 1.3 × an empty window', control > 1.3 * baseline, 1),
  ]
}
