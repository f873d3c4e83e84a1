import { spawn, type ChildProcess } from 'node:child_process'
import { chromium } from 'playwright'
import { electronRuntime } from '../../scripts/lib/electron.mjs'
import { currentItem, expect, nextItem, signIn, test } from './fixtures.ts'

/** The address that Chromium prints for a driver: the package's inspector is off, so Playwright comes in by CDP. */
const debuggerAddress = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = ''
    child.stderr?.on('data', (data) => {
      output += String(data)
      const address = /DevTools listening on (ws:\S+)/.exec(output)?.[1]
      if (address) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`the packaged app ended with ${code}: ${output}`)))
  })

test('the packaged app starts, signs in, decides; and runs no other code than its own', async ({ stack, people, profile }) => {
  const executable = process.env['COUNTERSIGN_PACKAGED']
  const [owner] = people
  if (!executable) throw new Error('COUNTERSIGN_PACKAGED is not set: run `npm test -- package`')
  if (!owner) throw new Error('the demo has no accounts')
  const { args } = await electronRuntime()
  const child = spawn(executable, [...args, '--remote-debugging-port=0'], {
    env: {
      ...process.env,
      COUNTERSIGN_PROFILE: profile,
      COUNTERSIGN_URL: stack.url,
      COUNTERSIGN_KEY: stack.publishable_key,
      // Both are ignored by the fuses; otherwise this app would end at once as a plain Node.
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--require=/nowhere.cjs',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const browser = await chromium.connectOverCDP(await debuggerAddress(child))
    const context = browser.contexts()[0]
    if (!context) throw new Error('the packaged app has no browser context')
    const page = context.pages()[0] ?? (await context.waitForEvent('page'))
    await signIn(page, owner, 'key_file')
    const id = await currentItem(page)
    await page.keyboard.press('a')
    await nextItem(page, id)
    await expect
      .poll(async () => (await stack.admin.query('select 1 from public.review_events where target_id = $1 and command_id is not null', [id])).rowCount)
      .toBe(1)
    await browser.close()
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGKILL')) await ended
  }
})
