import { TextQuote } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { asAppError } from '../../app/ipc.ts'
import { printKey, useHints } from '../../app/keyboard/keymap.ts'
import { useNoteTemplates } from '../../app/note-templates.ts'
import { Kbd } from '../../ui/Button.tsx'
import { PickMenu } from '../../ui/PickMenu.tsx'
import type { QueueController } from './controller.ts'
import type { QueueState } from './state.ts'
import { mayWrite, needsWords, verdictLabel, type Verdict } from './verdicts.ts'

const placeholders: Record<Verdict, string> = {
  approve: '',
  continue: '',
  reject: 'Why, in words for the agent (may stay empty)',
  changes: 'Which changes do you ask for?',
  modify: 'What should the agent do differently?',
}

const sendKeys = printKey('mod+enter')

/** The words that go with a decision, kept as they are typed. */
export function NotePanel({ controller, state }: { controller: QueueController; state: QueueState }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { armed, text, asked, caret } = state.writing
  const caretNow = useRef(caret)
  useLayoutEffect(() => {
    caretNow.current = caret
  })

  // A draft that comes back with its item, or with the screen, does not take the focus; opening the note or arming does.
  useLayoutEffect(() => {
    const element = field.current
    if (!element || !controller.noteWasAsked()) return
    element.focus()
    const place = caretNow.current ?? element.value.length
    element.setSelectionRange(place, place)
    element.scrollTop = element.scrollHeight
  }, [asked, controller])
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight + 2, 220)}px`
  }, [text])

  const readOnly = state.mounted !== null && !mayWrite(state.mounted.detail)

  return (
    <div className="note" data-armed={armed ?? undefined}>
      <textarea
        ref={field}
        className="input"
        data-testid="note"
        aria-label={armed === null ? 'Note' : `Note to send with: ${verdictLabel(armed).toLowerCase()}`}
        aria-required={armed !== null && needsWords(armed)}
        rows={readOnly ? 1 : 2}
        dir="auto"
        value={text}
        // It takes the focus all the same: what somebody types who expects to write is no key.
        readOnly={readOnly}
        aria-describedby={state.obstacle === null ? undefined : 'obstacle'}
        placeholder={readOnly ? 'Notes come from those who decide here.' : armed === null ? 'A note that goes with your decision' : placeholders[armed]}
        onSelect={({ currentTarget }) => controller.caretAt(currentTarget.selectionStart, currentTarget.selectionEnd)}
        onChange={(event) => controller.type(event.target.value)}
      />
      <div className="note-foot">
        <p className="note-hint soft">
          {armed === null ? (
            <>
              {!readOnly && (state.obstacle === null ? 'Goes with whatever you decide. ' : 'Kept with this item. ')}
              <Kbd>Esc</Kbd> leaves the field.
            </>
          ) : (
            <>
              <Kbd>{sendKeys}</Kbd> sends: {verdictLabel(armed).toLowerCase()}. <Kbd>Esc</Kbd> disarms, your words stay.
            </>
          )}
        </p>
        {!readOnly && <Templates controller={controller} state={state} />}
      </div>
    </div>
  )
}

/** Own words by name or number. */
function Templates({ controller, state }: { controller: QueueController; state: QueueState }) {
  const hints = useHints()
  const { templates, read, error } = useNoteTemplates()
  const pick = (id: string) => {
    const template = templates.find((each) => each.id === id)
    if (template) controller.insertTemplate(template.text)
  }
  return (
    <PickMenu
      label="Templates"
      hint={hints('note.templates')}
      icon={<TextQuote size={14} aria-hidden />}
      open={state.templatesOpen}
      onOpenChange={(open) => controller.showTemplates(open)}
      picks={templates.map(({ id, name }, i) => ({ id, label: name, ...(i < 9 ? { detail: <Kbd>{printKey(`mod+${i + 1}`)}</Kbd> } : {}) }))}
      empty={error !== null ? `Your templates could not be read: ${asAppError(error).message}` : read ? 'There are no templates yet. The settings have a place for them.' : 'Reading them.'}
      onPick={pick}
      testId="templates"
    />
  )
}
