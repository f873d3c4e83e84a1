import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { noteText } from '../../../contract/commands.ts'
import type { TalkTarget } from '../../../contract/conversation.ts'
import { withWords } from '../../../contract/items.ts'
import { nameBeingTyped, withMentions, type Person } from '../../../contract/mentions.ts'
import { Button, Kbd } from '../../ui/Button.tsx'
import { makeCommand, send } from '../command.ts'
import { asAppError, listen } from '../ipc.ts'
import { printKey } from '../keyboard/keymap.ts'
import { queries, queryClient } from '../queries.ts'
import { commentBegun, CommentDraft } from './comment-draft.ts'

interface ComposerProps {
  target: TalkTarget
  workspaceId: string
  draft: string
  /** while this field was on its way: goes behind the draft */
  typed?: string
  onClose(): void
}

const suggestionsShown = 6

/** Where a comment is written. What is typed is kept beside the outbox until it is sent, across restarts. */
export function Composer({ target, workspaceId, draft, typed: ahead = '', onClose }: ComposerProps) {
  const [text, setText] = useState(() => [commentBegun(target.id, draft), ahead].filter(Boolean).join(' '))
  const [problem, setProblem] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const [caret, setCaret] = useState(text.length)
  const [choice, setChoice] = useState(0)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const list = useId()
  const people = usePeople(workspaceId)
  const [keep] = useState(() => new CommentDraft(target.id))
  useEffect(() => keep.show(setProblem), [keep])

  // Before the next key.
  useLayoutEffect(() => {
    const element = field.current
    element?.focus()
    // One goes on where the words end.
    element?.setSelectionRange(element.value.length, element.value.length)
    if (ahead !== '' && element) keep.type(element.value)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what the field begins with
  }, [])
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight + 2, 240)}px`
  }, [text])

  const typed = nameBeingTyped(text, caret)
  const found = typed === null || typed === dismissed ? [] : people.filter(({ name }) => matches(name, typed) && name.toLowerCase() !== typed.toLowerCase()).slice(0, suggestionsShown)
  const chosen = Math.min(choice, found.length - 1)

  const change = (next: string) => {
    setText(next)
    setProblem(null)
    keep.type(next)
  }
  // A comment that was taken back meanwhile stands behind what is being written: the file has it so, too.
  const putBack = useEffectEvent((words: string) => change(withWords(text, words)))
  useEffect(
    () =>
      listen('outbox.taken_back', ({ words }) => {
        if (words?.item.kind === 'comment' && words.item.id === target.id) putBack(words.text)
      }),
    [target.id],
  )
  const complete = ({ name }: Person) => {
    const start = caret - (typed?.length ?? 0)
    const next = `${text.slice(0, start)}${name} ${text.slice(caret)}`
    const at = start + name.length + 1
    // Within the key's own event: a letter typed right behind it would stand before the cursor is moved.
    flushSync(() => {
      change(next)
      setChoice(0)
      setCaret(at)
    })
    field.current?.focus()
    field.current?.setSelectionRange(at, at)
  }
  const submit = async () => {
    const body = withMentions(text.trim(), people)
    if (body === '') return setProblem('There is nothing to send yet.')
    const tooLong = body.length - (noteText.maxLength ?? Infinity)
    if (tooLong > 0) return setProblem(`The comment is ${tooLong} characters too long. Shorten it; nothing was sent.`)
    setSending(true)
    keep.hold()
    try {
      await send(makeCommand('comment', { workspace_id: workspaceId, target_id: target.id, payload: { on: target.on, body }, expected: {} }))
      keep.drop()
      await queryClient.invalidateQueries({ queryKey: ['conversation.get', target.id] })
      onClose()
    } catch (error) {
      setProblem(`${asAppError(error).message} Your words are still here.`)
      keep.type(text)
    } finally {
      setSending(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      if (!event.repeat && !sending) void submit()
      return
    }
    if (found.length > 0) {
      const person = found[chosen]
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        return setChoice((chosen + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length)
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && person) {
        event.preventDefault()
        return complete(person)
      }
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      if (found.length > 0) return setDismissed(typed)
      // The next key is none of its letters: what it holds is written down as it goes.
      onClose()
    }
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <textarea
        ref={field}
        className="input"
        data-testid="comment-field"
        aria-label="Comment"
        aria-controls={found.length > 0 ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${list}-${chosen}` : undefined}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${list}-problem`}
        rows={2}
        dir="auto"
        value={text}
        readOnly={sending}
        placeholder="For colleagues; the agent does not see it. @ names somebody."
        onChange={(event) => {
          change(event.target.value)
          setCaret(event.target.selectionStart)
          setDismissed(null)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onBlur={() => void keep.flush()}
      />
      {found.length > 0 && (
        <ul ref={intoSight} className="suggestions" id={list} role="listbox" aria-label="Colleagues">
          {found.map((person, index) => (
            <li
              key={person.user_id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === chosen}
              data-testid="mention-option"
              onMouseDown={(event) => {
                event.preventDefault()
                complete(person)
              }}
            >
              {person.name}
            </li>
          ))}
        </ul>
      )}
      {problem !== null && (
        <p className="notice composer-problem" data-tone="bad" role="alert" id={`${list}-problem`}>
          {problem}
        </p>
      )}
      <p className="composer-actions">
        <Button look="primary" size="small" type="submit" hint={printKey('mod+enter')} disabled={sending} data-testid="comment-send">
          Comment
        </Button>
        <span className="soft">
          <Kbd>Esc</Kbd> closes, your words stay.
        </span>
      </p>
    </form>
  )
}

/** In a low window there may be no room above the field: what is offered is scrolled to. */
const intoSight = (list: HTMLUListElement | null): void => list?.scrollIntoView({ block: 'nearest' })

const matches = (name: string, typed: string): boolean => name.toLowerCase().split(/[\s.@_-]+/).some((part) => part.startsWith(typed.toLowerCase())) || name.toLowerCase().startsWith(typed.toLowerCase())

/** Colleagues by the name that is written; two of one name go by their addresses. */
function usePeople(workspaceId: string): readonly Person[] {
  const members = useQuery(queries.members(workspaceId)).data?.members ?? []
  const others = members.filter(({ me }) => !me)
  const taken = new Set(others.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) !== index))
  return others.flatMap(({ user_id, name, email }) => {
    const written = name !== null && !taken.has(name) ? name : email
    return written === null ? [] : [{ user_id, name: written }]
  })
}
