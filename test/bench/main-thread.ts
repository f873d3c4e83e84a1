import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'playwright/test'
import { createProfile, launchApp } from '../support/app.ts'
import { signIn } from '../support/drive.ts'
import { startTestStack } from '../support/stack.ts'
import { readDelay, startDelay, type Delay } from './delay.ts'
import { round, type Measurement } from './measurement.ts'

const items = Number(process.env['BENCH_ITEMS'] ?? 100_000)
/** Main's event-loop delay: with nothing to do, during the first sync, and in a control run that has to miss the bar. */
export async function mainThread(): Promise<Measurement[]> {
  const stack = await startTestStack({ demo: { size: items } })
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    const person = stack.accounts[0]
    if (!person) throw new Error('the demo has no accounts')
    await expect(app.page.getByTestId('sign-in')).toBeVisible()
    await startDelay(app)
    await wait(3_000)
    const idle = await readDelay(app)

    // Signing in itself (loading supabase-js, making the key) is not sync: measured from the first row on.
    await signIn(app.page, person, 'key_file')
    await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'pulling')
    await startDelay(app)
    await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live', { timeout: 180_000 })
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

    const conditions = `first sync of ${items} items in Electron`
    const figure = (metric: string, { n }: Delay, value: number, bar: string, ok: boolean, baseline: number | null = null): Measurement => ({
      bench: 'main-thread', metric, value: round(value), unit: 'ms', baseline, bar, ok, n, conditions,
    })
    return [
      figure('delay p99 during sync', sync, sync.p99, '≤ 10', sync.p99 <= 10, round(idle.p99)),
      figure('delay max during sync', sync, sync.max, 'reported', true, round(idle.max)),
      figure('control, main blocked for 30 ms: max', control, control.max, '> 10', control.max > 10),
    ]
  } finally {
    await app.kill()
    await stack.stop()
    await profile.remove()
  }
}
