import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { blockMain, indexed, items, now, withLarge } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const perBatch = Number(process.env['BENCH_PRESSES'] ?? 120)
const words = ['market', 'pricing', 'report', 'launch', 'customer', 'summary', 'vendor', 'draft']
const views = ['mine', 'unsure', 'all', 'overdue', 'all', 'unsure', 'mine', 'all']

/**
 * In the renderer: notes when the palette, where it is open, or else the list shows another answer with all its rows filled
 * in, at the first task after the animation frame in which the document held it.
 */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const answers: { answer: string; at: number }[] = []
    Object.assign(globalThis, { benchAnswers: answers })
    const list = () => document.querySelector('[data-testid="palette-found"]') ?? document.querySelector('[data-testid="queue-list"]')
    let last = list()?.getAttribute('data-answer') ?? ''
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent<string>) => answers.push({ answer: data, at: performance.timeOrigin + performance.now() })
    const frame = () => {
      const shown = list()
      const answer = shown?.getAttribute('data-answer') ?? null
      if (answer !== null && answer !== last && shown?.querySelector('.row-skeleton') === null) {
        last = answer
        channel.port2.postMessage(answer)
      }
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

const answers = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { benchAnswers: { answer: string; at: number }[] }).benchAnswers.splice(0))

/** Acts, and answers with the milliseconds until the list is painted anew. */
async function toPaint(page: Page, act: () => Promise<number>): Promise<number> {
  await answers(page)
  const sent = await act()
  for (;;) {
    const [first] = await answers(page)
    if (first !== undefined) return first.at - sent
    if (now() - sent > 5_000) throw new Error('the list did not change within 5 s')
    await wait(5)
  }
}

/** Types words letter by letter, and clears them, in what this key opens: the search field or the palette. */
async function typing(page: Page, n: number, opens: '/' | 'Control+k'): Promise<number[]> {
  const samples: number[] = []
  const press = (key: string) =>
    toPaint(page, async () => {
      const sent = now()
      await page.keyboard.press(key)
      return sent
    })
  await page.keyboard.press(opens)
  await wait(300)
  for (let i = 0; samples.length < n; i++) {
    const word = words[i % words.length] ?? ''
    for (const letter of word) samples.push(await press(letter))
    await page.keyboard.press('Control+a')
    samples.push(await press('Delete'))
  }
  await page.keyboard.press('Escape')
  await wait(300)
  return samples
}

/** Views by their buttons: filters over all items. The click begins in the window itself: a driver's click looks first. */
async function filtering(page: Page, n: number): Promise<number[]> {
  const samples: number[] = []
  for (let i = 0; i < n; i++) {
    const view = views[i % views.length] ?? 'all'
    samples.push(
      await toPaint(page, () =>
        page.evaluate((name) => {
          const at = performance.timeOrigin + performance.now()
          document.querySelector<HTMLElement>(`[data-testid="view-${name}"]`)?.click()
          return at
        }, view),
      ),
    )
    await wait(40)
  }
  return samples
}

/** A key in the search field or the palette, or a view, to its result painted; and a control run that has to miss the bar. */
export async function search(): Promise<Measurement[]> {
  return await withLarge(async ({ app }) => {
    const { page } = app
    await indexed(page)
    await watch(page)
    await typing(page, 20, '/')
    await typing(page, 20, 'Control+k')
    await filtering(page, 8)
    const found = await typing(page, perBatch, '/')
    const palette = await typing(page, perBatch, 'Control+k')
    const filtered = await filtering(page, perBatch)
    await blockMain(app)
    const control = await typing(page, 40, '/')
    const figure = (metric: string, samples: readonly number[], q: number, bar: string, ok: (value: number) => boolean): Measurement => {
      const value = round(quantile(samples, q))
      return { bench: 'search', metric, value, unit: 'ms', baseline: null, bar, ok: ok(value), n: samples.length, conditions: `${items} pending, result with its rows painted` }
    }
    return [
      figure('search p50', found, 0.5, '≤ 50', (value) => value <= 50),
      figure('search p95', found, 0.95, '≤ 50', (value) => value <= 50),
      figure('palette p50', palette, 0.5, '≤ 50', (value) => value <= 50),
      figure('palette p95', palette, 0.95, '≤ 50', (value) => value <= 50),
      figure('filter p50', filtered, 0.5, '≤ 50', (value) => value <= 50),
      figure('filter p95', filtered, 0.95, '≤ 50', (value) => value <= 50),
      figure('control, main blocked: search p95', control, 0.95, '> 50', (value) => value > 50),
    ]
  })
}
