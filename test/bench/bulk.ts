import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import type { RunningApp } from '../support/app.ts'
import { items, listed, now, withLarge } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const perBulk = Number(process.env['BENCH_BULK'] ?? 10_000)
const rounds = 3
const rowHeight = 40

/** Picks the first `perBulk` rows by X and a click with Shift, and opens what would be decided. */
async function pick(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('.list-scroll')?.scrollTo({ top: 0 }))
  await page.getByTestId('queue-row').first().click()
  await page.keyboard.press('x')
  await page.evaluate((top) => document.querySelector('.list-scroll')?.scrollTo({ top }), (perBulk - 1) * rowHeight)
  await wait(300)
  await page.evaluate(() => {
    const list = document.querySelector('.list-scroll')
    if (!list) throw new Error('there is no list')
    const { x, y } = list.getBoundingClientRect()
    document.elementFromPoint(x + 100, y + 20)?.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))
  })
  await page.keyboard.press('b')
  await page.getByTestId('bulk-reject').click()
  await expect(page.getByTestId('bulk-decide')).toBeEnabled()
}

/** Milliseconds from the decision to the list without those items, painted, with the word that they are saved. */
async function decide({ page, electron }: RunningApp, blockMs: number): Promise<number> {
  const before = await listed(page)
  await pick(page)
  const done = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const frame = () => {
          if (document.querySelector('[data-testid="bulk-done"][data-state="saved"]') && !document.querySelector('[data-testid="bulk-dialog"]')) {
            setTimeout(() => resolve(performance.timeOrigin + performance.now()))
          } else requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
      }),
  )
  if (blockMs > 0) {
    await electron.evaluate((_, ms) => {
      setTimeout(() => {
        const end = Date.now() + ms
        while (Date.now() < end);
      }, 20)
    }, blockMs)
  }
  const sent = now()
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid="bulk-decide"]')?.click())
  const saved = (await done) - sent
  await expect.poll(() => listed(page), { intervals: [5], timeout: 20_000 }).toBeLessThan(before)
  const gone = now() - sent
  await page.getByTestId('bulk-undo').click()
  await expect.poll(() => listed(page), { intervals: [50], timeout: 30_000 }).toBe(before)
  await page.getByRole('button', { name: 'Dismiss' }).click()
  return Math.max(saved, gone)
}

/** Deciding many at once: durable here and gone from the list, and a control run that has to miss the bar. */
export async function bulk(): Promise<Measurement[]> {
  return await withLarge(async ({ app }) => {
    await app.page.setViewportSize({ width: 1280, height: 840 })
    await decide(app, 0)
    const samples: number[] = []
    for (let i = 0; i < rounds; i++) samples.push(await decide(app, 0))
    const control = await decide(app, 1_500)
    const conditions = `${items} pending, ${perBulk} decided at once, durable and gone from the list`
    const figure = (metric: string, value: number, bar: string, ok: boolean, n: number): Measurement => ({
      bench: 'bulk', metric, value: round(value), unit: 'ms', baseline: null, bar, ok, n, conditions,
    })
    const median = quantile(samples, 0.5)
    return [
      figure('decided and saved here', median, '≤ 1000', median <= 1_000, samples.length),
      figure('control, main held up', control, '> 1000', control > 1_000, 1),
    ]
  })
}
