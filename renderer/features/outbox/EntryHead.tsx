import { Clock } from 'lucide-react'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { plural } from '../../ui/time.ts'
import { asked, missingWords } from './words.ts'

const stateWords: Record<OutboxEntry['state'], { text: string; tone: Tone }> = {
  held: { text: 'can still be undone', tone: 'plain' },
  unsent: { text: 'unsent', tone: 'wait' },
  sending: { text: 'sending', tone: 'accent' },
  conflict: { text: 'conflict', tone: 'wait' },
  refused: { text: 'refused', tone: 'bad' },
}

export function EntryHead({ entry }: { entry: OutboxEntry }) {
  const { text, tone } = stateWords[entry.state]
  const returned = entry.state === 'conflict' || entry.state === 'refused'
  return (
    <>
      <p className="entry-title cut" dir="auto">
        {entry.title ?? (returned && entry.theirs === null ? missingWords(entry) : 'Without a title')}
      </p>
      <p className="entry-facts soft">
        <Badge tone={tone}>{text}</Badge>
        {!returned && <span>you: {asked(entry)}</span>}
        <span>
          <Clock size={12} aria-hidden /> <RelativeTime at={entry.issued_at} sentence />
        </span>
        {entry.attempts > 1 && <span>{plural(entry.attempts, 'try', 'tries')}</span>}
      </p>
    </>
  )
}
