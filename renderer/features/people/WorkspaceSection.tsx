import { useState } from 'react'
import { reviewWithinHours } from '../../../contract/entities.ts'
import type { WorkspacePeople } from '../../../contract/people.ts'
import { Confirm } from '../../app/Confirm.tsx'
import { invoke } from '../../app/ipc.ts'
import { chosenWorkspace } from '../../app/navigation.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { FormLine, Line, Lines } from '../../ui/Lines.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import { roleWords } from './words.ts'

const reviewWithinText = 'An item that waits longer is overdue, for everybody: it is marked, counted in the view Overdue, and its reviewers are notified.'

/** The workspace itself: its name, my role, and how to get out of it. */
export function WorkspaceSection({ people }: { people: WorkspacePeople }) {
  const [asking, setAsking] = useState<'leave' | 'delete' | null>(null)
  const away = useOutOfReach() !== null
  const owns = people.role === 'owner'
  const lastOwner = owns && people.members.filter(({ role }) => role === 'owner').length === 1
  return (
    <section className="people-section" aria-labelledby="this-workspace">
      <h2 id="this-workspace">This workspace</h2>
      <Lines>
        {owns ? <Rename key={people.name} people={people} /> : <Line label="Name">{<span dir="auto">{people.name}</span>}</Line>}
        {owns || people.role === 'admin' ? (
          <ReviewWithin key={people.review_within_hours} people={people} />
        ) : (
          <Line label="Time to review" text={reviewWithinText}>
            <span data-testid="review-within">{plural(people.review_within_hours, 'hour')}</span>
          </Line>
        )}
        <Line label="Your role" text={roleWords[people.role]}>
          <span data-testid="my-role">{people.role}</span>
        </Line>
        <Line
          label="Leave"
          text={
            lastOwner
              ? 'You are its last owner: make somebody else an owner first, or delete the workspace.'
              : 'You lose access at once. What you decided stays in the record under your name.'
          }
        >
          <Button action="people.leave" disabled={lastOwner || away} data-testid="leave-workspace" onClick={() => setAsking('leave')}>
            Leave
          </Button>
        </Line>
        {owns && (
          <Line label="Delete the workspace" text="With its projects, sessions, artifacts and their record, for everybody and for good.">
            <Button look="danger" action="work.delete" disabled={away} data-testid="delete-workspace" onClick={() => setAsking('delete')}>
              Delete
            </Button>
          </Line>
        )}
      </Lines>
      {asking === 'leave' && <Leave people={people} onClose={() => setAsking(null)} />}
      {asking === 'delete' && <Delete people={people} onClose={() => setAsking(null)} />}
    </section>
  )
}

function Rename({ people }: { people: WorkspacePeople }) {
  const [name, setName] = useState(people.name)
  const away = useOutOfReach() !== null
  const { busy, error, submit } = useSubmit()
  const changed = name.trim() !== people.name
  return (
    <FormLine
      label={<label htmlFor="rename">Name</label>}
      onSubmit={() => {
        if (changed) void submit(() => invoke('workspaces.rename', { workspace_id: people.workspace_id, name }))
      }}
    >
      <input id="rename" className="input people-rename" required maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} data-testid="rename" />
      <Button type="submit" action="decide.send" disabled={busy || away || !changed || name.trim() === ''} data-testid="save-name">
        {busy ? 'Saving …' : 'Save'}
      </Button>
      {error && <ErrorNotice error={error} />}
    </FormLine>
  )
}

/** What owners and admins expect of their reviewers. */
function ReviewWithin({ people }: { people: WorkspacePeople }) {
  const [hours, setHours] = useState(String(people.review_within_hours))
  const away = useOutOfReach() !== null
  const { busy, error, submit } = useSubmit()
  const wanted = reviewWithinHours.safeParse(Number(hours))
  const changed = wanted.success && wanted.data !== people.review_within_hours
  return (
    <FormLine
      label={<label htmlFor="review-within">Time to review</label>}
      text={<span id="review-within-text">{reviewWithinText}</span>}
      onSubmit={() => {
        if (changed) void submit(() => invoke('workspaces.set_review_within', { workspace_id: people.workspace_id, hours: wanted.data }))
      }}
    >
      <input
        id="review-within"
        className="input people-hours tabular"
        type="number"
        required
        min={1}
        max={8760}
        aria-describedby="review-within-text"
        value={hours}
        onChange={(event) => setHours(event.target.value)}
        data-testid="review-within"
      />
      <span className="soft">hours</span>
      <Button type="submit" action="decide.send" disabled={busy || away || !changed} data-testid="save-review-within">
        {busy ? 'Saving …' : 'Save'}
      </Button>
      {error && <ErrorNotice error={error} />}
    </FormLine>
  )
}

function Leave({ people, onClose }: { people: WorkspacePeople; onClose(): void }) {
  return (
    <Confirm
      title={`Leave ${people.name}?`}
      description="You lose access at once, and its work leaves this computer. Decisions that were not sent yet can’t arrive any more; they stay in the outbox. To come back you need an invitation."
      keep="Stay"
      confirm="Leave"
      needsServer
      testId="confirm-leave"
      onClose={onClose}
      onConfirm={async () => {
        await invoke('workspaces.leave', { workspace_id: people.workspace_id })
        chosenWorkspace.set(null)
        onClose()
      }}
    />
  )
}

function Delete({ people, onClose }: { people: WorkspacePeople; onClose(): void }) {
  const [typed, setTyped] = useState('')
  const { busy, error, submit } = useSubmit()
  const same = typed.trim() === people.name
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${people.name}?`}
      description={`Its projects, sessions, artifacts and record go, for ${people.members.length === 1 ? 'you' : `all ${people.members.length} members`}, and can’t be brought back.`}
    >
      <form
        className="people-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!same) return
          void submit(async () => {
            await invoke('workspaces.delete', { workspace_id: people.workspace_id })
            chosenWorkspace.set(null)
            onClose()
          })
        }}
      >
        <div className="field">
          <label htmlFor="delete-name">
            Type its name to confirm: <bdi>{people.name}</bdi>
          </label>
          <input id="delete-name" className="input" autoFocus autoComplete="off" dir="auto" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
        <FormEnd error={error} onBack={onClose} back="Keep it" send="Delete for good" sending="Deleting …" look="danger" busy={busy} disabled={!same} blocked={useOutOfReach()} testId="confirm-delete" />
      </form>
    </Dialog>
  )
}
