import { AlertTriangle, ArrowRight, Check, Hourglass, Info, MessageSquarePlus, Pencil, Play, X } from 'lucide-react'
import { useRef, type MouseEvent, type ReactNode } from 'react'
import type { ActionId } from '../../app/keyboard/actions.ts'
import { keys, printKey, useHints } from '../../app/keyboard/keymap.ts'
import { Button, Kbd } from '../../ui/Button.tsx'
import { focusReading } from '../../ui/focus-reading.ts'
import type { QueueController } from './controller.ts'
import type { QueueState } from './state.ts'
import { LastDecision } from './LastDecision.tsx'
import { Progress } from './list/Progress.tsx'
import { NotePanel } from './NotePanel.tsx'
import type { Act } from './pending-keys.ts'
import { QuoteButton } from './QuoteButton.tsx'
import { verdictLabel, type Verdict } from './verdicts.ts'

const icons: Record<Verdict, ReactNode> = {
  approve: <Check size={15} aria-hidden />,
  continue: <Play size={14} aria-hidden />,
  reject: <X size={15} aria-hidden />,
  changes: <Pencil size={14} aria-hidden />,
  modify: <Pencil size={14} aria-hidden />,
}

const sendKeys = printKey('mod+enter')

/** The foot of the reading pane: what changed outside, the note, the last decision, the verdicts. */
export function VerdictDock({ controller, state, about }: { controller: QueueController; state: QueueState; /** beside what changed outside */ about?: ReactNode }) {
  const hints = useHints()
  return (
    <footer className="dock">
      {state.change && (
        <div className="dock-news" role="alert" data-testid="change-bar" data-blocks={state.change.blocks || undefined}>
          <div className="dock-change">
            <AlertTriangle size={15} aria-hidden />
            <span>{state.change.text}</span>
            {about}
            {state.change.blocks && (
              <Button size="small" hint={hints('queue.next')} onClick={() => controller.move(1)}>
                Next <ArrowRight size={13} aria-hidden />
              </Button>
            )}
          </div>
        </div>
      )}
      <div className="dock-column">
        {state.writing.open && <NotePanel key={state.current} controller={controller} state={state} />}
        <StatusRow controller={controller} state={state} />
        <VerdictBar controller={controller} state={state} />
      </div>
    </footer>
  )
}

/** One line above the verdicts: why nothing happened, why nothing can be decided, or what was decided last. */
function StatusRow({ controller, state }: { controller: QueueController; state: QueueState }) {
  const said = state.flash ?? (state.change?.blocks ? null : state.obstacle)
  if (said === null) return <LastDecision controller={controller} />
  return (
    <p className="said" id="obstacle" data-testid="obstacle">
      <Info size={14} aria-hidden /> {said}
    </p>
  )
}

function VerdictBar({ controller, state }: { controller: QueueController; state: QueueState }) {
  const hints = useHints()
  const kind = state.mounted?.detail.kind ?? state.item?.kind ?? 'artifact'
  const [yes, no, other]: [Verdict, Verdict, Verdict] = kind === 'artifact' ? ['approve', 'reject', 'changes'] : ['continue', 'reject', 'modify']
  const { armed } = state.writing
  const pressedOn = useRef<number | null>(null)

  const choose = (verdict: Verdict) => (event: MouseEvent) => {
    // The second click of a double click is the same decision; so is one that began on the item before.
    if (event.detail > 1 || (event.detail > 0 && pressedOn.current !== state.current)) return
    controller.choose(verdict)
    if (event.detail === 0 && controller.state.get().writing.armed === null) focusReading()
  }
  const button = (verdict: Verdict, action: ActionId) => (
    <Button
      look={armed === verdict || (verdict === yes && armed === null) ? 'primary' : 'plain'}
      className="verdict"
      data-verdict={verdict}
      data-testid={`verdict-${verdict}`}
      aria-description={armed === verdict ? 'Sends the verdict' : undefined}
      aria-pressed={verdict === yes ? undefined : armed === verdict}
      // aria-disabled, not disabled: the bar keeps its focus and says why when asked.
      aria-disabled={!state.decidable}
      aria-describedby={state.obstacle === null ? undefined : 'obstacle'}
      hint={armed === verdict ? sendKeys : hints(action)}
      // Keeps the mouse from leaving the focus on the button.
      onMouseDown={(event) => {
        event.preventDefault()
        pressedOn.current = state.current
      }}
      onClick={choose(verdict)}
    >
      {armed !== verdict && icons[verdict]}
      {verdictLabel(verdict)}
    </Button>
  )

  return (
    <div className="verdicts" role="group" aria-label="Decision">
      {button(yes, 'decide.affirm')}
      {button(no, 'decide.reject')}
      {button(other, 'decide.changes')}
      <Button
        look="quiet"
        hint={hints('note.open')}
        data-testid="verdict-note"
        aria-expanded={state.writing.open}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => controller.openNote()}
      >
        <MessageSquarePlus size={15} aria-hidden /> Note
      </Button>
      <QuoteButton controller={controller} />
      <span className="verdicts-text">
        {state.pending.length > 0 && <WaitingKeys state={state} />}
      </span>
      <Progress controller={controller} size={state.size} />
    </div>
  )
}

/** Keys that were pressed before their item was there. */
function WaitingKeys({ state: { pending, mounted } }: { state: QueueState }) {
  const shown = pending.slice(-8)
  return (
    <span className="pending-keys" role="status" data-testid="pending-keys">
      <Hourglass size={14} aria-hidden />
      {pending.length > shown.length && `${pending.length - shown.length} more, then`}
      {shown.map((act, i) => (act.kind === 'text' ? <span key={i} className="cut" dir="auto">“{act.text}”</span> : <Kbd key={i}>{keyOfAct(act)}</Kbd>))}
      {mounted ? 'in a moment' : 'for the next item'}
    </span>
  )
}

function keyOfAct(act: Exclude<Act, { kind: 'text' }>): string {
  const action = ((): ActionId => {
    switch (act.kind) {
      case 'verdict':
        return act.key === 'a' ? 'decide.affirm' : act.key === 'r' ? 'decide.reject' : 'decide.changes'
      case 'note':
        return 'note.open'
      case 'templates':
      case 'insert':
        return 'note.templates'
      case 'send':
        return 'decide.send'
      case 'move':
        return act.step === 1 ? 'queue.next' : 'queue.previous'
    }
  })()
  return printKey(keys.get().map.keyOf(action) ?? act.kind)
}
