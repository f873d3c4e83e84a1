import { useState } from 'react'
import type { Connection } from '../../../contract/status.ts'
import { addingAccount } from '../../app/accounts.tsx'
import { Confirm } from '../../app/Confirm.tsx'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { KnownAccounts } from './SignInScreen.tsx'
import { Frame } from './Frame.tsx'
import { useSubmit } from '../../app/useSubmit.ts'

/** What is kept here stands under a passphrase. Works without a network. */
export function UnlockScreen({ email, connection }: { email: string | null; connection: Connection }) {
  const [passphrase, setPassphrase] = useState('')
  const [leaving, setLeaving] = useState(false)
  const unlock = useSubmit()
  const refresh = () => queryClient.invalidateQueries({ queryKey: queries.auth().queryKey })
  return (
    <Frame title="Unlock your work" lead={<>{email ?? 'Your account'} at {new URL(connection.url).host}. This works offline as well.</>}>
      <form
        className="gate-form"
        onSubmit={(event) => {
          event.preventDefault()
          void unlock.submit(async () => {
            await invoke('auth.unlock', { passphrase })
            await refresh()
          })
        }}
      >
        <div className="field">
          <label htmlFor="passphrase">Passphrase</label>
          <input id="passphrase" className="input" type="password" autoFocus required value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
        </div>
        {unlock.error && <ErrorNotice error={unlock.error} />}
        <div className="gate-actions">
          <Button look="quiet" onClick={() => setLeaving(true)}>
            I forgot it
          </Button>
          <Button look="primary" type="submit" action="decide.send" disabled={unlock.busy} data-testid="unlock">
            {unlock.busy ? 'Unlocking …' : 'Unlock'}
          </Button>
        </div>
      </form>
      <div className="gate-others">
        <KnownAccounts />
        <p className="gate-back">
          <Button look="quiet" data-testid="unlock-add-account" onClick={() => addingAccount.set(true)}>
            Add another account
          </Button>
        </p>
      </div>
      {leaving && (
        <Confirm
          title="Start over on this computer?"
          description="Without the passphrase nobody can open what is kept here. Starting over deletes it, with any decisions that were not sent yet; what the server has stays there, and you sign in anew."
          keep="Keep it"
          confirm="Delete and start over"
          onClose={() => setLeaving(false)}
          onConfirm={async () => {
            await invoke('auth.sign_out', { discard_unsent: true })
            await refresh()
          }}
        />
      )}
    </Frame>
  )
}
