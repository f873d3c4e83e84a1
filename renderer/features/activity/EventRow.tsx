import { Info } from 'lucide-react'
import type { ActivityEvent } from '../../../contract/activity.ts'
import { navigate } from '../../app/navigation.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { actorOf, badgeOf, targetOf } from './words.ts'

interface EventRowProps {
  event: ActivityEvent
  top: number
  height: number
  onDetails(): void
}

/** Opens the session that it belongs to; what it holds to the letter is behind the button at its end. */
export function EventRow({ event, top, height, onDetails }: EventRowProps) {
  const badge = badgeOf(event)
  const { work_session_id } = event
  return (
    <li className="event-place" style={{ transform: `translateY(${top}px)`, height }} data-testid="event-row" data-event-id={event.id}>
      <button
        type="button"
        className="event-row"
        disabled={work_session_id === null}
        onClick={() => work_session_id !== null && navigate({ screen: 'sessions', id: work_session_id })}
      >
        <span className="event-time soft">
          <RelativeTime at={event.created_at} />
        </span>
        <span className="event-badge">
          <Badge tone={badge.tone}>{badge.text}</Badge>
        </span>
        <span className="event-text">
          <span className="cut" dir="auto">
            {event.target_title ?? 'Without a title'}
          </span>
          <span className="cut soft" dir="auto">
            {event.note !== null && event.note !== '' ? `“${event.note}”` : targetOf(event)}
          </span>
        </span>
        <span className="event-who cut" dir="auto">
          {actorOf(event)}
        </span>
        <span className="event-project soft cut" dir="auto">
          {event.project_name}
        </span>
      </button>
      <Button look="quiet" size="small" square action="read.details" ofLine aria-label={`Details of the event: ${badge.text}`} onClick={onDetails} data-testid="event-details">
        <Info size={14} aria-hidden />
      </Button>
    </li>
  )
}
