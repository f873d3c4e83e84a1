import { useState } from 'react'
import { projectDescription, projectName } from '../../../contract/commands.ts'
import type { ProjectSummary } from '../../../contract/projects.ts'
import { makeCommand, send } from '../../app/command.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { useLeaving } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'

/**
 * Only the fields that were changed are sent, each in a command of its own, with what it was when the edit began: others'
 * changes stay, and where two people changed one field only that one comes back.
 */
export function EditProject({ project, onDone }: { project: ProjectSummary; onDone(): void }) {
  const [began] = useState({ name: project.name, description: project.description })
  const [name, setName] = useState(project.name)
  const [description, setDescription] = useState(project.description ?? '')
  const { busy, error, submit } = useSubmit()
  const problem = !projectName.safeParse(name).success
    ? 'A name has 1 to 200 characters.'
    : !projectDescription.safeParse(description).success
      ? 'A description has at most 20,000 characters.'
      : null
  const words = description === '' ? null : description
  const changed = { ...(name === began.name ? {} : { name }), ...(words === began.description ? {} : { description: words }) }
  const fields = Object.keys(changed) as (keyof typeof began)[]
  const { leave, question } = useLeaving(fields.length > 0, onDone)
  useActions({ 'app.escape': leave })
  const elsewhere = (['name', 'description'] as const).filter((field) => project[field] !== began[field])

  const save = () =>
    submit(async () => {
      for (const field of fields) {
        await send(
          makeCommand('update_project', {
            workspace_id: project.workspace_id,
            target_id: project.id,
            expected: { [field]: began[field] },
            payload: { [field]: changed[field] },
          }),
        )
      }
      await queryClient.invalidateQueries({ queryKey: queries.project(project.id).queryKey })
      onDone()
    })

  return (
    <>
      <form
        className="work-form"
        data-testid="edit-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (problem === null) void save()
        }}
      >
        <h1>Edit the project</h1>
        <div className="field">
          <label htmlFor="edit-name">Name</label>
          <input id="edit-name" className="input" autoFocus dir="auto" value={name} onChange={(event) => setName(event.target.value)} data-testid="edit-name" />
        </div>
        <div className="field">
          <label htmlFor="edit-description">
            Description <span className="soft">optional</span>
          </label>
          <textarea id="edit-description" className="input" rows={5} dir="auto" value={description} onChange={(event) => setDescription(event.target.value)} data-testid="edit-description" />
        </div>
        {elsewhere.length > 0 && (
          <p className="field-hint" role="status">
            Meanwhile somebody else changed the {elsewhere.join(' and the ')}. What you leave as it is stays theirs; where both of you changed it, you are asked.
          </p>
        )}
        {problem !== null && (
          <p className="field-problem" role="alert">
            {problem}
          </p>
        )}
        {error && <ErrorNotice error={error} />}
        <div className="form-actions">
          <Button action="app.escape" onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" look="primary" action="decide.send" disabled={busy || problem !== null} data-testid="save-project">
            {busy ? 'Saving …' : 'Save'}
          </Button>
        </div>
      </form>
      {question}
    </>
  )
}
