import { AlertTriangle } from 'lucide-react'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import type { ProjectDetail } from '../../../contract/projects.ts'
import { makeCommand, send } from '../../app/command.ts'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'

/** Edits of mine that the server did not take, field by field: mine beside theirs, and which one stays. */
export function ReturnedEdits({ detail }: { detail: ProjectDetail }) {
  return detail.returned.map((entry) => <Returned key={entry.command_id} entry={entry} projectId={detail.project.id} />)
}

const words = { name: 'Name', description: 'Description' } as const
type Field = keyof typeof words
const isField = (name: string): name is Field => name in words

function Returned({ entry, projectId }: { entry: OutboxEntry; projectId: string }) {
  const { busy, error, submit } = useSubmit()
  const { command } = entry
  const fields = entry.fields.flatMap(({ name, mine, theirs }) => (isField(name) && mine !== theirs ? [{ name, mine, theirs }] : []))
  /** my choice for one field; what is left of the edit comes back with its next conflict, if there is one */
  const settle = (mine: readonly Field[]) =>
    submit(async () => {
      if (command.kind === 'update_project' && mine.length > 0) {
        const chosen = fields.filter(({ name }) => mine.includes(name))
        await send(
          makeCommand('update_project', {
            workspace_id: command.workspace_id,
            target_id: projectId,
            expected: Object.fromEntries(chosen.map(({ name, theirs }) => [name, theirs])),
            payload: Object.fromEntries(chosen.map(({ name, mine: value }) => [name, value])),
          }),
        )
      }
      await invoke('outbox.dismiss', { command_id: entry.command_id })
      await queryClient.invalidateQueries({ queryKey: queries.project(projectId).queryKey })
    })
  return (
    <section className="notice project-conflict" data-line data-tone={entry.state === 'conflict' ? 'wait' : 'bad'} role="alert" data-testid="edit-conflict">
      <AlertTriangle size={16} aria-hidden />
      <div>
        <strong>{entry.state === 'conflict' && fields.length > 0 ? 'You and somebody else changed the same thing' : 'The server did not take your change'}</strong>
        <p className="soft">
          {entry.error?.message} Your change of <RelativeTime at={entry.issued_at} sentence /> is kept until you decide.
        </p>
        {fields.map(({ name, mine, theirs }) => (
          <div key={name} className="conflict-field" data-testid={`conflict-${name}`}>
            <Side label={`${words[name]}, yours`} value={mine} />
            <Side label={`${words[name]}, theirs`} value={theirs} />
            <div className="form-actions">
              {command.kind === 'update_project' && (
                <Button size="small" action="work.mine" ofLine disabled={busy} onClick={() => void settle([name])} data-testid="use-mine">
                  Use mine{fields.length > 1 ? ', keep theirs elsewhere' : ''}
                </Button>
              )}
            </div>
          </div>
        ))}
        <div className="form-actions">
          {command.kind === 'update_project' && fields.length > 1 && (
            <Button size="small" action="work.mine" ofLine disabled={busy} onClick={() => void settle(fields.map(({ name }) => name))}>
              Use all of mine
            </Button>
          )}
          <Button size="small" action="work.theirs" ofLine disabled={busy} onClick={() => void settle([])} data-testid="keep-theirs">
            {fields.length > 0 ? 'Keep theirs' : 'Discard it'}
          </Button>
        </div>
        {error && <ErrorNotice error={error} />}
      </div>
    </section>
  )
}

function Side({ label, value }: { label: string; value: string | null }) {
  return (
    <div className="conflict-side">
      <h3 className="soft">{label}</h3>
      <p dir="auto">{value === null || value === '' ? <span className="soft">empty</span> : value}</p>
    </div>
  )
}
