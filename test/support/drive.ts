import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import type { RunningApp } from './app.ts'

/** One of the demo's people (supabase/local/demo): the first three share a workspace, the fourth has one of their own. */
export interface Person {
  email: string
  password: string
  workspace: string
  role: string
}

export type KeyStore = 'keychain' | 'passphrase' | 'key_file' | 'temporary'
export const passphrase = 'correct horse battery staple'

/** Signs in by password through the form, with the key store chosen there. */
export async function signIn(page: Page, person: Person, keyStore: KeyStore): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByTestId(`key-store-${keyStore}`).click()
  if (keyStore === 'passphrase') await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByTestId('sign-in').click()
}

export const pane = (page: Page) => page.getByTestId('reading-pane')

/** The id of the item that is on screen, once it may be decided: what appears by itself is held back for a moment. */
export async function currentItem(page: Page): Promise<string> {
  await expect(pane(page)).toHaveAttribute('data-item-id', /.+/)
  await expect(pane(page)).toHaveAttribute('data-decidable', 'true')
  return (await pane(page).getAttribute('data-item-id')) ?? ''
}

/** Waits until an item other than `id` is on screen, and names it. */
export async function nextItem(page: Page, id: string): Promise<string> {
  await expect(pane(page)).not.toHaveAttribute('data-item-id', id)
  return await currentItem(page)
}

/** What the app asked the system's browser to open, without opening it. */
export async function watchBrowser({ electron }: RunningApp): Promise<() => Promise<string>> {
  await electron.evaluate(({ shell }) => {
    shell.openExternal = (url) => {
      Object.assign(globalThis, { opened: url })
      return Promise.resolve()
    }
  })
  return () => electron.evaluate(() => String((globalThis as { opened?: string }).opened ?? ''))
}
