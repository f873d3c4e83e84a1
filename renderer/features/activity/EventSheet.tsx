import type { ReactNode } from 'react'
import type { ActivityEvent } from '../../../contract/activity.ts'
import { navigate } from '../../app/navigation.ts'
import { Button } from '../../ui/Button.tsx'
import { Sheet } from '../../ui/Overlays.tsx'
import { exactTime } from '../../ui/time.ts'
import { actorOf, badgeOf, targetOf } from './words.ts'

/** One event to the letter, hashes included. */
export function EventSheet({ event, onClose }: { event: ActivityEvent | null; onClose(): void }) {
  return (
    <Sheet open={event !== null} onClose={onClose} title="Event" testId="event-sheet">
      {event && <Details event={event} onClose={onClose} />}
    </Sheet>
  )
}

function Details({ event, onClose }: { event: ActivityEvent; onClose(): void }) {
  const { work_session_id } = event
  return (
    <div className="event-sheet">
      <dl>
        <Row name="What">{`${badgeOf(event).text}: ${event.target_title ?? 'without a title'} (${targetOf(event)})`}</Row>
        <Row name="Who">{actorOf(event)}</Row>
        <Row name="When">{exactTime(event.created_at)}</Row>
        {event.project_name !== null && <Row name="Project">{event.project_name}</Row>}
        {event.note !== null && event.note !== '' && <Row name="Note">{event.note}</Row>}
        <Row name="Before">{states(event.before)}</Row>
        <Row name="After">{states(event.after)}</Row>
        <Row name="Number in its chain">{event.seq}</Row>
        {event.content_sha256 !== null && <Row name="Content, SHA-256" code>{event.content_sha256}</Row>}
        {event.command_id !== null && <Row name="Command" code>{event.command_id}</Row>}
        <Row name="Hash" code>{event.hash}</Row>
        <Row name="Hash before it" code>{event.previous_hash ?? 'none: the first of its chain'}</Row>
        <Row name="Target" code>{event.target_id}</Row>
      </dl>
      {work_session_id !== null && (
        <Button
          action="read.session"
          onClick={() => {
            onClose()
            navigate({ screen: 'sessions', id: work_session_id })
          }}
        >
          Open the session
        </Button>
      )}
    </div>
  )
}

function Row({ name, code, children }: { name: string; code?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt className="soft">{name}</dt>
      <dd dir="auto" className={code ? 'event-code' : undefined}>
        {children}
      </dd>
    </div>
  )
}

function states(state: Record<string, unknown> | null): string {
  if (state === null) return 'nothing'
  const said = Object.entries(state).filter(([, value]) => value !== null && value !== '')
  return said.map(([name, value]) => `${name.replaceAll('_', ' ')}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join('\n')
}
