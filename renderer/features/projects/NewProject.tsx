import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { projectDescription, projectName } from '../../../contract/commands.ts'
import { makeCommand, newId, send } from '../../app/command.ts'
import { invoke } from '../../app/ipc.ts'
import { navigate, useChosenWorkspace, type ProjectDraft } from '../../app/navigation.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useManagedWorkspaces } from '../../app/role.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Dialog, Select, useHeldWords } from '../../ui/Overlays.tsx'

/** Works offline: the project is here at once, and sessions can be made in it before the server has it. */
export function NewProject({ draft }: { draft: ProjectDraft }) {
  const managed = useManagedWorkspaces()
  const chosen = useChosenWorkspace()
  const [workspace, setWorkspace] = useState(draft.workspace_id ?? chosen ?? null)
  const workspaceId = workspace ?? managed[0]?.id ?? null
  const close = () => navigate({ screen: 'projects' })
  return (
    <Dialog open onClose={close} title={draft.replaces === undefined ? 'New project' : 'New project, once more'} description="A project holds the sessions in which agents work. It has one basket, in which what is approved ends up.">
      {workspaceId === null ? (
        <p className="soft">Owners and admins of a workspace create projects; you are neither in any of yours.</p>
      ) : (
        <Form draft={draft} workspaceId={workspaceId} managed={managed} onWorkspace={setWorkspace} onClose={close} />
      )}
    </Dialog>
  )
}

interface FormProps {
  draft: ProjectDraft
  workspaceId: string
  managed: readonly { id: string; name: string }[]
  onWorkspace(id: string): void
  onClose(): void
}

function Form({ draft, workspaceId, managed, onWorkspace, onClose }: FormProps) {
  const [name, setName] = useState(draft.name ?? '')
  const [description, setDescription] = useState(draft.description ?? '')
  const [basket, setBasket] = useState(draft.basket_id ?? '')
  const baskets = useQuery(queries.baskets(workspaceId)).data ?? []
  const { busy, error, submit } = useSubmit()
  const leave = useHeldWords(name !== (draft.name ?? '') || description !== (draft.description ?? ''), onClose)
  // A basket is a workspace's own; what was typed goes along.
  const choose = (id: string) => {
    setBasket('')
    onWorkspace(id)
  }
  const free = baskets.filter(({ project_id }) => project_id === null)
  const taken = baskets.filter(({ project_id }) => project_id !== null)
  const takenNow = taken.find(({ id }) => id === basket)
  const problem = !projectName.safeParse(name).success
    ? name.trim() === ''
      ? 'A project needs a name.'
      : 'A name has at most 200 characters.'
    : !projectDescription.safeParse(description).success
      ? 'A description has at most 20,000 characters.'
      : takenNow !== undefined
        ? `The basket “${takenNow.name}” already has the project “${takenNow.project_name ?? ''}”. A basket has one project; choose another one.`
        : null

  const create = () =>
    submit(async () => {
      const command = makeCommand('create_project', {
        workspace_id: workspaceId,
        target_id: draft.replaces?.target_id ?? newId(),
        expected: {},
        payload: { name, description: description === '' ? null : description, basket_id: basket === '' ? null : basket },
      })
      await send(command)
      if (draft.replaces !== undefined) await invoke('outbox.dismiss', { command_id: draft.replaces.command_id })
      await queryClient.invalidateQueries({ queryKey: ['projects.list'] })
      navigate({ screen: 'projects', id: command.target_id })
    })

  return (
    <form
      className="work-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === null) void create()
      }}
    >
      {managed.length > 1 && (
        <div className="field">
          <span className="field-label">Workspace</span>
          <Select label="Workspace" value={workspaceId} options={managed.map((each) => ({ value: each.id, label: each.name }))} onChange={choose} testId="project-workspace" />
        </div>
      )}
      <div className="field">
        <label htmlFor="project-name">Name</label>
        <input id="project-name" className="input" autoFocus dir="auto" value={name} onChange={(event) => setName(event.target.value)} data-testid="project-name" />
      </div>
      <div className="field">
        <label htmlFor="project-description">
          Description <span className="soft">optional</span>
        </label>
        <textarea id="project-description" className="input" rows={3} dir="auto" value={description} onChange={(event) => setDescription(event.target.value)} data-testid="project-description" />
      </div>
      <div className="field">
        <span className="field-label">Basket</span>
        <Select
          label="Basket"
          value={basket}
          options={[{ value: '', label: 'A new one with the project’s name' }, ...[...free, ...(takenNow === undefined ? [] : [takenNow])].map((each) => ({ value: each.id, label: each.name }))]}
          onChange={setBasket}
          testId="project-basket"
        />
        {taken.length > 0 && (
          <p className="field-hint" data-testid="taken-baskets">
            {free.length === 0 ? 'Every basket has its project already: ' : 'Not offered, because they have a project: '}
            {taken.slice(0, 4).map((each) => each.name).join(', ')}
            {taken.length > 4 && ` and ${taken.length - 4} more`}.
          </p>
        )}
      </div>
      {problem !== null && (name !== '' || takenNow !== undefined) && (
        <p className="field-problem" role="alert" data-testid="form-problem">
          {problem}
        </p>
      )}
      <FormEnd error={error} onBack={leave} send="Create" busy={busy} disabled={problem !== null} testId="create-project" />
    </form>
  )
}
