import { expect } from 'playwright/test'
import { codeOf, lastMail } from '../support/mail.ts'
import { signIn, type Person } from '../support/drive.ts'
import { at, clicks, clicksOn, enter, intoView, live, scene, shows, showsDialog, types, type Act, type Step } from './arrange.ts'

const fillsMail =
  (who: 'owner' | 'colleague'): Step =>
  async ({ app: { page }, people }) => {
    await page.getByLabel('E-mail').fill(people[who].email)
    await page.getByTestId('key-store-key_file').click()
  }
/** What was refused is in sight, at each size of the window. */
const refusedAgain: Step = async ({ app: { page } }) => {
  await page.getByLabel('E-mail').focus()
  await page.getByTestId('sign-in').click()
  await expect(page.getByTestId('error')).toBeInViewport({ ratio: 1 })
  // The buttons stay at the bottom: behind them it would be in the viewport too.
  const [error, buttons] = await Promise.all([page.getByTestId('error').boundingBox(), page.locator('.gate-actions').boundingBox()])
  expect(error && buttons && error.y + error.height <= buttons.y).toBe(true)
}
const goesBack = clicksOn(/(Cancel|Back)$/)
const escapes: Step = ({ app: { page } }) => page.keyboard.press('Escape')

/** Somebody without a workspace, who has switched on a second factor. */
let alone: Person | null = null
let secret = ''
const signsInAlone: Step = async ({ app: { page } }) => {
  if (alone) await signIn(page, alone, 'key_file')
}

/** Everything before the first item: the server, who one is, and the ways back in. */
export const signingIn: readonly Act[] = [
  {
    name: 'before an account',
    open: (world) => world.open('new', { connected: false }),
    // Esc would go back a step, and the next scene goes on from here.
    rest: () => Promise.resolve(),
    scenes: [
      scene('connect', 'the first start', shows('connect')),
      scene(
        'connect-refused',
        'a secret key is refused',
        (world) => types('connection-url', world.stack.url)(world),
        (world) => types('connection-key', world.stack.secret_key)(world),
        clicks('connect'),
        shows('error'),
      ),
      scene('sign-in', 'connected, signed out', (world) => types('connection-key', world.stack.publishable_key)(world), clicks('connect'), shows('sign-in')),
      { ...scene('sign-in-refused', 'a wrong password', ({ app: { page }, people: { owner } }) => signIn(page, { ...owner, password: 'not this one' }, 'key_file'), shows('error')), show: refusedAgain },
      scene(
        'sign-in-browser',
        'at GitHub, in the browser',
        ({ app: { electron } }) =>
          electron.evaluate(({ shell }) => {
            shell.openExternal = () => Promise.resolve()
          }),
        clicks('provider-github'),
        shows('browser-step'),
      ),
      scene('sign-up', 'a new account', goesBack, clicks('sign-up-way'), shows('sign-up')),
      scene('sign-in-mail', 'without a password', clicks('sign-in-way'), clicks('sign-in-way'), shows('send-code')),
      scene('sign-in-code', 'the code or the link that came by mail', fillsMail('owner'), clicks('send-code'), shows('mail-step')),
      scene('sign-in-code-refused', 'a wrong code', types('code', '000000'), clicks('sign-in'), shows('error')),
      scene('recovery', 'the password was forgotten', goesBack, clicks('sign-in-way'), clicks('forgot'), shows('send-code')),
      scene(
        'new-password',
        'and is replaced',
        // Somebody else: whoever had a mail a moment ago has to wait for the next.
        fillsMail('colleague'),
        clicks('send-code'),
        shows('mail-step'),
        async (world) => types('code', (await lastMail(world.stack, world.people.colleague.email)).code)(world),
        clicks('sign-in'),
        shows('set-password'),
      ),
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
    rest: escapes,
    scenes: [
      scene('unlock', 'the passphrase is asked at each start', shows('unlock')),
      scene('unlock-forgotten', 'it was forgotten', clicksOn('I forgot it'), showsDialog),
    ],
  },
  {
    name: 'nobody’s workspace',
    async open(world) {
      await world.open('alone')
      alone = { ...(await world.stack.createUser()), workspace: '', role: 'viewer' }
      await signsInAlone(world)
      await live(world)
    },
    rest: async () => undefined,
    scenes: [
      scene('queue-no-workspace', 'signed in, member of nothing', shows('queue-empty')),
      scene('people-no-workspace', 'no workspace, and how to come to one', at('people', 'no-workspace')),
      scene('insights-empty', 'nothing was decided yet', at('insights', 'insights-empty')),
      scene('activity-empty', 'nothing has happened yet', at('activity', 'activity-empty')),
      scene('second-factor-name', 'a second factor is added', at('settings', 'add-factor'), clicks('add-factor'), showsDialog),
      scene('second-factor-code', 'scanned, and confirmed by a code', clicks('next-factor'), async ({ app: { page } }) => {
        secret = ((await page.getByTestId('factor-secret').textContent()) ?? '').replaceAll(' ', '')
      }),
      {
        ...scene('settings-second-factor', 'switched on', ({ app: { page } }) => page.getByLabel('Code', { exact: true }).fill(codeOf(secret)), clicks('next-factor'), shows('factor-line')),
        show: intoView('factor-line'),
      },
      scene('second-factor-remove', 'it is to go', clicks('remove-factor'), shows('confirm-remove-factor')),
      scene('account-add', 'another person, or another server', clicksOn('Keep it'), clicks('settings-add-account'), shows('sign-in')),
      scene('sign-in-second-factor', 'and asked for at the next sign-in', clicks('back'), at('settings', 'sign-out'), clicks('sign-out'), clicks('confirm-sign-out'), signsInAlone, shows('factor-step')),
    ],
  },
]
