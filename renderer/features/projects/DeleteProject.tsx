import { useState } from 'react'
import type { ProjectDetail } from '../../../contract/projects.ts'
import { makeCommand, send } from '../../app/command.ts'
import { navigate } from '../../app/navigation.ts'
import { queryClient } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { plural } from '../../ui/time.ts'

/** What goes with it, counted; the name typed, so that it is the right one; undo until it is sent. */
export function DeleteProject({ detail, onClose }: { detail: ProjectDetail; onClose(): void }) {
  const { project, content, server_version } = detail
  const [typed, setTyped] = useState('')
  const { busy, error, submit } = useSubmit()
  const agrees = typed.trim() === project.name.trim()
  const parts = [
    plural(content.sessions, 'session'),
    plural(content.artifacts, 'artifact'),
    plural(content.checkpoints, 'checkpoint'),
    plural(content.applications, 'application'),
    plural(content.comments, 'comment'),
  ]
  const remove = () =>
    submit(async () => {
      await send(
        makeCommand('delete_project', {
          workspace_id: project.workspace_id,
          target_id: project.id,
          // With changes of mine on their way the version is going to be another one.
          expected: server_version === null || project.local !== null ? {} : { row_version: server_version },
          payload: {},
        }),
      )
      await queryClient.invalidateQueries({ queryKey: ['projects.list'] })
      navigate({ screen: 'projects' })
    })
  return (
    <Dialog open onClose={onClose} title={`Delete “${project.name}”?`} description="It goes for everybody in the workspace. The record of what was decided stays; its basket stays, without a project.">
      <form
        className="work-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (agrees) void remove()
        }}
      >
        <div>
          <p>With it go:</p>
          <ul className="goes-along" data-testid="goes-along">
            {parts.map((part) => (
              <li key={part} data-none={part.startsWith('0 ') || undefined}>
                {part}
              </li>
            ))}
          </ul>
          {project.sessions_by_status.running > 0 && <p>{plural(project.sessions_by_status.running, 'session is', 'sessions are')} running right now; their agents lose what they are doing.</p>}
          {content.unsent > 0 && <p>{plural(content.unsent, 'decision or change', 'decisions or changes')} made here in it will come to nothing.</p>}
        </div>
        <div className="field">
          <label htmlFor="typed-name">
            Type its name to confirm: <bdi>{project.name}</bdi>
          </label>
          <input id="typed-name" className="input" autoFocus autoComplete="off" dir="auto" value={typed} onChange={(event) => setTyped(event.target.value)} data-testid="typed-name" />
          <p className="field-hint">You can undo it until it is sent.</p>
        </div>
        <FormEnd error={error} onBack={onClose} send="Delete" look="danger" busy={busy} disabled={!agrees} testId="confirm-delete" />
      </form>
    </Dialog>
  )
}
