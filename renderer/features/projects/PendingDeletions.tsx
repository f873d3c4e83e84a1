import { useQuery } from '@tanstack/react-query'
import { Trash2, Undo2 } from 'lucide-react'
import { invoke } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { queries } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'

/** Projects that were deleted here and not on the server yet: until then one can take it back. */
export function PendingDeletions() {
  const entries = useQuery(queries.outboxList()).data ?? []
  const pending = entries.filter(({ kind, state, attempts }) => kind === 'delete_project' && (state === 'held' || state === 'unsent') && attempts === 0)
  const { busy, error, submit } = useSubmit()
  const hints = useHints()
  const last = pending.at(-1)
  const undo = (command_id: string) => void submit(() => invoke('outbox.undo', { command_id }))
  useActions({ 'decide.undo': last === undefined ? null : () => undo(last.command_id) })
  if (last === undefined) return null
  return (
    <div className="deletions" role="status">
      {pending.map(({ command_id, title, state }) => (
        <p key={command_id} data-testid="pending-deletion">
          <Trash2 size={14} aria-hidden />
          <span className="cut">
            <strong dir="auto">{title ?? 'A project'}</strong> is deleted{state === 'held' ? '.' : ' here, and on the server once you are online.'}
          </span>
          <Button size="small" disabled={busy} hint={command_id === last.command_id ? hints('decide.undo') : undefined} onClick={() => undo(command_id)} data-testid="undo-deletion">
            <Undo2 size={13} aria-hidden /> Undo
          </Button>
        </p>
      ))}
      {error && <ErrorNotice error={error} />}
    </div>
  )
}
