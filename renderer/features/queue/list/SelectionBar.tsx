import { AlertTriangle, Check, Cloud, HardDrive, Undo2, X } from 'lucide-react'
import { useHints } from '../../../app/keyboard/keymap.ts'
import { useStore } from '../../../app/store.ts'
import { Button } from '../../../ui/Button.tsx'
import { count } from '../../../ui/time.ts'
import type { QueueController } from '../controller.ts'
import type { BulkDone } from './list-state.ts'

/** At the foot of the list: what is picked and what can be done with it, and the last bulk decision with its undo. */
export function SelectionBar({ controller, size }: { controller: QueueController; size: number }) {
  const { list } = controller
  const hints = useHints()
  const { size: picked } = useStore(list.selection)
  const bulk = useStore(list.bulk)
  if (picked === 0) return bulk === null ? null : <BulkBar controller={controller} />
  return (
    <div className="selection-bar" role="group" aria-label="Selection" data-testid="selection-bar">
      <strong className="tabular" data-testid="selection-count">
        {count(picked)} selected
      </strong>
      {picked < size && (
        <Button look="quiet" size="small" hint={hints('queue.select-all')} onClick={() => list.pickAll()}>
          All {count(size)}
        </Button>
      )}
      <span className="selection-actions">
        <Button size="small" hint={hints('queue.snooze')} onClick={() => list.dialog.set('snooze')}>
          Snooze
        </Button>
        <Button size="small" look="primary" hint={hints('queue.bulk')} data-testid="bulk" onClick={() => list.dialog.set('bulk')}>
          Decide
        </Button>
        <Button size="small" look="quiet" square action="app.escape" aria-label="Clear the selection" onClick={() => list.clearSelection()}>
          <X size={14} aria-hidden />
        </Button>
      </span>
    </div>
  )
}

const icons = { saved: HardDrive, sending: Cloud, sent: Check, undoing: Undo2, undone: Check } as const
const words = { saved: 'Saved here', sending: 'Sending', sent: 'Sent', undoing: 'One moment', undone: '' } as const
const standing = ({ state, returned }: BulkDone): string => (state === 'sent' && returned > 0 ? `${count(returned)} came back, the outbox has ${returned === 1 ? 'it' : 'them'}` : words[state])

function BulkBar({ controller }: { controller: QueueController }) {
  const { list } = controller
  const hint = useHints()('decide.undo')
  const bulk = useStore(list.bulk)
  // The key takes back what was decided last, which may be something else by now.
  useStore(controller.decided)
  if (bulk === null) return null
  const Icon = bulk.state === 'sent' && bulk.returned > 0 ? AlertTriangle : icons[bulk.state]
  return (
    <div className="selection-bar" data-testid="bulk-done" data-state={bulk.state}>
      <Icon size={14} aria-hidden />
      <span className="bulk-said">
        {bulk.text} <span className="soft">{standing(bulk)}</span>
      </span>
      <span className="selection-actions">
        {bulk.state !== 'undoing' && bulk.state !== 'undone' && (
          <Button look="quiet" size="small" hint={list.bulkIsLatest ? hint : undefined} data-testid="bulk-undo" onClick={() => list.undoBulk()}>
            Undo all
          </Button>
        )}
        <Button look="quiet" size="small" square action="app.hints" aria-label="Dismiss" onClick={() => list.bulk.set(null)}>
          <X size={14} aria-hidden />
        </Button>
      </span>
    </div>
  )
}
