import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { expect } from 'playwright/test'
import { electronRuntime } from '../../scripts/lib/electron.mjs'
import { items, signInAndSync, withApp } from './large.ts'
import { round, type Measurement } from './measurement.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 10)
const perRound = 500
const warmUp = 2
/**
 * Before each sample, and in the empty window as well. What is cached for some seconds goes, and V8 and Blink give back
 * what they held of a busy time; who decides for an hour rests again and again, five hundred decisions in 25 s do not.
 */
const restMs = 20_000

interface Taken {
  /** MB */
  total: number
  /** of each kind of process, MB */
  parts: Map<string, number>
}

/** Proportional set size of a process and all below it: what is shared counts in parts. */
async function pss(root: number): Promise<Taken> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The command's name, in brackets, may hold spaces.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (Number.isInteger(parent)) parents.set(Number(name), parent)
  }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0))
  const parts = new Map<string, number>()
  for (const pid of [...parents.keys()].filter(isBelow)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    const megabytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
    const kind = /--type=([\w-]+)/.exec(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))?.[1] ?? 'main'
    parts.set(kind, (parts.get(kind) ?? 0) + megabytes)
  }
  return { total: [...parts.values()].reduce((sum, part) => sum + part, 0), parts }
}

const words = ({ parts }: Taken): string => [...parts].map(([kind, megabytes]) => `${kind} ${Math.round(megabytes)}`).join(', ')

/** The same Electron with a window of the same size and nothing in it, treated as the app is. */
async function emptyWindow(): Promise<Taken> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-empty-'))
  await writeFile(join(folder, 'package.json'), '{ "name": "empty", "main": "main.js" }')
  await writeFile(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron')
     app.setPath('userData', ${JSON.stringify(join(folder, 'profile'))})
     app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 840 }).loadURL('data:text/html,<title>empty</title>'))`,
  )
  const runtime = await electronRuntime()
  const electron = await _electron.launch({ executablePath: runtime.executable, args: [...runtime.args, folder] })
  try {
    const page = await electron.firstWindow()
    // Playwright puts its own script into a page when it first looks at an element: that is in both.
    await page.locator('body').getAttribute('class')
    await atRest(electron, page)
    return await pss(electron.process().pid ?? 0)
  } finally {
    await electron.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** After a rest, garbage of main, of the threads that it started and of the window is collected. */
async function atRest(electron: ElectronApplication, page: Page): Promise<void> {
  await wait(restMs)
  await electron.evaluate(async () => {
    const { Session } = process.getBuiltinModule('node:inspector')
    const session = new Session()
    session.connect()
    const post = (method: string, params: object = {}) =>
      new Promise<void>((resolve, reject) => session.post(method, params, (error) => (error ? reject(error) : resolve())))
    const threads: string[] = []
    const collected = new Map<string, () => void>()
    session.on('NodeWorker.attachedToWorker', ({ params }) => threads.push(params.sessionId))
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => collected.get(params.sessionId)?.())
    await post('NodeWorker.enable', { waitForDebuggerOnStart: false })
    await new Promise((resolve) => setTimeout(resolve, 100))
    for (const sessionId of threads) {
      const done = new Promise<void>((resolve) => collected.set(sessionId, resolve))
      await post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }) })
      await done
    }
    await post('HeapProfiler.collectGarbage')
    await post('NodeWorker.disable')
    session.disconnect()
  })
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
  await wait(2_000)
}

async function decide(page: Page, n: number): Promise<void> {
  const pane = page.getByTestId('reading-pane')
  for (let i = 0; i < n; i++) {
    const before = (await pane.getAttribute('data-item-id')) ?? ''
    await page.keyboard.press('a')
    await expect(pane).not.toHaveAttribute('data-item-id', before)
  }
}

/** The slope of a straight line through the samples, per step. */
function slope(samples: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const middle = (samples.length - 1) / 2
  const average = mean(samples)
  const above = samples.reduce((sum, value, i) => sum + (i - middle) * (value - average), 0)
  return above / samples.reduce((sum, _, i) => sum + (i - middle) ** 2, 0)
}

/** What the app takes beside an empty window of the same Electron, and whether it grows while one decides. */
export async function memory(): Promise<Measurement[]> {
  if (process.platform !== 'linux') throw new Error('memory is measured by /proc, on Linux')
  const empty = await emptyWindow()
  return await withApp(async (large) => {
    const { app } = large
    await signInAndSync(large)
    // Caches fill up to their bounds (docs/operations.md): the first two rounds are not among the samples.
    await decide(app.page, warmUp * perRound)
    const samples: Taken[] = []
    for (let i = 0; i < rounds; i++) {
      await decide(app.page, perRound)
      await atRest(app.electron, app.page)
      samples.push(await pss(app.electron.process().pid ?? 0))
    }
    const after = samples.at(-1)
    if (!after) throw new Error('BENCH_ROUNDS has to be 1 at least')
    const growth = slope(samples.map(({ total }) => total))
    const conditions = `${items} pending, after ${warmUp} rounds ${rounds} of ${perRound} decisions, ${restMs / 1_000} s of rest after each, PSS of all processes`
    const figure = (metric: string, value: number, bar: string, ok: boolean, baseline: number | null, more: string): Measurement => ({
      bench: 'memory', metric, value: round(value), unit: 'MB', baseline, bar, ok, n: samples.length, conditions: `${conditions}; ${more}`,
    })
    return [
      figure('after deciding', after.total, '≤ 1.5 × an empty window', after.total <= 1.5 * empty.total, round(empty.total), `${words(after)}; the empty window: ${words(empty)}`),
      figure('growth per round', growth, '≤ 1', growth <= 1, null, samples.map(({ total }) => Math.round(total)).join(' ')),
    ]
  })
}
