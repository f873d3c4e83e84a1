import { Check, FileText, MessageSquare, Upload, type LucideIcon } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ItemRef } from '../../../contract/items.ts'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { CommentBody } from '../../app/talk/CommentBody.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Choices.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { timelineKinds, timelineOf, type TimelineEntry, type TimelineKind } from './timeline.ts'
import './timeline.css'

const icons: Record<TimelineKind, LucideIcon> = { work: FileText, decision: Check, comment: MessageSquare, application: Upload }
const labels: Record<TimelineKind, string> = { work: 'Work', decision: 'Decisions', comment: 'Comments', application: 'Applied' }

/** A long history is read from its end; the rest comes on demand. */
const shownAtFirst = 60

/** What happened in the session, the newest first. */
export function Timeline({ detail, me, onOpen }: { detail: SessionDetail; me: string; onOpen(item: ItemRef): void }) {
  const entries = useMemo(() => timelineOf(detail), [detail])
  const [only, setOnly] = useState<TimelineKind | null>(null)
  const [all, setAll] = useState(false)
  const there = timelineKinds.filter((kind) => entries.some((entry) => entry.kind === kind))
  const chosen = only === null ? entries : entries.filter(({ kind }) => kind === only)
  const shown = all ? chosen : chosen.slice(0, shownAtFirst)

  return (
    <section aria-label="Timeline" data-testid="timeline">
      <div className="timeline-head">
        <h2>Timeline</h2>
        {there.length > 1 && (
          <div className="timeline-filter" role="group" aria-label="Show only">
            {there.map((kind) => (
              <Chip key={kind} label={labels[kind]} pressed={only === kind} onClick={() => setOnly(only === kind ? null : kind)} />
            ))}
          </div>
        )}
      </div>
      <ol className="timeline">
        {shown.map((entry) => (
          <Entry key={`${entry.kind} ${entry.id}`} entry={entry} me={me} onOpen={onOpen} />
        ))}
      </ol>
      {chosen.length > shown.length && (
        <Button look="quiet" size="small" action="read.more" onClick={() => setAll(true)}>
          Show {chosen.length - shown.length} earlier
        </Button>
      )}
    </section>
  )
}

function Entry({ entry, me, onOpen }: { entry: TimelineEntry; me: string; onOpen(item: ItemRef): void }) {
  const { kind, at, sentence, words, body, item, unsent } = entry
  const Icon = icons[kind]
  return (
    <li className="timeline-entry" data-kind={kind}>
      <span className="timeline-icon">
        <Icon size={13} aria-hidden />
      </span>
      <div className="timeline-what">
        <p>
          {item === null ? (
            <span dir="auto">{sentence}</span>
          ) : (
            <button type="button" className="timeline-open" dir="auto" onClick={() => onOpen(item)}>
              {sentence}
            </button>
          )}
          {unsent && <Badge tone="wait">unsent</Badge>}
          <span className="timeline-time">
            <RelativeTime at={at} sentence />
          </span>
        </p>
        {words !== null && (
          <blockquote className="words" dir="auto">
            {words}
          </blockquote>
        )}
        {body !== null && <CommentBody body={body} me={me} />}
      </div>
    </li>
  )
}
