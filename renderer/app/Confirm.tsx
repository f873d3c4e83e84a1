import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { ErrorNotice } from '../ui/States.tsx'
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
  testId?: string
}

/** Asks before what cannot be taken back, and stays with its error when it fails. */
export function Confirm({ title, description, keep, confirm, onConfirm, onClose, testId }: ConfirmProps) {
  const { busy, error, submit } = useSubmit()
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      {error && <ErrorNotice error={error} />}
      <div className="dialog-actions">
        <Button action="app.escape" onClick={onClose}>
          {keep}
        </Button>
        <Button look="danger" action="decide.send" disabled={busy} data-testid={testId} onClick={() => void submit(onConfirm)}>
          {busy ? 'One moment …' : confirm}
        </Button>
      </div>
    </Dialog>
  )
}
