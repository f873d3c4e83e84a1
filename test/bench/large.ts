import { expect } from 'playwright/test'
import type { Page } from 'playwright'
import { createProfile, launchApp, type RunningApp } from '../support/app.ts'
import { signIn } from '../support/drive.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'

/** How many items wait. */
export const items = Number(process.env['BENCH_ITEMS'] ?? 100_000)

interface Large {
  app: RunningApp
  profile: string
  stack: TestStack
}

/** The app, signed in and in step with a stack of `items`, all of them listed; all of it ends with `work`. */
export async function withLarge<T>(work: (large: Large) => Promise<T>): Promise<T> {
  const stack = await startTestStack({ demo: { size: items } })
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    const person = stack.accounts[0]
    if (!person) throw new Error('the demo has no accounts')
    await signIn(app.page, person, 'key_file')
    await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live', { timeout: 180_000 })
    await expect(app.page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', /.+/)
    await expect.poll(() => listed(app.page), { timeout: 60_000 }).toBe(await waiting(app.page))
    return await work({ app, profile: profile.folder, stack })
  } finally {
    await app.kill()
    await stack.stop()
    await profile.remove()
  }
}

/** How many items the list says it has; the last of a pull reach it a moment after the pull's end. */
export const listed = async (page: Page): Promise<number> => Number(((await page.getByTestId('queue-count').textContent()) ?? '').replace(/\D/g, ''))

const waiting = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = await window.countersign.invoke('queue.index', { workspace_id: null })
    return answer.ok ? answer.value.total : Number.NaN
  })

/** Waits until every item can be found by its words. */
export async function indexed(page: Page): Promise<void> {
  const complete = () =>
    page.evaluate(async () => {
      const answer = await window.countersign.invoke('queue.index', { workspace_id: null, criteria: { text: 'zzzz', mine: true } })
      return answer.ok && answer.value.complete
    })
  await expect.poll(complete, { timeout: 240_000, intervals: [2_000] }).toBe(true)
}

export const now = (): number => performance.timeOrigin + performance.now()

/** What a control run plants: main is busy for 100 ms of every 250. */
export async function blockMain(app: RunningApp): Promise<void> {
  await app.electron.evaluate(() => {
    setInterval(() => {
      const end = Date.now() + 100
      while (Date.now() < end);
    }, 250)
  })
}
