import { expect } from 'playwright/test'
import type { Page } from 'playwright'
import { createProfile, launchApp, type RunningApp } from '../support/app.ts'
import { signIn, type Person } from '../support/drive.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'

/** How many items wait. */
export const items = Number(process.env['BENCH_ITEMS'] ?? 100_000)

interface Large {
  app: RunningApp
  profile: string
  stack: TestStack
  /** whose account it is */
  person: Person
}

/**
 * The app, not signed in yet, beside a stack of `items` that `prepare` may change before; all of it ends with `work`.
 */
export async function withApp<T>(work: (large: Large) => Promise<T>, prepare: (stack: TestStack) => Promise<void> = () => Promise.resolve()): Promise<T> {
  const stack = await startTestStack({ demo: { size: items } })
  await prepare(stack)
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    const [person] = stack.accounts
    if (!person) throw new Error('the demo has no accounts')
    return await work({ app, profile: profile.folder, stack, person })
  } finally {
    await app.kill()
    await stack.stop()
    await profile.remove()
  }
}

/** Signs in and waits until the first sync has ended. */
export async function signInAndSync({ app: { page }, person }: Large): Promise<void> {
  await signIn(page, person, 'key_file')
  await inStep(page)
}

export const inStep = (page: Page): Promise<void> => expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live', { timeout: 180_000 })

/** The app, signed in and in step with a stack of `items`, all of them listed; all of it ends with `work`. */
export const withLarge = <T>(work: (large: Large) => Promise<T>): Promise<T> =>
  withApp(async (large) => {
    const { page } = large.app
    await signInAndSync(large)
    await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', /.+/)
    await expect.poll(() => listed(page), { timeout: 60_000 }).toBe(await waiting(page))
    return await work(large)
  })

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
