import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight, Check, Pencil, Play, X, type LucideIcon } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { DecidedEntry } from '../../../contract/outbox.ts'
import { asAppError } from '../../app/ipc.ts'
import { printKey, useHints } from '../../app/keyboard/keymap.ts'
import { listStep, listStepKeys } from '../../app/keyboard/list-step.ts'
import { readKey } from '../../app/keyboard/matching.ts'
import { queries } from '../../app/queries.ts'
import { Button, Kbd } from '../../ui/Button.tsx'
import { Sheet } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import type { QueueController } from './controller.ts'
import { decided, type Verdict } from './verdicts.ts'
import './history.css'

const icons: Record<Verdict, LucideIcon> = { approve: Check, continue: Play, reject: X, changes: Pencil, modify: ArrowLeftRight }

const states: Record<DecidedEntry['state'], string> = {
  held: 'Saved here',
  unsent: 'Saved here',
  sending: 'On its way',
  conflict: 'Came back',
  refused: 'Came back',
  sent: 'Sent',
  reopened: 'Reopened',
}

function verdictOf({ command }: DecidedEntry): Verdict {
  if (command.kind === 'review_artifact') return command.payload.request_changes ? 'changes' : command.payload.decision
  return command.kind === 'resolve_checkpoint' ? command.payload.decision : 'approve'
}

const wordsOf = ({ command }: DecidedEntry): string | null =>
  command.kind === 'review_artifact' ? command.payload.feedback : command.kind === 'resolve_checkpoint' ? command.payload.note : null

/** My latest decisions on this computer, restarts included, each with its undo or why there is none. */
export function HistorySheet({ controller, open, onClose }: { controller: QueueController; open: boolean; onClose(): void }) {
  return (
    <Sheet open={open} onClose={onClose} title="My latest decisions" testId="history">
      {open && <History controller={controller} onClose={onClose} />}
    </Sheet>
  )
}

function History({ controller, onClose }: { controller: QueueController; onClose(): void }) {
  const history = useQuery(queries.history())
  const list = useRef<HTMLOListElement>(null)
  const here = history.data !== undefined
  useEffect(() => {
    if (here) list.current?.querySelector<HTMLElement>('li')?.focus()
  }, [here])

  const undo = (entry: DecidedEntry) => {
    if (entry.undo.kind === 'no') return
    onClose()
    void controller.undoOne(entry)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('li') ?? [])]
    const at = rows.indexOf((document.activeElement?.closest('li') ?? null) as HTMLElement)
    const step = listStep(readKey(event.nativeEvent))
    if (step === null) return
    event.preventDefault()
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus()
  }
  const undoKey = useHints()('decide.undo')
  const [down, up] = listStepKeys()

  if (history.isError) return <ErrorState error={asAppError(history.error)} onRetry={() => void history.refetch()} />
  if (history.data === undefined) return <Loading>Reading them.</Loading>
  if (history.data.length === 0) return <EmptyState title="Nothing decided here yet">What you decide on this computer is listed here for 30 days.</EmptyState>
  return (
    <div className="history" onKeyDown={onKeyDown}>
      <p className="soft history-hint">
        <Kbd>{printKey(down)}</Kbd> <Kbd>{printKey(up)}</Kbd> move, {undoKey === undefined ? 'Undo' : <Kbd>{undoKey}</Kbd>} takes the decision back and brings the item on screen.
      </p>
      <ol ref={list} className="history-list">
        {history.data.map((entry) => (
          <Line key={entry.command.command_id} entry={entry} onUndo={() => undo(entry)} />
        ))}
      </ol>
    </div>
  )
}

function Line({ entry, onUndo }: { entry: DecidedEntry; onUndo(): void }) {
  const verdict = verdictOf(entry)
  const Icon = icons[verdict]
  const words = wordsOf(entry)
  return (
    <li tabIndex={-1} className="history-line" data-testid="history-line" data-item-id={entry.item.id} data-verdict={verdict}>
      <Icon size={14} aria-hidden />
      <div className="history-text">
        <div className="cut" dir="auto">
          {entry.title ?? 'An item that is not here any more'}
        </div>
        <div className="soft history-meta">
          <span>{decided(verdict)}</span>
          <span>{states[entry.state]}</span>
          <RelativeTime at={entry.command.issued_at} sentence />
          {entry.project_name !== null && (
            <span className="cut" dir="auto">
              {entry.project_name}
            </span>
          )}
        </div>
        {words !== null && (
          <p className="cut history-words" dir="auto">
            {words}
          </p>
        )}
        {entry.undo.kind === 'no' && <p className="soft history-why">{entry.undo.why}</p>}
      </div>
      {entry.undo.kind !== 'no' && (
        <Button look="quiet" size="small" action="decide.undo" ofLine="or alone" onClick={onUndo}>
          {entry.undo.kind === 'remove' ? 'Undo' : 'Reopen'}
        </Button>
      )}
    </li>
  )
}
