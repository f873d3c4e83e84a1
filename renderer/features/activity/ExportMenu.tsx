import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { ActivityFilter, ExportFormat } from '../../../contract/activity.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import type { ActionId } from '../../app/keyboard/actions.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'

const formats: readonly { format: ExportFormat; label: string; title: string; action: ActionId }[] = [
  { format: 'csv', label: 'CSV', title: 'Save what is listed as a table', action: 'save.table' },
  { format: 'jsonl', label: 'JSON Lines', title: 'Save what is listed, one JSON object per line', action: 'save.lines' },
]

/** All that the filters let through, not only what is on screen. */
export function ExportMenu({ filter }: { filter: ActivityFilter }) {
  const save = useMutation({ mutationFn: (format: ExportFormat) => invoke('activity.export', { filter, format }) })
  return (
    <>
      {formats.map(({ format, label, title, action }) => (
        <Button key={format} size="small" action={action} title={title} disabled={save.isPending} onClick={() => save.mutate(format)} data-testid={`export-${format}`}>
          <Download size={13} aria-hidden /> {label}
        </Button>
      ))}
      <span className="soft" role="status" data-testid="export-result">
        {save.isPending ? 'Saving.' : save.data?.saved === true ? `${plural(save.data.events, 'event')} saved.` : ''}
      </span>
      {save.error && <ErrorNotice error={asAppError(save.error)} />}
    </>
  )
}
