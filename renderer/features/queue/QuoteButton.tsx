import { Quote } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useHints } from '../../app/keyboard/keymap.ts'
import { Button } from '../../ui/Button.tsx'
import type { QueueController } from './controller.ts'
import { selectedText } from './selected-text.ts'

// Asked as the selection changes, not as React renders: the question makes the browser lay the page out at once.
let selected = false
const isSelected = () => selected
const follow = (listener: () => void) => {
  const look = () => {
    const now = selectedText() !== ''
    if (now === selected) return
    selected = now
    listener()
  }
  document.addEventListener('selectionchange', look)
  return () => document.removeEventListener('selectionchange', look)
}

/** There while text is selected in what one reads. */
export function QuoteButton({ controller }: { controller: QueueController }) {
  const hints = useHints()
  if (!useSyncExternalStore(follow, isSelected)) return null
  return (
    <Button look="quiet" className="quote" hint={hints('note.quote')} data-testid="quote" onMouseDown={(event) => event.preventDefault()} onClick={() => controller.quote()}>
      <Quote size={14} aria-hidden /> Quote
    </Button>
  )
}
