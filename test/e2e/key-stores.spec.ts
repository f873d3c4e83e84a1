import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { currentItem, expect, type KeyStore, nextItem, passphrase, signIn, test } from './fixtures.ts'
import { startKeychain, type Keychain } from '../support/keychain.ts'

const lasting: KeyStore[] = ['keychain', 'passphrase', 'key_file']

/** The launch options under which a key store works: the keychain needs one to be there. */
async function surroundings(keyStore: KeyStore): Promise<Pick<Keychain, 'env' | 'args' | 'stop'>> {
  return keyStore === 'keychain' ? await startKeychain() : { env: {}, args: [], stop: async () => undefined }
}

async function unlock(page: Page, keyStore: KeyStore): Promise<void> {
  if (keyStore !== 'passphrase') return
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByTestId('unlock').click()
}

const unsent = (page: Page, n: number) =>
  expect(page.getByTestId('sync-line')).toContainText(n === 0 ? /all sent/i : new RegExp(`\\b${n} unsent`))

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

for (const keyStore of lasting) {
  test(`${keyStore}: a restart keeps the session; five decisions taken offline survive SIGKILL and arrive once`, async ({
    stack,
    people,
    start,
  }) => {
    const [owner] = people
    const around = await surroundings(keyStore)
    try {
      const first = await start(around)
      await signIn(first.page, owner, keyStore)
      await expect(first.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
      await first.quit()

      const second = await start(around)
      await unlock(second.page, keyStore)
      await currentItem(second.page)
      await expect(second.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
      await unsent(second.page, 0)

      await stack.gateway.stop()
      await expect(second.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
      const decided: string[] = []
      for (let i = 0; i < 5; i++) {
        const id = await currentItem(second.page)
        decided.push(id)
        await second.page.keyboard.press('a')
        await nextItem(second.page, id)
        await expect(second.page.getByTestId('last-decision')).toContainText(/saved here/i)
      }
      await unsent(second.page, 5)
      await second.kill()

      const third = await start(around)
      await unlock(third.page, keyStore)
      await currentItem(third.page)
      await expect(third.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
      await unsent(third.page, 5)

      await stack.gateway.start()
      await unsent(third.page, 0)
      const { rows } = await stack.admin.query<{ target_id: string; n: number }>(
        `select target_id, count(*)::int as n from public.review_events
          where target_id = any($1) and command_id is not null group by target_id`,
        [decided],
      )
      expect(rows.toSorted((a, b) => a.target_id.localeCompare(b.target_id))).toEqual(
        decided.toSorted((a, b) => a.localeCompare(b)).map((target_id) => ({ target_id, n: 1 })),
      )
    } finally {
      await around.stop()
    }
  })
}

test('temporary: nothing of the account is on disk, nothing is called saved, a restart asks again', async ({
  stack,
  people,
  start,
  profile,
}) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'temporary')
  const id = await currentItem(app.page)
  const title = await app.page.getByTestId('reading-pane').getByRole('heading').first().textContent()
  const words: string[] = []
  await app.page.exposeFunction('noteWords', (text: string) => words.push(text))
  await app.page.evaluate(() => {
    const note = (globalThis as unknown as { noteWords(text: string): void }).noteWords
    new MutationObserver(() => note(document.body.innerText)).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await app.page.keyboard.press('a')
  await nextItem(app.page, id)
  await expect(app.page.getByTestId('last-decision')).toContainText(/sent/i)
  await expect
    .poll(async () => (await stack.admin.query('select 1 from public.review_events where target_id = $1', [id])).rowCount)
    .toBe(1)
  expect(words.length).toBeGreaterThan(0)
  expect(words.filter((text) => /\bsaved\b/i.test(text))).toEqual([])

  const { refresh_token } = (
    await stack.admin.query<{ refresh_token: string }>('select token as refresh_token from auth.refresh_tokens order by id desc limit 1')
  ).rows[0] ?? { refresh_token: '' }
  const secrets = [owner.email, id, title ?? '', refresh_token].filter((text) => text.length > 0)
  expect(secrets.length).toBeGreaterThanOrEqual(3)
  for (const file of await filesBelow(profile)) {
    const bytes = await readFile(file)
    for (const secret of secrets) expect(bytes.includes(secret), `${file} holds ${secret}`).toBe(false)
  }
  expect((await filesBelow(profile)).filter((file) => /\.db|\.vault|account\.json/.test(file))).toEqual([])

  await app.quit()
  const again = await start()
  await expect(again.page.getByTestId('sign-in')).toBeVisible()
})
