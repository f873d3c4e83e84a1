import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { v4 as uuid } from 'uuid'
import type { AppError } from '../../../contract/errors.ts'
import type { NoteTemplate } from '../../../contract/kept.ts'
import { Confirm } from '../../app/Confirm.tsx'
import { asAppError } from '../../app/ipc.ts'
import { printKey } from '../../app/keyboard/keymap.ts'
import { keepNoteTemplates, useNoteTemplates } from '../../app/note-templates.ts'
import { Button, Kbd } from '../../ui/Button.tsx'
import { Line } from '../../ui/Lines.tsx'
import { useLeaving } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { Section } from './parts.tsx'

const limits = { name: 80, text: 5_000, count: 50 }

/** Words that one writes often, each under a number. They are this account's, and kept sealed. */
export function TemplatesSection() {
  const { templates, read, error: unread } = useNoteTemplates()
  const [unkept, setError] = useState<AppError | null>(null)
  const error = unkept ?? (unread === null ? null : asAppError(unread))
  const onChange = (next: readonly NoteTemplate[]) => {
    setError(null)
    keepNoteTemplates(next).catch((cause: unknown) => setError(asAppError(cause)))
  }
  const [editing, setEditing] = useState<string | null>(null)
  const [deleting, setDeleting] = useState<NoteTemplate | null>(null)
  const put = (template: NoteTemplate) => {
    const known = templates.some(({ id }) => id === template.id)
    onChange(known ? templates.map((each) => (each.id === template.id ? template : each)) : [...templates, template])
    setEditing(null)
  }
  const move = (from: number, to: number) => {
    const next = [...templates]
    next.splice(to, 0, ...next.splice(from, 1))
    onChange(next)
  }
  return (
    <Section title="Templates for notes">
      {error && <ErrorNotice error={error} />}
      {templates.map((template, i) =>
        editing === template.id ? (
          <TemplateForm key={template.id} template={template} onDone={put} onCancel={() => setEditing(null)} />
        ) : (
          <Line
            key={template.id}
            label={
              <span className="template-name">
                {i < 9 && <Kbd>{printKey(`mod+${i + 1}`)}</Kbd>}
                <span className="cut" dir="auto">
                  {template.name}
                </span>
              </span>
            }
            text={
              <span className="template-text" dir="auto">
                {template.text}
              </span>
            }
            testId="template"
          >
            <span className="template-tools">
              <Button look="quiet" size="small" square action="work.up" ofLine aria-label={`Up: ${template.name}`} disabled={i === 0} onClick={() => move(i, i - 1)}>
                <ArrowUp size={14} aria-hidden />
              </Button>
              <Button look="quiet" size="small" square action="work.down" ofLine aria-label={`Down: ${template.name}`} disabled={i === templates.length - 1} onClick={() => move(i, i + 1)}>
                <ArrowDown size={14} aria-hidden />
              </Button>
              <Button look="quiet" size="small" square action="work.delete" ofLine aria-label={`Delete: ${template.name}`} onClick={() => setDeleting(template)}>
                <Trash2 size={14} aria-hidden />
              </Button>
              <Button look="quiet" size="small" action="work.edit" ofLine aria-label={`Edit: ${template.name}`} onClick={() => setEditing(template.id)}>
                Edit
              </Button>
            </span>
          </Line>
        ),
      )}
      {editing === '' ? (
        <TemplateForm template={{ id: uuid(), name: '', text: '' }} onDone={put} onCancel={() => setEditing(null)} />
      ) : (
        <Line
          label={read && templates.length === 0 ? 'None yet' : 'Another one'}
          text={read && templates.length === 0 ? 'A template puts words that you write often into the note.' : 'The first nine have a key each; in the note it puts the words where the cursor stands.'}
        >
          <Button action="work.new" data-testid="add-template" disabled={!read || templates.length >= limits.count} onClick={() => setEditing('')}>
            Add a template
          </Button>
        </Line>
      )}
      {deleting && (
        <Confirm
          title={`Delete the template ${deleting.name}?`}
          description="Its words are deleted from this computer. Notes that they were put into stay as they are."
          keep="Keep it"
          confirm="Delete it"
          testId="confirm-delete-template"
          onClose={() => setDeleting(null)}
          onConfirm={() => {
            onChange(templates.filter(({ id }) => id !== deleting.id))
            setDeleting(null)
            return Promise.resolve()
          }}
        />
      )}
    </Section>
  )
}

function TemplateForm({ template, onDone, onCancel }: { template: NoteTemplate; onDone(template: NoteTemplate): void; onCancel(): void }) {
  const id = useId()
  const [name, setName] = useState(template.name)
  const [text, setText] = useState(template.text)
  const { leave, question } = useLeaving(name !== template.name || text !== template.text, onCancel)
  const complete = name.trim() !== '' && text.trim() !== ''
  return (
    <>
      <form
        className="template-form"
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
          event.stopPropagation()
          leave()
        }}
        onSubmit={(event) => {
          event.preventDefault()
          if (complete) onDone({ id: template.id, name: name.trim(), text })
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-name`}>Name</label>
          <input id={`${id}-name`} className="input" autoFocus dir="auto" maxLength={limits.name} value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor={`${id}-text`}>Words</label>
          <textarea id={`${id}-text`} className="input" rows={3} dir="auto" maxLength={limits.text} value={text} onChange={(event) => setText(event.target.value)} aria-describedby={`${id}-hint`} />
          <p className="field-hint" id={`${id}-hint`}>
            {'{title}, {task}, {project}, {agent}, {revision} and {date} become those of the item on screen.'}
          </p>
        </div>
        <div className="form-actions">
          <Button action="app.escape" onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" look="primary" action="decide.send" disabled={!complete}>
            Save
          </Button>
        </div>
      </form>
      {question}
    </>
  )
}
