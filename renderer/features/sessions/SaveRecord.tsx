import { useMutation } from '@tanstack/react-query'
import { Printer } from 'lucide-react'
import { asAppError, invoke } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'

/** The session's review record as a PDF: what was decided, by whom, when, on which content. Made here, offline as well. */
export function SaveRecord({ id }: { id: string }) {
  const hint = useHints()('record.print')
  const save = useMutation({ mutationFn: () => invoke('sessions.save_record', { id }) })
  useActions({ 'record.print': () => !save.isPending && save.mutate() })
  return (
    <div className="save-record">
      <span className="soft" role="status" data-testid="record-result">
        {save.isPending ? 'Making the record.' : save.data?.saved === true ? 'Record saved.' : ''}
      </span>
      {save.error && <ErrorNotice error={asAppError(save.error)} />}
      <Button size="small" hint={hint} disabled={save.isPending} onClick={() => save.mutate()} data-testid="save-record">
        <Printer size={13} aria-hidden /> Save record
      </Button>
    </div>
  )
}
