import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { Blocked, ErrorNotice } from '../ui/States.tsx'
import { useOutOfReach } from './reach.ts'
import { useSubmit } from './useSubmit.ts'

interface ConfirmProps {
  /** what is about to happen, as a question */
  title: string
  /** what goes and what stays */
  description: string
  /** the way out, first in the row and the answer of Esc */
  keep: string
  /** the verb of the deed */
  confirm: string
  /** does it, and closes by itself what asked; what it throws is said in the dialog */
  onConfirm(): Promise<unknown>
  onClose(): void
  /** only the server can do it */
  needsServer?: boolean
  testId?: string
}

/** Asks before what cannot be taken back, and stays with its error when it fails. */
export function Confirm({ title, description, keep, confirm, onConfirm, onClose, needsServer = false, testId }: ConfirmProps) {
  const { busy, error, submit } = useSubmit()
  const away = useOutOfReach()
  const blocked = needsServer ? away : null
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      {error && <ErrorNotice error={error} />}
      {blocked !== null && <Blocked why={blocked} />}
      <div className="dialog-actions">
        <Button action="app.escape" onClick={onClose}>
          {keep}
        </Button>
        <Button look="danger" action="decide.send" disabled={busy || blocked !== null} data-testid={testId} onClick={() => void submit(onConfirm)}>
          {busy ? 'One moment …' : confirm}
        </Button>
      </div>
    </Dialog>
  )
}
