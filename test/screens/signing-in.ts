import { expect } from 'playwright/test'
import { codeOf, lastMail } from '../support/mail.ts'
import { signIn, type Person } from '../support/drive.ts'
import { enter, live, shows, type Act } from './arrange.ts'
import type { World } from './world.ts'

const fillMail = async ({ app: { page }, people }: World) => {
  await page.getByLabel('E-mail').fill(people.owner.email)
  await page.getByTestId('key-store-key_file').click()
}
const cancel = ({ app: { page } }: World) => page.getByRole('button', { name: /^(Cancel|Back)$/ }).click()

/** Somebody without a workspace, who has switched on a second factor. */
let alone: Person | null = null
let secret = ''

/** Everything before the first item: the server, who one is, and the ways back in. */
export const signingIn: readonly Act[] = [
  {
    name: 'before an account',
    open: (world) => world.open('new', { connected: false }),
    rest: async (world) => void (await world.app.page.keyboard.press('Escape')),
    scenes: [
      { name: 'connect', what: 'the first start', arrange: shows('connect') },
      {
        name: 'connect-refused',
        what: 'a secret key is refused',
        async arrange(world) {
          const { page } = world.app
          await page.getByTestId('connection-url').fill(world.stack.url)
          await page.getByTestId('connection-key').fill(world.stack.secret_key)
          await page.getByTestId('connect').click()
          await shows('error')(world)
        },
      },
      {
        name: 'sign-in',
        what: 'connected, signed out',
        async arrange(world) {
          await world.app.page.getByTestId('connection-key').fill(world.stack.publishable_key)
          await world.app.page.getByTestId('connect').click()
          await shows('sign-in')(world)
        },
      },
      {
        name: 'sign-in-refused',
        what: 'a wrong password',
        async arrange(world) {
          await signIn(world.app.page, { ...world.people.owner, password: 'not this one' }, 'key_file')
          await shows('error')(world)
        },
      },
      {
        name: 'sign-in-browser',
        what: 'at GitHub, in the browser',
        async arrange(world) {
          await world.app.electron.evaluate(({ shell }) => {
            shell.openExternal = () => Promise.resolve()
          })
          await world.app.page.getByTestId('provider-github').click()
          await shows('browser-step')(world)
        },
      },
      {
        name: 'sign-up',
        what: 'a new account',
        async arrange(world) {
          await cancel(world)
          await world.app.page.getByTestId('sign-up-way').click()
          await shows('sign-up')(world)
        },
      },
      {
        name: 'sign-in-mail',
        what: 'without a password',
        async arrange(world) {
          await world.app.page.getByTestId('sign-in-way').click()
          await world.app.page.getByTestId('sign-in-way').click()
          await shows('send-code')(world)
        },
      },
      {
        name: 'sign-in-code',
        what: 'the code or the link that came by mail',
        async arrange(world) {
          await fillMail(world)
          await world.app.page.getByTestId('send-code').click()
          await shows('mail-step')(world)
        },
      },
      {
        name: 'sign-in-code-refused',
        what: 'a wrong code',
        async arrange(world) {
          await world.app.page.getByTestId('code').fill('000000')
          await world.app.page.getByTestId('sign-in').click()
          await shows('error')(world)
        },
      },
      {
        name: 'recovery',
        what: 'the password was forgotten',
        async arrange(world) {
          await cancel(world)
          await world.app.page.getByTestId('sign-in-way').click()
          await world.app.page.getByTestId('forgot').click()
          await shows('send-code')(world)
        },
      },
      {
        name: 'new-password',
        what: 'and is replaced',
        async arrange(world) {
          await fillMail(world)
          await world.app.page.getByTestId('send-code').click()
          await shows('mail-step')(world)
          await world.app.page.getByTestId('code').fill((await lastMail(world.stack, world.people.owner.email)).code)
          await world.app.page.getByTestId('sign-in').click()
          await shows('set-password')(world)
        },
      },
    ],
  },
  {
    name: 'behind a passphrase',
    async open(world) {
      await world.open('passphrase')
      await enter(world, world.people.owner, 'passphrase')
      await world.open('passphrase')
      await shows('unlock')(world)
    },
    rest: async (world) => void (await world.app.page.keyboard.press('Escape')),
    scenes: [
      { name: 'unlock', what: 'the passphrase is asked at each start', arrange: shows('unlock') },
      {
        name: 'unlock-forgotten',
        what: 'it was forgotten',
        async arrange(world) {
          await world.app.page.getByRole('button', { name: 'I forgot it' }).click()
          await expect(world.app.page.getByRole('dialog')).toBeVisible()
        },
      },
    ],
  },
  {
    name: 'nobody’s workspace',
    async open(world) {
      await world.open('alone')
      alone = { ...(await world.stack.createUser()), workspace: '', role: 'viewer' }
      await signIn(world.app.page, alone, 'key_file')
      await live(world)
    },
    rest: async () => undefined,
    scenes: [
      { name: 'queue-no-workspace', what: 'signed in, member of nothing', arrange: shows('queue-empty') },
      {
        name: 'second-factor-name',
        what: 'a second factor is added',
        async arrange(world) {
          await world.go('settings')
          await world.app.page.getByTestId('add-factor').click()
          await expect(world.app.page.getByRole('dialog')).toBeVisible()
        },
      },
      {
        name: 'second-factor-code',
        what: 'scanned, and confirmed by a code',
        async arrange(world) {
          await world.app.page.getByTestId('next-factor').click()
          secret = ((await world.app.page.getByTestId('factor-secret').textContent()) ?? '').replaceAll(' ', '')
        },
      },
      {
        name: 'settings-second-factor',
        what: 'switched on',
        async arrange(world) {
          const { page } = world.app
          await page.getByLabel('Code', { exact: true }).fill(codeOf(secret))
          await page.getByTestId('next-factor').click()
          await shows('factor-line')(world)
        },
        show: async ({ app: { page } }) => page.getByTestId('factor-line').scrollIntoViewIfNeeded(),
      },
      {
        name: 'second-factor-remove',
        what: 'it is to go',
        async arrange(world) {
          await world.app.page.getByTestId('remove-factor').click()
          await shows('confirm-remove-factor')(world)
        },
      },
      {
        name: 'sign-in-second-factor',
        what: 'and asked for at the next sign-in',
        async arrange(world) {
          const { page } = world.app
          await page.getByRole('button', { name: 'Keep it' }).click()
          await page.getByTestId('sign-out').click()
          if (alone) await signIn(page, alone, 'key_file')
          await shows('factor-step')(world)
        },
      },
    ],
  },
]
