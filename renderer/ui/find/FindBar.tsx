import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { Button } from '../Button.tsx'
import { count } from '../time.ts'
import { folded, MAX_MATCHES, paint, reveal, search, unpaint, type Found } from './search.ts'
import './find.css'

interface FindBarProps {
  /** what is looked through */
  root: RefObject<HTMLElement | null>
  /** how often it was asked for: each time the field takes the focus */
  asked: number
  onClose(): void
}

const nothing: Found = { matches: [], done: true }

/** Find in the document: as one types, over all that is shown; Enter goes on, Shift+Enter back. */
export function FindBar({ root, asked, onClose }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(selectedText)
  const [found, setFound] = useState<Found>(nothing)
  const [index, setIndex] = useState(0)
  const [hidden, setHidden] = useState(0)

  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [asked])

  // Looked through again when more of the document is rendered, opened or folded away.
  useEffect(() => {
    const element = root.current
    if (element === null) return
    let stop: () => void = () => undefined
    const look = () => {
      stop()
      setHidden(folded(element).length)
      if (text === '') setFound(nothing)
      else stop = search(element, text, (next) => setFound({ ...next, matches: [...next.matches] }))
    }
    look()
    let again: ReturnType<typeof setTimeout> | undefined
    const observer = new MutationObserver(() => {
      clearTimeout(again)
      again = setTimeout(look, 250)
    })
    observer.observe(element, { childList: true, subtree: true })
    return () => {
      stop()
      clearTimeout(again)
      observer.disconnect()
    }
  }, [root, text])

  const current = found.matches[Math.min(index, found.matches.length - 1)]
  useEffect(() => paint(found.matches, current), [found, current])
  useEffect(() => unpaint, [])

  const go = (step: number) => {
    const { length } = found.matches
    if (length === 0) return
    const next = (Math.min(index, length - 1) + step + length) % length
    setIndex(next)
    const match = found.matches[next]
    if (match) reveal(match)
  }
  // The first match comes into view by itself.
  const first = index === 0 ? found.matches[0] : undefined
  const firstPlace = first === undefined ? null : first.startContainer
  useEffect(() => {
    if (first !== undefined) reveal(first)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once per text and place, not with each slice of the search
  }, [text, firstPlace])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) go(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="find" role="search" aria-label="Find in this item" data-testid="find" onKeyDown={onKeyDown}>
      <input
        ref={field}
        className="input"
        type="search"
        aria-label="Find in this item"
        placeholder="Find"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setIndex(0)
        }}
      />
      <span className="find-count soft tabular" role="status" data-testid="find-count">
        {countText(found, index, text)}
      </span>
      <Button look="quiet" size="small" square hint="⇧ ⏎" aria-label="Previous match" onClick={() => go(-1)}>
        <ChevronUp size={14} aria-hidden />
      </Button>
      <Button look="quiet" size="small" square hint="⏎" aria-label="Next match" onClick={() => go(1)}>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Button look="quiet" size="small" square action="app.escape" aria-label="Close" onClick={onClose}>
        <X size={14} aria-hidden />
      </Button>
      {hidden > 0 && text !== '' && (
        <p className="find-rest soft">
          Parts of this are not shown yet.{' '}
          <button type="button" className="find-open" onClick={() => root.current && folded(root.current).slice(0, 200).forEach((button) => button.click())}>
            Show and search them
          </button>
        </p>
      )}
    </div>
  )
}

function countText({ matches, done }: Found, index: number, text: string): string {
  if (text === '') return ''
  if (matches.length === 0) return done ? 'no match' : '…'
  const all = matches.length >= MAX_MATCHES ? `more than ${count(MAX_MATCHES)}` : `${count(matches.length)}${done ? '' : '…'}`
  return `${count(Math.min(index, matches.length - 1) + 1)} of ${all}`
}

/** What is selected in the document is what one wants to find. */
function selectedText(): string {
  const text = getSelection()?.toString().trim() ?? ''
  return text.length <= 100 && !text.includes('\n') ? text : ''
}
