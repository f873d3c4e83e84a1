import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../app/Confirm.tsx'
import { asAppError, invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { Button } from '../../ui/Button.tsx'
import { plural } from '../../ui/time.ts'

/** Signs out, here or everywhere, after asking: what goes with it is told, decisions that were not sent by number. */
export function SignOut({ everywhere = false }: { everywhere?: boolean }) {
  const [asking, setAsking] = useState(false)
  const away = useOutOfReach() !== null && everywhere
  const words = everywhere ? 'Sign out everywhere' : 'Sign out'
  return (
    <>
      <Button action={everywhere ? 'settings.sign-out-everywhere' : 'settings.sign-out'} disabled={away} data-testid={everywhere ? 'sign-out-everywhere' : 'sign-out'} onClick={() => setAsking(true)}>
        {words}
      </Button>
      {asking && <AskSignOut everywhere={everywhere} words={words} onClose={() => setAsking(false)} />}
    </>
  )
}

function AskSignOut({ everywhere, words, onClose }: { everywhere: boolean; words: string; onClose(): void }) {
  const outbox = useQuery(queries.outbox()).data
  const left = (outbox?.unsent ?? 0) + (outbox?.conflicts ?? 0) + (outbox?.refused ?? 0)
  /** something was decided between the count above and the press: the error says how many, and the next press is for them too */
  const [more, setMore] = useState(false)
  const loses = left > 0 || more
  const them = left === 1 ? 'it' : 'them'
  const kept = 'kept here of this account: notes that you began, snoozes, saved filters, and templates for notes and sessions.'
  return (
    <Confirm
      title={left > 0 ? `${plural(left, 'decision')} would be lost` : loses ? 'Decisions would be lost' : `${words}?`}
      description={
        !loses
          ? `Signing out deletes what is ${kept} What you decided is on the server and stays there.`
          : left === 1
            ? `It is only on this computer: the server does not have it, or did not take it. Signing out deletes it, and what else is ${kept}`
            : `They are only on this computer: the server does not have them, or did not take them. Signing out deletes them, and what else is ${kept}`
      }
      keep="Stay signed in"
      confirm={loses ? `${words} and delete ${them}` : words}
      needsServer={everywhere}
      testId="confirm-sign-out"
      onClose={onClose}
      onConfirm={async () => {
        try {
          await invoke('auth.sign_out', { discard_unsent: loses, everywhere })
        } catch (cause) {
          if (asAppError(cause).code === 'unsent_decisions') setMore(true)
          throw cause
        }
        await queryClient.invalidateQueries({ queryKey: queries.auth().queryKey })
      }}
    />
  )
}
