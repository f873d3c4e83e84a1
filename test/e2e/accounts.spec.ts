import { createClient } from '@supabase/supabase-js'
import type { Page } from 'playwright'
import { startAgain } from '../support/app.ts'
import { codeOf, lastMail, throughProvider } from '../support/mail.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'
import { currentItem, expect, nextItem, signIn, test, watchBrowser } from './fixtures.ts'

/** Until then keys are for the one before. */
const isOpen = (page: Page, name: string) => expect(page.getByTestId('accounts')).toHaveAttribute('aria-label', new RegExp(`^Accounts: ${name}(,|$)`))

/** Ends when the other account is on screen. */
const openAccount = async (page: Page, email: string) => {
  await page.getByTestId('accounts').click()
  const account = page.getByTestId('account').filter({ hasText: email })
  const name = (await account.locator('.account-who > .cut').first().textContent()) ?? ''
  await account.click()
  await isOpen(page, name)
}

const begun = 'half a sentence'

/** Leaves the account in the very moment of the last letter: no pause comes in which it would be written down. */
async function switchWhileTyping(page: Page, email: string): Promise<void> {
  await page.keyboard.press('e')
  const name = await page.getByTestId('note').evaluate(
    async (field, { to, words }) => {
      interface Known { id: string; email: string; display_name: string | null }
      const { invoke } = (globalThis as unknown as { countersign: { invoke(channel: string, input?: unknown): Promise<{ value: Known[] }> } }).countersign
      const account = (await invoke('accounts.list')).value.find((each) => each.email === to)
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, words)
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await invoke('accounts.switch', { id: account?.id, discard_unsent: false })
      return account?.display_name ?? to
    },
    { to: email, words: begun },
  )
  await isOpen(page, name)
}

test('a link in a second start signs in when a sign-in waits for it, and is dropped otherwise', async ({ people, start, profile }) => {
  const [owner] = people
  const app = await start()
  const opened = await watchBrowser(app)
  await app.page.getByTestId('key-store-key_file').click()
  expect(await startAgain(profile, `countersign://auth/callback/${'x'.repeat(43)}?code=abc`)).toBe(0)
  await expect(app.page.getByTestId('sign-in')).toBeVisible()

  await app.page.getByTestId('provider-github').click()
  await expect(app.page.getByTestId('browser-step')).toBeVisible()
  const page = new URL(await opened())
  const state = new URL(page.searchParams.get('redirect_to') ?? '').pathname.split('/').at(-1) ?? ''
  page.searchParams.set('redirect_to', `countersign://auth/callback/${state}`)
  const link = await throughProvider(page.href, { email: owner.email })
  expect(link).toMatch(/^countersign:/)
  expect(await startAgain(profile, link)).toBe(0)
  await currentItem(app.page)
  expect(app.output()).not.toContain(state)
})

test('a second factor is switched on by its code, asked for at the next sign-in; a lost password is replaced', async ({ stack, people, start }) => {
  const [owner] = people
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  await currentItem(page)
  await page.getByTestId('go-settings').click()
  await page.getByTestId('add-factor').click()
  await page.getByTestId('next-factor').click()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const secret = ((await page.getByTestId('factor-secret').textContent()) ?? '').replaceAll(' ', '')
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret))
  await page.getByTestId('next-factor').click()
  await expect(page.getByTestId('factor-line')).toHaveCount(1)
  await page.getByTestId('sign-out').click()
  // It asks first, and tells what goes.
  await expect(page.getByRole('dialog', { name: 'Sign out?' })).toContainText('notes that you began')
  await page.keyboard.press('Escape')
  await page.getByTestId('sign-out').press('Enter')
  await expect(page.getByTestId('confirm-sign-out')).toBeVisible()
  await page.keyboard.press('Control+Enter')

  await page.getByTestId('forgot').click()
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByTestId('key-store-key_file').click()
  await page.getByTestId('send-code').click()
  // The field comes once the mail is on its way.
  await expect(page.getByTestId('code')).toBeVisible()
  await page.getByTestId('code').fill((await lastMail(stack, owner.email)).code)
  await page.getByTestId('sign-in').click()
  await page.getByTestId('factor-code').fill(codeOf(secret))
  await page.getByTestId('verify-factor').click()
  await page.getByLabel('New password').fill('an entirely new one')
  await page.getByTestId('set-password').click()
  await currentItem(page)
})

test('signing out elsewhere and everywhere happens only after asking, and does what it says', async ({ stack, people, start }) => {
  const [owner] = people
  const elsewhere = createClient(stack.url, stack.publishable_key, { auth: { persistSession: false, autoRefreshToken: false } })
  await elsewhere.auth.signInWithPassword({ email: owner.email, password: owner.password })
  /** ends sessions by its key, or leaves them where they are */
  const asked = async (key: string, title: string, answer: string) => {
    for (const each of ['z', key]) await page.keyboard.press(each)
    await expect(page.getByRole('dialog', { name: title })).toBeVisible()
    await page.keyboard.press(answer)
    await expect(page.getByRole('dialog', { name: title })).toHaveCount(0)
  }
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  await currentItem(page)
  await page.getByTestId('go-settings').click()
  await expect(page.getByTestId('session')).toHaveCount(2)
  await asked('r', 'Sign out elsewhere?', 'Escape')
  expect((await elsewhere.auth.refreshSession()).error).toBeNull()
  await asked('r', 'Sign out elsewhere?', 'Control+Enter')
  await expect(page.getByTestId('session')).toHaveCount(1)
  expect((await elsewhere.auth.refreshSession()).error).not.toBeNull()
  await elsewhere.auth.signInWithPassword({ email: owner.email, password: owner.password })
  await asked('e', 'Sign out everywhere?', 'Escape')
  expect((await elsewhere.auth.refreshSession()).error).toBeNull()
  await asked('e', 'Sign out everywhere?', 'Control+Enter')
  await expect(page.getByTestId('sign-in')).toBeVisible()
  expect((await elsewhere.auth.refreshSession()).error).not.toBeNull()
})

test('two accounts side by side: what one left unsent stays with it, offline too, and is sent as that user', async ({ stack, people, start }) => {
  const [one, two] = people
  if (!one || !two) throw new Error('the demo has too few accounts')
  const { page } = await start()
  await signIn(page, one, 'key_file')
  await currentItem(page)
  await page.getByTestId('accounts').click()
  await page.getByTestId('add-account').click()
  await signIn(page, two, 'key_file')
  await currentItem(page)
  await openAccount(page, one.email)
  await currentItem(page)
  await switchWhileTyping(page, two.email)
  await currentItem(page)
  await openAccount(page, one.email)
  await expect(page.getByTestId('note')).toHaveValue(begun)
  await page.getByTestId('note').fill('')
  await page.getByTestId('note').press('Escape')
  await stack.gateway.stop()
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
  const id = await currentItem(page)
  await page.keyboard.press('a')
  await nextItem(page, id)
  await expect(page.getByTestId('last-decision')).toContainText(/saved here/i)

  await openAccount(page, two.email)
  await currentItem(page)
  await page.getByTestId('accounts').click()
  await expect(page.getByTestId('account').filter({ hasText: one.email })).toContainText('1 decision not sent')
  await page.keyboard.press('Escape')
  await stack.gateway.start()
  await expect(page.getByTestId('sync-line')).toContainText(/all sent/i)
  const status = async () => (await stack.admin.query<{ status: string; email: string | null }>('select a.status, u.email from work_artifacts a left join auth.users u on u.id = a.reviewed_by_user_id where a.id = $1', [id])).rows[0]
  expect(await status()).toMatchObject({ status: 'pending' })
  await openAccount(page, one.email)
  await expect.poll(status).toEqual({ status: 'approved', email: one.email })
})

test('two apps: an invitation brings somebody in, and a change of role takes effect there', async ({ people, start, newProfile }) => {
  const [owner] = people
  const host = (await start()).page
  await signIn(host, owner, 'key_file')
  await currentItem(host)
  await host.getByTestId('go-people').click()
  await host.getByTestId('invite-email').fill('nia@example.com')
  await host.getByTestId('invite').click()
  await expect(host.getByTestId('invited')).toContainText('nia@example.com')

  const guest = (await start({ profile: await newProfile() })).page
  await guest.getByTestId('sign-up-way').click()
  await guest.getByLabel('E-mail').fill('nia@example.com')
  await guest.getByLabel('Name, as colleagues see it').fill('Nia')
  await guest.getByLabel('Password', { exact: true }).fill('long enough')
  await guest.getByTestId('key-store-key_file').click()
  await guest.getByTestId('sign-up').click()
  await currentItem(guest)
  await guest.getByTestId('go-people').click()
  await expect(guest.getByTestId('my-role')).toHaveText('reviewer')
  await expect(guest.getByTestId('invite')).toHaveCount(0)

  const line = host.getByTestId('member').filter({ hasText: 'nia@example.com' })
  await line.getByTestId('member-role').click()
  await host.getByRole('menuitemradio', { name: /admin/ }).click()
  await expect(guest.getByTestId('my-role')).toHaveText('admin')
  await expect(guest.getByTestId('invite')).toBeVisible()

  await line.getByTestId('remove-member').click()
  await host.getByTestId('confirm-remove').click()
  await expect(guest.getByTestId('no-workspace')).toBeVisible()
})

test('two servers side by side: each account works on its own, and goes on when one chooses it again', async ({ stack, people, start }) => {
  const second = await startTestStack({ demo: true })
  try {
    const [one] = people
    const two = second.accounts[1]
    if (!one || !two) throw new Error('the demo has too few accounts')
    const { page } = await start({ connection: null })
    const connect = async ({ url, publishable_key }: TestStack) => {
      await page.getByTestId('connection-url').fill(url)
      await page.getByTestId('connection-key').fill(publishable_key)
      await page.getByTestId('connect').click()
    }
    const decides = async ({ admin }: TestStack) => {
      await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
      const id = await currentItem(page)
      await page.keyboard.press('a')
      await nextItem(page, id)
      const column = (table: string) => `select 1 from public.${table} where id = $1 and`
      const sql = `${column('work_artifacts')} status = 'approved' union all ${column('work_checkpoints')} status = 'resolved'`
      await expect.poll(async () => (await admin.query(sql, [id])).rowCount).toBe(1)
    }
    await connect(stack)
    await signIn(page, one, 'key_file')
    await decides(stack)
    await page.getByTestId('accounts').click()
    await page.getByTestId('add-account').click()
    await page.getByTestId('change-server').click()
    await connect(second)
    await signIn(page, two, 'key_file')
    await decides(second)
    await openAccount(page, one.email)
    await decides(stack)
  } finally {
    await second.stop()
  }
})
