import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'playwright/test'
import { createProfile, launchApp, type RunningApp } from '../support/app.ts'
import { signIn, type Person } from '../support/drive.ts'
import type { TestStack } from '../support/stack.ts'
import { readDelay, startDelay, type Delay } from './delay.ts'
import { keyToPaint, watchItems } from './key-to-paint.ts'
import { blockMain, inStep, items, withApp } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

/** Key press to next item painted from the first item's content on until the first sync has ended, in a profile of its own. */
async function decideDuringFirstSync(stack: TestStack, person: Person, plant: (app: RunningApp) => Promise<void>): Promise<number[]> {
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    const { page } = app
    await signIn(page, person, 'key_file')
    await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', /.+/)
    // Nobody decides what is not there to be read.
    await expect(page.getByText('The content is on its way')).toHaveCount(0)
    await watchItems(page)
    await plant(app)
    const state = page.getByTestId('sync-line')
    return await keyToPaint(page, async () => (await state.getAttribute('data-state')) === 'pulling')
  } finally {
    await app.kill()
    await profile.remove()
  }
}

/**
 * Main's event-loop delay: with nothing to do, during the first sync, and in a control run that has to miss the bar; and key
 * to next item painted during another first sync, with a control run.
 */
export async function mainThread(): Promise<Measurement[]> {
  return await withApp(async ({ app, stack, person }) => {
    await expect(app.page.getByTestId('sign-in')).toBeVisible()
    await startDelay(app)
    await wait(3_000)
    const idle = await readDelay(app)

    // Signing in itself (loading supabase-js, making the key) is not sync: measured from the first row on.
    await signIn(app.page, person, 'key_file')
    await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'pulling')
    await startDelay(app)
    await inStep(app.page)
    const sync = await readDelay(app)

    await startDelay(app)
    await app.electron.evaluate(() => {
      setInterval(() => {
        const end = Date.now() + 30
        while (Date.now() < end);
      }, 200)
    })
    await wait(3_000)
    const control = await readDelay(app)

    // It would go on as a second device that follows each decision.
    await app.kill()
    const keys = await decideDuringFirstSync(stack, person, () => Promise.resolve())
    const blocked = await decideDuringFirstSync(stack, person, blockMain)

    const conditions = `first sync of ${items} items in Electron`
    const figure = (metric: string, { n }: Delay, value: number, bar: string, ok: boolean, baseline: number | null = null): Measurement => ({
      bench: 'main-thread', metric, value: round(value), unit: 'ms', baseline, bar, ok, n, conditions,
    })
    const paint = (metric: string, samples: readonly number[], q: number, bar: string, ok: (value: number) => boolean): Measurement => {
      const value = round(quantile(samples, q))
      return { bench: 'main-thread', metric, value, unit: 'ms', baseline: null, bar, ok: ok(value), n: samples.length, conditions: `${conditions}, keys 60–130 ms apart` }
    }
    return [
      figure('delay p99 during sync', sync, sync.p99, '≤ 10', sync.p99 <= 10, round(idle.p99)),
      figure('delay max during sync', sync, sync.max, 'reported', true, round(idle.max)),
      figure('control, main blocked for 30 ms: max', control, control.max, '> 10', control.max > 10),
      paint('key to paint p50', keys, 0.5, '≤ 33', (value) => value <= 33),
      paint('key to paint p95', keys, 0.95, '≤ 33', (value) => value <= 33),
      paint('control, main blocked: key to paint p95', blocked, 0.95, '> 33', (value) => value > 33),
    ]
  })
}
