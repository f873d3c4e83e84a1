import type { ActivityEvent, ChainProblem, EventKind, EventTarget } from '../../../contract/activity.ts'
import type { Tone } from '../../ui/Badge.tsx'

export const kindWords: Record<EventKind, string> = {
  approved: 'approved',
  rejected: 'rejected',
  reopened: 'reopened',
  resolved: 'checkpoint answered',
  superseded: 'needed no answer',
  claimed: 'taken',
  released: 'given back',
  running: 'session started',
  paused: 'session paused',
  completed: 'session completed',
  failed: 'session failed',
  cancelled: 'session cancelled',
  deleted: 'deleted',
  imported: 'decided before the record',
  retried: 'application tried again',
}

export const targetWords: Record<EventTarget, string> = { work_artifacts: 'artifacts', work_checkpoints: 'checkpoints', work_sessions: 'sessions', projects: 'projects' }
const oneOf: Record<EventTarget, string> = { work_artifacts: 'artifact', work_checkpoints: 'checkpoint', work_sessions: 'session', projects: 'project' }

const isKind = (kind: string): kind is EventKind => kind in kindWords
const isTarget = (table: string): table is EventTarget => table in oneOf

/** The badge of an event: what happened, in a word or two. A kind of a newer server by its name. */
export function badgeOf({ kind, after }: Pick<ActivityEvent, 'kind' | 'after'>): { text: string; tone: Tone } {
  const decision = after?.['user_decision']
  switch (kind) {
    case 'approved':
      return { text: 'approved', tone: 'good' }
    case 'rejected':
      return { text: after?.['changes_requested'] === true ? 'changes asked' : 'rejected', tone: 'bad' }
    case 'resolved':
      return { text: typeof decision === 'string' ? decision : 'answered', tone: decision === 'reject' ? 'bad' : decision === 'continue' ? 'good' : 'plain' }
    case 'retried':
      return { text: 'tried again', tone: 'wait' }
    case 'running':
      return { text: 'started', tone: 'accent' }
    case 'failed':
    case 'cancelled':
    case 'deleted':
      return { text: kind, tone: 'bad' }
    default:
      return { text: isKind(kind) ? kindWords[kind].replace('session ', '') : kind.replaceAll('_', ' '), tone: 'plain' }
  }
}

export const actorOf = ({ actor_user_id, actor_name }: Pick<ActivityEvent, 'actor_user_id' | 'actor_name'>): string =>
  actor_user_id === null ? 'The system' : (actor_name ?? 'A former member')

/** `artifact`, and of what is gone `artifact, deleted since` */
export function targetOf({ target_table, work_session_id, target_title, item }: ActivityEvent): string {
  const word = isTarget(target_table) ? oneOf[target_table] : target_table.replaceAll('_', ' ')
  const gone = target_table === 'projects' ? target_title === null : target_table === 'work_sessions' ? work_session_id === null : item === null
  return gone ? `${word}, deleted since` : word
}

/** What a problem of a chain means. */
export const problemWords: Record<ChainProblem['problem'], string> = {
  changed: 'What the event says does not fit its hash: it was changed after it was written.',
  gap: 'An event before this one is missing.',
  broken_chain: 'It does not follow from the event before it.',
  tail_missing: 'A later event was there once. The end of the record was cut off, or the server came back from a backup.',
  rewritten: 'This event had another hash when it first came here: it was written anew on the server.',
  head_missing: 'The server’s own note of where this chain ends is gone.',
  decision_without_event: 'It was decided, and the record does not say so.',
}
