import type { ReviewEventRow } from '../../../contract/entities.ts'
import type { SessionDetail } from '../../../contract/views.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What an event was about, by its title or question. */
function targetOf(event: ReviewEventRow, { artifacts, checkpoints }: SessionDetail): string {
  const artifact = artifacts.find(({ id }) => id === event.target_id)
  if (artifact) return `“${artifact.title ?? artifact.artifact_type}”`
  const checkpoint = checkpoints.find(({ id }) => id === event.target_id)
  if (checkpoint) return checkpoint.stages > 1 ? `the checkpoint of stage ${checkpoint.stage}` : 'the checkpoint'
  return 'something that was deleted since'
}

/** One review event as a sentence: who did what to which. A kind that a newer server writes is shown by its name. */
export function eventWords(event: ReviewEventRow, detail: SessionDetail): string {
  const who = event.actor_user_id === null ? 'The system' : (detail.names[event.actor_user_id] ?? 'A former member')
  const what = targetOf(event, detail)
  const decision = text(event.after?.['user_decision'])
  const status = text(event.after?.['status'])
  if (event.target_table === 'work_checkpoints' && decision !== null) {
    if (decision === 'continue') return `${who} let the session continue at ${what}`
    if (decision === 'modify') return `${who} gave an instruction at ${what}`
    if (decision === 'reject') return `${who} rejected at ${what}; the session ended`
  }
  if (event.kind.includes('reopen')) return `${who} reopened ${what}`
  if (status === 'approved') return `${who} approved ${what}`
  if (status === 'rejected') return `${who} rejected ${what}`
  if (status === 'superseded') return `${what} needed no answer any more`
  return `${who}: ${event.kind.replaceAll('_', ' ')}, ${what}`
}
