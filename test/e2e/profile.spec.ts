import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startAgain, startPlainly } from '../support/app.ts'
import { canMount, mount, unmount } from '../support/mounts.ts'
import { currentItem, expect, nextItem, pane, signIn, test } from './fixtures.ts'

test('a second start on the same profile shows the first window and ends with 0', async ({ profile, start }) => {
  const { electron } = await start()
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const shown = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))
  expect(await shown()).toEqual([false])
  expect(await startAgain(profile)).toBe(0)
  await expect.poll(shown).toEqual([true])
})

test('quitting offline says what is kept for the next start; whoever stays goes on', async ({ stack, people, start }) => {
  const [owner] = people
  const { electron, page, quit } = await start()
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const item = await currentItem(page)
  await stack.gateway.stop()
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
  await page.keyboard.press('a')
  await nextItem(page, item)
  const asked = await electron.evaluate(
    ({ app, dialog }) =>
      new Promise<unknown>((resolve) => {
        dialog.showMessageBox = (...args: unknown[]) => {
          resolve((args.at(-1) as { message: string }).message)
          return Promise.resolve({ response: 0, checkboxChecked: false })
        }
        app.quit()
      }),
  )
  expect(asked).toBe('One decision is saved here and will be sent when you open Countersign again.')
  const next = await currentItem(page)
  await page.keyboard.press('a')
  await nextItem(page, next)
  await quit()
})

test('what is typed up to the moment of quitting is there at the next start: a note, and a comment', async ({ people, start }) => {
  const [owner] = people
  const first = await start()
  await signIn(first.page, owner, 'key_file')
  await expect(first.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const item = await currentItem(first.page)
  await first.page.keyboard.press('Shift+C')
  await first.page.getByTestId('comment-field').pressSequentially('Is the second source enough?')
  await first.page.getByTestId('comment-field').press('Escape')
  await first.page.keyboard.press('e')
  await first.page.getByTestId('note').pressSequentially('Well sourced')
  await first.quit()

  const second = await start()
  expect(await currentItem(second.page)).toBe(item)
  await second.page.keyboard.press('e')
  await expect(second.page.getByTestId('note')).toHaveValue('Well sourced')
  await second.page.getByTestId('comment-open').click()
  await second.page.getByTestId('comment-field').pressSequentially(' I think so.')
  await second.quit()

  const third = await start()
  await currentItem(third.page)
  await third.page.getByTestId('comment-open').click()
  await expect(third.page.getByTestId('comment-field')).toHaveValue('Is the second source enough? I think so.')
})

test('a profile that is no folder: it says so and ends with an error', async ({ profile }) => {
  const file = join(profile, 'file')
  writeFileSync(file, '')
  const app = await startPlainly(file)
  await app.says('Countersign did not start. The profile folder can’t be used')
  app.child.kill('SIGTERM')
  expect(await app.ended).toBe(1)
})

test('a folder that is read-only, and then full: it starts, shows what is there, says why nothing can be decided', async ({ people, profile, start }) => {
  test.skip(!canMount, 'only root may mount')
  const [owner] = people
  mount('-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', profile)
  try {
    const first = await start()
    await signIn(first.page, owner, 'key_file')
    await expect(first.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
    await currentItem(first.page)
    await first.quit()

    const refuses = async (storage: 'read_only' | 'full') => {
      const before = readdirSync(profile).toSorted()
      const app = await start()
      await expect(app.page.getByTestId('profile-notice')).toHaveAttribute('data-storage', storage)
      await expect(pane(app.page)).toHaveAttribute('data-item-id', /.+/)
      await expect(app.page.getByTestId('obstacle')).toContainText('storage')
      await app.page.keyboard.press('a')
      await app.quit()
      expect(readdirSync(profile).toSorted()).toEqual(before)
    }
    mount('-o', 'remount,ro', profile)
    await refuses('read_only')
    mount('-o', 'remount,rw', profile)
    for (let piece = 0; fills(join(profile, `filler-${piece}`)); piece++);
    await refuses('full')
    for (const name of readdirSync(profile)) if (name.startsWith('filler')) rmSync(join(profile, name))

    const { page } = await start()
    const item = await currentItem(page)
    await page.keyboard.press('a')
    await nextItem(page, item)
  } finally {
    unmount(profile)
  }
})

function fills(file: string): boolean {
  try {
    writeFileSync(file, Buffer.alloc(4_194_304))
    return true
  } catch {
    return false
  }
}
