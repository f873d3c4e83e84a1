import { expect } from 'playwright/test'
import { currentItem } from '../support/drive.ts'
import { at, clicks, decide, decideAs, reopenExplained, scene, shows, showsDialog, untilKind, type Act } from './arrange.ts'

export const withoutServer: Act = {
  name: 'without the server',
  open: reopenExplained,
  scenes: [
    {
      name: 'queue-offline',
      what: 'offline: decisions are kept here',
      async arrange(world) {
        const { page } = world.app
        await untilKind(world, 'artifact')
        await world.stack.gateway.stop()
        await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'offline')
        await decideAs(world, world.people.colleague, await decide(world, 'a'))
        await expect(page.getByTestId('last-decision')).toContainText(/saved/i)
      },
    },
    scene('outbox-unsent', 'decisions wait for the network', at('outbox', 'outbox-entry')),
    scene('people-offline', 'invitations are on the server', at('people', 'invite'), ({ app: { page } }) => expect(page.getByText(/Invitations are kept on the server/)).toBeVisible()),
    scene('diagnostics-offline', 'and what it says then', at('diagnostics', 'server-health')),
    scene('sign-out-unsent', 'signing out would lose a decision', at('settings', 'sign-out'), clicks('sign-out'), shows('confirm-sign-out')),
    {
      name: 'quit-unsent',
      what: 'quitting says what is kept',
      native: true,
      async arrange(world) {
        await currentItem(world.app.page)
        // First it tries to send; then it asks. The window needs a moment to be drawn.
        await world.app.electron.evaluate(
          ({ app, dialog }) =>
            new Promise((resolve) => {
              const ask = dialog.showMessageBox.bind(dialog) as (...args: unknown[]) => Promise<Electron.MessageBoxReturnValue>
              dialog.showMessageBox = (...args: unknown[]) => {
                setTimeout(resolve, 500)
                return ask(...args)
              }
              app.quit()
            }),
        )
      },
    },
    {
      name: 'outbox-conflict',
      what: 'back online: a colleague was first',
      async arrange(world) {
        await world.stack.gateway.start()
        await at('outbox', 'send-now')(world)
        await clicks('send-now')(world)
        await expect(world.app.page.locator('[data-testid="outbox-entry"][data-state="conflict"]')).toBeVisible()
      },
    },
    scene('queue-sign-in-needed', 'the server wants a new sign-in', ({ answer }) => answer({ but: { 'auth.status': { state: 'sign_in_needed' } } }), shows('sign-in-needed')),
    scene('sign-in-again', 'and gets it', ({ app: { page } }) => page.getByTestId('sign-in-needed').getByRole('button').click(), showsDialog),
  ],
}
