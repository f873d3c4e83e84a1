import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import type { WorkspaceChoice } from '../../../contract/status.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { chosenWorkspace, useChosenWorkspace } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { Blocked, EmptyState, ErrorNotice, ErrorState, Loading } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import { Invitations } from './Invitations.tsx'
import { Members } from './Members.tsx'
import { NewWorkspace } from './NewWorkspace.tsx'
import { WorkspaceSection } from './WorkspaceSection.tsx'
import './people.css'

/** One workspace: its name, who is in it with which role, who is invited. Members are readable offline. */
export function PeopleScreen() {
  const workspaces = useQuery(queries.workspaces())
  const chosen = useChosenWorkspace()
  const [creating, setCreating] = useState(false)
  const away = useOutOfReach()
  const list = workspaces.data ?? []
  const shown = list.find(({ id }) => id === chosen) ?? list[0]
  return (
    <section className="screen" aria-label="Workspace">
      <header className="screen-head">
        <h1>Workspace</h1>
        {list.length > 1 && shown && (
          <Select
            label="Workspace"
            value={shown.id}
            options={list.map(({ id, name, role }) => ({ value: id, label: name, detail: role }))}
            onChange={(id) => chosenWorkspace.set(id)}
            testId="people-workspace"
          />
        )}
        <span className="people-gap" />
        <Button size="small" action="work.new" disabled={away !== null} title={away ?? undefined} data-testid="new-workspace" onClick={() => setCreating(true)}>
          New workspace
        </Button>
      </header>
      <div className="screen-scroll">
        {workspaces.isError ? (
          <ErrorState error={asAppError(workspaces.error)} onRetry={() => void workspaces.refetch()} />
        ) : !workspaces.data ? (
          <Loading>Reading your workspaces.</Loading>
        ) : shown ? (
          <Workspace key={shown.id} choice={shown} />
        ) : (
          <NoWorkspace onCreate={() => setCreating(true)} />
        )}
      </div>
      {creating && <NewWorkspace onClose={() => setCreating(false)} />}
    </section>
  )
}

function Workspace({ choice }: { choice: WorkspaceChoice }) {
  const people = useQuery(queries.members(choice.id))
  const away = useOutOfReach()
  if (people.isError) return <ErrorState error={asAppError(people.error)} onRetry={() => void people.refetch()} />
  if (people.data === undefined) return <Loading>Reading the members.</Loading>
  if (people.data === null) return <EmptyState icon={Users} title="You are not in this workspace any more" />
  const manages = people.data.role === 'owner' || people.data.role === 'admin'
  return (
    <div className="people">
      {away !== null && (
        <Blocked className="people-away" why={away}>
          <p className="soft">These are the members as last heard.</p>
        </Blocked>
      )}
      {!manages && (
        <p className="people-note soft" role="status" data-testid="people-note">
          You are {people.data.role === 'viewer' ? 'a viewer' : 'a reviewer'} here: owners and admins change who is in and what they may do.
        </p>
      )}
      <Members people={people.data} />
      {manages && <Invitations people={people.data} />}
      <WorkspaceSection people={people.data} />
    </div>
  )
}

function NoWorkspace({ onCreate }: { onCreate(): void }) {
  const { busy, error, submit } = useSubmit()
  const [found, setFound] = useState<number | null>(null)
  const away = useOutOfReach()
  return (
    <EmptyState
      icon={Users}
      title="You are not in a workspace yet"
      testId="no-workspace"
      actions={
        <>
          <Button look="primary" action="work.new" disabled={away !== null} onClick={onCreate}>
            New workspace
          </Button>
          <Button action="app.retry" disabled={busy || away !== null} onClick={() => void submit(async () => setFound((await invoke('people.accept_invitations')).length))} data-testid="accept-invitations">
            Look for invitations
          </Button>
        </>
      }
    >
      <p>Work is reviewed in workspaces. Make one of your own, or have an owner or admin invite the e-mail address that you signed in with.</p>
      {found !== null && <p role="status">{found === 0 ? 'Nobody has invited this address yet.' : `You joined ${plural(found, 'workspace')}.`}</p>}
      {away !== null && <Blocked why={away} />}
      {error && <ErrorNotice error={error} />}
    </EmptyState>
  )
}
