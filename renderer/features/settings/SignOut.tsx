import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppError } from '../../../contract/errors.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'

/** Signs out, here or everywhere; what was not sent yet is asked about first, by number. */
export function SignOut({ everywhere = false }: { everywhere?: boolean }) {
  const outbox = useQuery(queries.outbox()).data
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const away = useOutOfReach() !== null && everywhere
  const [error, setError] = useState<AppError | null>(null)
  const left = (outbox?.unsent ?? 0) + (outbox?.conflicts ?? 0) + (outbox?.refused ?? 0)

  const signOut = async (discard: boolean) => {
    setBusy(true)
    setError(null)
    try {
      await invoke('auth.sign_out', { discard_unsent: discard, everywhere })
      await queryClient.invalidateQueries({ queryKey: queries.auth().queryKey })
    } catch (cause) {
      const failure = asAppError(cause)
      // Something was decided between the count above and now: ask.
      if (failure.code === 'unsent_decisions' && !discard) setAsking(true)
      else setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button action={everywhere ? 'settings.sign-out-everywhere' : 'settings.sign-out'} disabled={busy || away} data-testid={everywhere ? 'sign-out-everywhere' : 'sign-out'} onClick={() => (left > 0 ? setAsking(true) : void signOut(false))}>
        {busy ? 'Signing out …' : everywhere ? 'Sign out everywhere' : 'Sign out'}
      </Button>
      {error && <ErrorNotice error={error} />}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={left > 0 ? `${plural(left, 'decision')} would be lost` : 'Decisions would be lost'}
        description={
          left === 1
            ? 'It is only on this computer: the server does not have it, or did not take it. Signing out deletes it.'
            : 'They are only on this computer: the server does not have them, or did not take them. Signing out deletes them.'
        }
      >
        {error && <ErrorNotice error={error} />}
        <div className="dialog-actions">
          <Button action="app.escape" onClick={() => setAsking(false)}>
            Stay signed in
          </Button>
          <Button look="danger" action="decide.send" disabled={busy} data-testid="discard" onClick={() => void signOut(true)}>
            Sign out and delete {left === 1 ? 'it' : 'them'}
          </Button>
        </div>
      </Dialog>
    </>
  )
}
