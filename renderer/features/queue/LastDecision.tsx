import { AlertTriangle, Check, Cloud, HardDrive, Loader, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useSettings } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { Button } from '../../ui/Button.tsx'
import { focusReading } from '../../ui/focus-reading.ts'
import type { QueueController } from './controller.ts'
import type { DecisionState } from './decisions.ts'
import { decided } from './verdicts.ts'

/** How long a decision that the server has stays in sight, in milliseconds. */
const lingers = 12_000

const words: Record<DecisionState, string> = {
  saving: 'One moment',
  saved: 'Saved here',
  sending: 'Sending',
  sent: 'Sent',
  reopening: 'Asked to reopen',
  undone: 'Taken back',
  failed: 'Not kept, it is back in the queue',
}

const icons = { saving: Loader, saved: HardDrive, sending: Cloud, sent: Check, reopening: Undo2, undone: Undo2, failed: AlertTriangle } as const

/** What was decided last and where it is by now, with its undo. */
export function LastDecision({ controller }: { controller: QueueController }) {
  const hints = useHints()
  const { last, canUndo } = useStore(controller.decided)
  const { pace_hints } = useSettings()
  const settled = last?.state === 'sent' || last?.state === 'undone'
  const [hidden, setHidden] = useState<string | null>(null)
  // What becomes of it afterwards, when it is taken back late, is news.
  const news = last === null ? null : `${last.id} ${last.state}`
  useEffect(() => {
    if (!settled) return
    const timer = setTimeout(() => setHidden(news), lingers)
    return () => clearTimeout(timer)
  }, [settled, news])

  if (!last || hidden === news) return null
  const Icon = icons[last.state]
  const failed = last.state === 'failed'
  return (
    <div className="last-decision" data-testid="last-decision" data-command-id={last.id} data-state={last.state}>
      <Icon size={14} aria-hidden />
      <span className="last-said">
        <span className="cut" dir="auto">
          {last.title}
        </span>
        <span className="cut">
          : {last.state === 'undone' ? 'back in the queue' : decided(last.verdict)}
          {pace_hints && last.unread !== null && last.state !== 'undone' && !failed && (
            <span className="last-unread" data-testid="unread" title={last.unread}>
              {' '}
              {last.unread}
            </span>
          )}
        </span>
      </span>
      <span className="last-state">{failed ? `${words.failed}: ${last.error?.message ?? ''}` : words[last.state]}</span>
      {canUndo && !failed && last.state !== 'undone' && last.state !== 'reopening' && (
        <Button
          look="quiet"
          size="small"
          hint={hints('decide.undo')}
          data-testid="undo"
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            // A double click takes one decision back, not two.
            if (event.detail > 1) return
            void controller.undo()
            if (event.detail === 0) focusReading()
          }}
        >
          Undo
        </Button>
      )}
    </div>
  )
}
