import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SignedInSession } from '../../../contract/status.ts'
import { Confirm } from '../../app/Confirm.tsx'
import { asAppError, invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Line } from '../../ui/Lines.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from './parts.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { SignOut } from './SignOut.tsx'

/** Password, second factor and where one is signed in: all of it the server's, so it needs to be reached. */
export function SecuritySection() {
  const away = useOutOfReach()
  const [changing, setChanging] = useState(false)
  return (
    <>
      <Section title="Sign-in">
        <Line label="Password" text={away ?? undefined}>
          <Button action="settings.password" disabled={away !== null} data-testid="change-password" onClick={() => setChanging(true)}>
            Change
          </Button>
        </Line>
        <SecondFactor />
      </Section>
      <Sessions />
      {changing && <ChangePassword onClose={() => setChanging(false)} />}
    </>
  )
}

function ChangePassword({ onClose }: { onClose(): void }) {
  const [password, setPassword] = useState('')
  const { busy, error, submit } = useSubmit()
  return (
    <Dialog open onClose={onClose} title="Change the password" description="Wherever else you are signed in, you will be asked for the new one.">
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault()
          void submit(async () => {
            await invoke('auth.change_password', { password })
            await queryClient.invalidateQueries({ queryKey: queries.signedInSessions().queryKey })
            onClose()
          })
        }}
      >
        <div className="field">
          <label htmlFor="changed-password">New password</label>
          <input id="changed-password" className="input" type="password" autoComplete="new-password" autoFocus required value={password} onChange={(event) => setPassword(event.target.value)} />
          <p className="field-hint">Long beats complicated: four or five words that do not belong together.</p>
        </div>
        <FormEnd error={error} onBack={onClose} send="Save" sending="Saving …" busy={busy} blocked={useOutOfReach()} testId="save-password" />
      </form>
    </Dialog>
  )
}

/** Where this person is signed in, and ending it elsewhere. */
function Sessions() {
  const sessions = useQuery(queries.signedInSessions())
  const [ending, setEnding] = useState(false)
  const away = useOutOfReach()
  const others = sessions.data?.filter(({ current }) => !current).length ?? 0
  return (
    <Section title="Where you are signed in">
      {sessions.isError ? (
        <Line label="Not known now" text={asAppError(sessions.error).message}>
          <Button size="small" action="app.retry" onClick={() => void sessions.refetch()}>
            Try again
          </Button>
        </Line>
      ) : (
        sessions.data?.map((session) => <SessionLine key={session.id} session={session} />)
      )}
      <Line label="Sign out elsewhere" text={away ?? 'Ends your sign-ins on other computers. They keep what was decided there and ask for a new sign-in within the hour.'}>
        <Button
          action="settings.sign-out-others"
          disabled={away !== null || (sessions.isSuccess && others === 0)}
          data-testid="sign-out-others"
          onClick={() => setEnding(true)}
        >
          Sign out elsewhere
        </Button>
      </Line>
      <Line label="Sign out everywhere" text={away ?? 'Here too, which deletes what is kept on this computer.'}>
        <SignOut everywhere />
      </Line>
      {ending && (
        <Confirm
          title="Sign out elsewhere?"
          description="Your sign-ins on other computers end. They keep what was decided there and ask for a new sign-in within the hour. Here you stay signed in, and nothing is lost."
          keep="Leave them signed in"
          confirm="Sign out elsewhere"
          needsServer
          testId="confirm-sign-out-others"
          onClose={() => setEnding(false)}
          onConfirm={async () => {
            await invoke('auth.sign_out_others')
            await sessions.refetch()
            setEnding(false)
          }}
        />
      )}
    </Section>
  )
}

/** A user agent says more than anybody wants to read: its first word names the program. */
const programOf = (agent: string | null): string => {
  const name = /Countersign\/[\w.-]+/.exec(agent ?? '')?.[0] ?? agent?.split(' ')[0] ?? ''
  return name === '' ? 'Unknown program' : name.replace('/', ' ')
}

function SessionLine({ session }: { session: SignedInSession }) {
  return (
    <Line
      label={programOf(session.user_agent)}
      text={
        <>
          signed in <RelativeTime at={session.created_at} sentence />, last heard of <RelativeTime at={session.used_at} sentence />
        </>
      }
      testId="session"
    >
      {session.second_factor && <Badge>second factor</Badge>}
      {session.current && <Badge tone="good">this one</Badge>}
    </Line>
  )
}
