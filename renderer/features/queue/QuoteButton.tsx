import { Quote } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useHints } from '../../app/keyboard/keymap.ts'
import { Button } from '../../ui/Button.tsx'
import type { QueueController } from './controller.ts'
import { selectedText } from './selected-text.ts'

const follow = (listener: () => void) => {
  document.addEventListener('selectionchange', listener)
  return () => document.removeEventListener('selectionchange', listener)
}

/** There while text is selected in what one reads. */
export function QuoteButton({ controller }: { controller: QueueController }) {
  const hints = useHints()
  const selected = useSyncExternalStore(follow, () => selectedText() !== '')
  if (!selected) return null
  return (
    <Button look="quiet" hint={hints('note.quote')} data-testid="quote" onMouseDown={(event) => event.preventDefault()} onClick={() => controller.quote()}>
      <Quote size={14} aria-hidden /> Quote
    </Button>
  )
}
