import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { MemberRole } from '../../../contract/entities.ts'
import { rolesToGive, type Invitation, type WorkspacePeople } from '../../../contract/people.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button, Kbd } from '../../ui/Button.tsx'
import { ariaShortcut } from '../../ui/key-shortcut.ts'
import { Lines } from '../../ui/Lines.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { useNow } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { exactTime } from '../../ui/time.ts'
import { roleWords } from './words.ts'

const dayMs = 86_400_000

/** By e-mail address; only on the server. What was typed stays until the server has taken it. */
export function Invitations({ people }: { people: WorkspacePeople }) {
  const { workspace_id } = people
  const query = useQuery(queries.invitations(workspace_id))
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<MemberRole>('reviewer')
  const [invited, setInvited] = useState<string | null>(null)
  const { busy, error, submit } = useSubmit()
  const away = useOutOfReach()
  const field = useRef<HTMLInputElement>(null)
  const hint = useHints()('people.invite')
  useActions({ 'people.invite': () => field.current?.focus() })
  const refresh = () => queryClient.invalidateQueries({ queryKey: queries.invitations(workspace_id).queryKey })

  const invite = () =>
    submit(async () => {
      setInvited(null)
      const made = await invoke('people.invite', { workspace_id, email, role })
      setEmail('')
      setInvited(made.email)
      await refresh()
    })

  return (
    <section className="people-section" aria-labelledby="invitations">
      <h2 id="invitations">
        Invitations {query.data && <span className="soft tabular">{query.data.length}</span>}
      </h2>
      <Lines>
        <form
          className="people-invite"
          onSubmit={(event) => {
            event.preventDefault()
            void invite()
          }}
        >
          <span className="people-invite-email">
            <input
              ref={field}
              className="input"
              type="email"
              required
              aria-label="E-mail address to invite"
              aria-keyshortcuts={hint && ariaShortcut(hint)}
              placeholder="name@example.com"
              maxLength={320}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              data-testid="invite-email"
            />
            {email === '' && hint !== undefined && <Kbd>{hint}</Kbd>}
          </span>
          <Select
            label="Role"
            value={role}
            options={rolesToGive(people.role).map((each) => ({ value: each, label: each, detail: roleWords[each] }))}
            onChange={(next: MemberRole) => setRole(next)}
            testId="invite-role"
          />
          <Button look="primary" type="submit" action="decide.send" disabled={busy || away !== null} data-testid="invite">
            {busy ? 'Inviting …' : 'Invite'}
          </Button>
        </form>
        {error && (
          <div className="people-message">
            <ErrorNotice error={error} />
          </div>
        )}
        {invited !== null && (
          <p className="people-message soft" role="status" data-testid="invited">
            {invited} is invited. Tell them: no mail is sent. They are in once they sign in to Countersign with this address.
          </p>
        )}
        {query.isError ? (
          <div className="people-message people-unknown">
            <span className="soft">Invitations are kept on the server: {asAppError(query.error).code === 'server_needed' ? 'the open ones show here when you are online again.' : asAppError(query.error).message}</span>
            <Button size="small" action="app.retry" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </div>
        ) : query.data?.length === 0 ? (
          <p className="people-message soft">Nobody is invited right now.</p>
        ) : (
          query.data?.map((each) => <InvitationLine key={each.id} invitation={each} onRevoked={refresh} />)
        )}
      </Lines>
    </section>
  )
}

function InvitationLine({ invitation, onRevoked }: { invitation: Invitation; onRevoked(): Promise<unknown> }) {
  const away = useOutOfReach()
  const { busy, error, submit } = useSubmit()
  // The clock of this screen may be a minute behind.
  const left = Math.ceil((Date.parse(invitation.expires_at) - useNow() - 60_000) / dayMs)
  return (
    <div className="people-invitation" data-line data-testid="invitation">
      <span className="people-name cut">{invitation.email}</span>
      <span className="people-role">{invitation.role}</span>
      <span title={exactTime(invitation.expires_at)}>{left > 0 ? <span className="soft tabular">{left === 1 ? 'today only' : `${left} days left`}</span> : <Badge tone="wait">expired</Badge>}</span>
      <Button
        look="quiet"
        size="small"
        action="work.delete"
        ofLine
        disabled={busy || away !== null}
        aria-label={`Revoke the invitation of ${invitation.email}`}
        data-testid="revoke"
        onClick={() =>
          void submit(async () => {
            await invoke('people.revoke', { invitation_id: invitation.id })
            await onRevoked()
          })
        }
      >
        Revoke
      </Button>
      {error && <ErrorNotice error={error} />}
    </div>
  )
}
