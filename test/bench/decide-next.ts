import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import { createProfile, launchApp, type RunningApp } from '../support/app.ts'
import { signIn } from '../support/drive.ts'
import { startTestStack } from '../support/stack.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const items = Number(process.env['BENCH_ITEMS'] ?? 100_000)
const presses = Number(process.env['BENCH_PRESSES'] ?? 500)

interface Change {
  id: string
  /** ms since the epoch */
  at: number
}

const now = () => performance.timeOrigin + performance.now()

/**
 * In the renderer: notes every change of the item in the reading pane, at the first task after the animation frame in
 * which the DOM held it. Event time stamps are not used: they hide a main process that was late to pass the key on.
 */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const changes: { id: string; at: number }[] = []
    Object.assign(globalThis, { benchChanges: changes })
    const shown = () => document.querySelector('[data-testid="reading-pane"]')?.getAttribute('data-item-id') ?? ''
    let last = shown()
    // Two keys may arrive within one frame: both items came into the document, one after the other.
    let waiting: string[] = []
    new MutationObserver(() => {
      if (shown() !== last) waiting.push((last = shown()))
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-item-id'] })
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent<string[]>) => {
      const at = performance.timeOrigin + performance.now()
      for (const id of data) changes.push({ id, at })
    }
    const frame = () => {
      if (waiting.length > 0) channel.port2.postMessage(waiting)
      waiting = []
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

const seen = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { benchChanges: Change[] }).benchChanges.splice(0))

/** Presses A at random intervals of 60–130 ms; answers with the milliseconds from each press to the next item painted. */
async function keyToPaint(page: Page, n: number): Promise<number[]> {
  await seen(page)
  const sent: number[] = []
  for (let i = 0; i < n; i++) {
    const due = now() + 60 + Math.random() * 70
    sent.push(now())
    await page.keyboard.press('a')
    await wait(Math.max(0, due - now()))
  }
  await wait(1_000)
  const changes = await seen(page)
  if (changes.length !== n) throw new Error(`${n} keys were pressed, ${changes.length} items painted`)
  return changes.map((change, i) => change.at - (sent[i] ?? Number.NaN))
}

/** What a control run plants: main is busy for 100 ms of every 250. */
async function blockMain(app: RunningApp): Promise<void> {
  await app.electron.evaluate(() => {
    setInterval(() => {
      const end = Date.now() + 100
      while (Date.now() < end);
    }, 250)
  })
}

/** Key press to next item painted, and a control run that has to miss the bar. */
export async function decideNext(): Promise<Measurement[]> {
  const stack = await startTestStack({ demo: { size: items } })
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    const person = stack.accounts[0]
    if (!person) throw new Error('the demo has no accounts')
    await signIn(app.page, person, 'key_file')
    await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live', { timeout: 120_000 })
    await expect(app.page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', /.+/)
    await watch(app.page)
    await keyToPaint(app.page, 30)
    const idle = await keyToPaint(app.page, presses)
    await blockMain(app)
    const control = await keyToPaint(app.page, 60)
    return report(idle, control)
  } finally {
    await app.kill()
    await stack.stop()
    await profile.remove()
  }
}

function report(idle: readonly number[], control: readonly number[]): Measurement[] {
  const figure = (metric: string, samples: readonly number[], q: number, bar: string, ok: (value: number) => boolean) => {
    const value = round(quantile(samples, q))
    const conditions = `${items} pending, keys 60–130 ms apart`
    return { bench: 'decide-next', metric, value, unit: 'ms', baseline: null, bar, ok: ok(value), n: samples.length, conditions }
  }
  return [
    figure('key to paint p50', idle, 0.5, '≤ 33', (value) => value <= 33),
    figure('key to paint p95', idle, 0.95, '≤ 33', (value) => value <= 33),
    figure('key to paint p99', idle, 0.99, '≤ 50', (value) => value <= 50),
    figure('control, main blocked: p95', control, 0.95, '> 33', (value) => value > 33),
  ]
}
