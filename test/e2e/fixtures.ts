import { test as base, expect } from 'playwright/test'
import { createProfile, launchApp, type LaunchOptions, type RunningApp } from '../support/app.ts'
import type { Person } from '../support/drive.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'

export interface Fixtures {
  stack: TestStack
  people: readonly [owner: Person, reviewer: Person, viewer: Person, ...others: Person[]]
  profile: string
  /** the folder of another profile, for a second app beside; removed after all apps have ended */
  newProfile(): Promise<string>
  /** starts the app on this test's profile and stack; everything started is ended with the test */
  start(options?: Partial<LaunchOptions>): Promise<RunningApp>
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  stack: async ({}, use) => {
    const stack = await startTestStack({ demo: true })
    await use(stack)
    await stack.stop()
  },
  people: async ({ stack }, use) => {
    const [owner, reviewer, viewer, ...others] = stack.accounts
    if (!owner || !reviewer || !viewer) throw new Error('the demo has no accounts')
    await use([owner, reviewer, viewer, ...others])
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  newProfile: async ({}, use) => {
    const made: Awaited<ReturnType<typeof createProfile>>[] = []
    await use(async () => {
      const profile = await createProfile()
      made.push(profile)
      return profile.folder
    })
    for (const profile of made) await profile.remove()
  },
  // `start` needs it, and so ends before it does.
  profile: async ({ newProfile }, use) => use(await newProfile()),
  start: async ({ stack, profile }, use, info) => {
    const running = new Set<RunningApp>()
    await use(async (options = {}) => {
      const app = await launchApp({ profile, connection: stack, ...options })
      running.add(app)
      app.electron.process().once('exit', () => running.delete(app))
      return app
    })
    for (const app of running) {
      if (info.status !== info.expectedStatus) await info.attach('output', { body: app.output() })
      await app.kill()
    }
  },
})

export { expect }
export * from '../support/drive.ts'
