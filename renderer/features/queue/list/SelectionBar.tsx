import { Check, Cloud, HardDrive, Undo2, X } from 'lucide-react'
import { useHints } from '../../../app/keyboard/keymap.ts'
import { useStore } from '../../../app/store.ts'
import { Button } from '../../../ui/Button.tsx'
import { count } from '../../../ui/time.ts'
import type { ListState } from './list-state.ts'

/** At the foot of the list: what is picked and what can be done with it, and the last bulk decision with its undo. */
export function SelectionBar({ list, size }: { list: ListState; size: number }) {
  const hints = useHints()
  const { size: picked } = useStore(list.selection)
  const bulk = useStore(list.bulk)
  if (picked === 0) return bulk === null ? null : <BulkBar list={list} />
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

const icons = { saved: HardDrive, sending: Cloud, undoing: Undo2, undone: Check } as const
const words = { saved: 'Saved here', sending: 'Sending', undoing: 'One moment', undone: '' } as const

function BulkBar({ list }: { list: ListState }) {
  const hint = useHints()('decide.undo')
  const bulk = useStore(list.bulk)
  if (bulk === null) return null
  const Icon = icons[bulk.state]
  return (
    <div className="selection-bar" data-testid="bulk-done" data-state={bulk.state}>
      <Icon size={14} aria-hidden />
      <span className="bulk-said">
        {bulk.text} <span className="soft">{words[bulk.state]}</span>
      </span>
      <span className="selection-actions">
        {(bulk.state === 'saved' || bulk.state === 'sending') && (
          <Button look="quiet" size="small" hint={hint} data-testid="bulk-undo" onClick={() => list.undoBulk()}>
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
