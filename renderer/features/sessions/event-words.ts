import type { ReviewEventRow } from '../../../contract/entities.ts'
import type { SessionDetail } from '../../../contract/sessions.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What an event was about, by its title or question. */
function targetOf(event: ReviewEventRow, { session, artifacts, checkpoints }: SessionDetail): string {
  const artifact = artifacts.find(({ id }) => id === event.target_id)
  if (artifact) return `“${artifact.title ?? artifact.artifact_type}”`
  const checkpoint = checkpoints.find(({ id }) => id === event.target_id)
  if (checkpoint) return checkpoint.stages > 1 ? `the checkpoint of stage ${checkpoint.stage}` : 'the checkpoint'
  return event.target_id === session.id ? 'the session' : 'something that was deleted since'
}

/** One review event as a sentence: who did what to which. A kind that a newer server writes is shown by its name. */
export function eventWords(event: ReviewEventRow, detail: SessionDetail): string {
  const who = event.actor_user_id === null ? 'The system' : (detail.names[event.actor_user_id] ?? 'A former member')
  const what = targetOf(event, detail)
  if (event.target_table === 'work_sessions') return sessionWords(event.kind, who)
  switch (event.kind) {
    case 'approved':
      return `${who} approved ${what}`
    case 'rejected':
      return event.after?.['changes_requested'] === true ? `${who} asked for changes to ${what}` : `${who} rejected ${what}`
    case 'reopened':
      return `${who} reopened ${what}`
    case 'resolved':
      return `${who} ${resolution(text(event.after?.['user_decision']))} ${what}`
    case 'superseded':
      return `${what.charAt(0).toUpperCase()}${what.slice(1)} needed no answer any more`
    case 'claimed':
      return `${who} took ${what}`
    case 'released':
      return `${who} gave ${what} back`
    case 'deleted':
      return `${who} deleted ${what.replace(' that was deleted since', '')}`
    case 'retried':
      return `${who} asked to apply ${what} again`
    case 'imported': {
      const status = text(event.after?.['user_decision']) ?? text(event.after?.['status'])
      return `Before this record began, ${what} was decided${status === null ? '' : `: ${status}`}`
    }
    default:
      return `${who}: ${event.kind.replaceAll('_', ' ')}, ${what}`
  }
}

/** What was said with it: a note, or why the application had failed that is tried again. */
export function eventNote({ kind, note, before }: ReviewEventRow): string | null {
  const reason = kind === 'retried' ? text(before?.['reason']) : null
  return reason === null ? text(note) : `It had failed: ${reason}`
}

function resolution(decision: string | null): string {
  switch (decision) {
    case 'continue':
      return 'let the session continue at'
    case 'modify':
      return 'gave an instruction at'
    case 'reject':
      return 'ended the session at'
    default:
      return 'answered'
  }
}

function sessionWords(kind: string, who: string): string {
  switch (kind) {
    case 'pending':
      return `${who} put the session back to the start`
    case 'running':
      return `${who} started the session`
    case 'paused':
      return `${who} paused the session`
    case 'completed':
      return 'The session was completed'
    case 'failed':
      return 'The session failed'
    case 'cancelled':
      return `${who} cancelled the session`
    default:
      return `${who}: ${kind.replaceAll('_', ' ')}, the session`
  }
}
