import type { ReviewEventRow } from '../../../contract/entities.ts'
import type { ItemRef } from '../../../contract/items.ts'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { artifactTypeWords } from '../../ui/item/words.ts'
import { eventNote, eventWords } from './event-words.ts'

export const timelineKinds = ['work', 'decision', 'comment', 'application'] as const
/** work: what the agent made, and how the session went; decision: what people decided */
export type TimelineKind = (typeof timelineKinds)[number]

/** One thing that happened in a session. */
export interface TimelineEntry {
  id: string
  at: string
  kind: TimelineKind
  sentence: string
  /** feedback, instruction, reason: words that were not said to a colleague */
  words: string | null
  /** of comments: their text, with mentions */
  body: string | null
  /** what it is about, to open beside it */
  item: ItemRef | null
  /** made here, and the server does not have it yet */
  unsent: boolean
}

const entry = (id: string, at: string, kind: TimelineKind, sentence: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id,
  at,
  kind,
  sentence,
  words: null,
  body: null,
  item: null,
  unsent: false,
  ...more,
})

/** Start, artifacts, checkpoints, decisions, revisions, comments, applications: the newest first. */
export function timelineOf(detail: SessionDetail): TimelineEntry[] {
  return [...beginning(detail), ...works(detail), ...questions(detail), ...decisions(detail), ...comments(detail), ...applications(detail)].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || b.at.localeCompare(a.at) || b.id.localeCompare(a.id),
  )
}

const personOf = ({ names }: SessionDetail, id: string | null): string => (id === null ? 'A former member' : (names[id] ?? 'A former member'))
const agentOf = ({ session }: SessionDetail): string => session.agent_name ?? 'The agent'

function beginning(detail: SessionDetail): TimelineEntry[] {
  const { id, created_at, initiated_by_user_id } = detail.session
  return [entry(id, created_at, 'work', `${initiated_by_user_id === null ? 'The backend' : personOf(detail, initiated_by_user_id)} created the session`)]
}

const titleOf = ({ title, artifact_type }: SessionDetail['artifacts'][number]): string => `“${title ?? artifactTypeWords(artifact_type)}”`

function works(detail: SessionDetail): TimelineEntry[] {
  return detail.artifacts.map((artifact) => {
    const { id, created_at, revision } = artifact
    const did = revision > 1 ? `revised ${titleOf(artifact)}: revision ${revision}` : `made ${titleOf(artifact)}`
    return entry(id, created_at, 'work', `${agentOf(detail)} ${did}`, { item: { kind: 'artifact', id } })
  })
}

function questions(detail: SessionDetail): TimelineEntry[] {
  return detail.checkpoints.map(({ id, created_at, checkpoint_type, reason, stage, stages }) => {
    const who = checkpoint_type === 'user_requested' ? 'Somebody wanted to be asked' : `${agentOf(detail)} asked`
    const where = stages > 1 ? ` at stage ${stage} of ${stages}` : ''
    return entry(id, created_at, 'work', `${who}${where}`, { words: reason, item: { kind: 'checkpoint', id } })
  })
}

function itemOf(detail: SessionDetail, id: string): ItemRef | null {
  if (detail.artifacts.some((artifact) => artifact.id === id)) return { kind: 'artifact', id }
  return detail.checkpoints.some((checkpoint) => checkpoint.id === id) ? { kind: 'checkpoint', id } : null
}

const kindOf = ({ kind, target_table }: ReviewEventRow): TimelineKind => (target_table === 'work_sessions' ? 'work' : kind === 'retried' ? 'application' : 'decision')

function decisions(detail: SessionDetail): TimelineEntry[] {
  return detail.events.map((event) =>
    entry(event.id, event.created_at, kindOf(event), eventWords(event, detail), {
      words: eventNote(event),
      item: itemOf(detail, event.target_id),
    }),
  )
}

function comments(detail: SessionDetail): TimelineEntry[] {
  return detail.comments.map(({ id, created_at, author_user_id, body, artifact_id, checkpoint_id, local }) => {
    const artifact = detail.artifacts.find((each) => each.id === artifact_id)
    const about = artifact ? ` on ${titleOf(artifact)}` : checkpoint_id === null ? '' : ' on the checkpoint'
    const item = itemOf(detail, artifact_id ?? checkpoint_id ?? '')
    return entry(id, created_at, 'comment', `${personOf(detail, author_user_id)} commented${about}`, { body, item, unsent: local !== null })
  })
}

function applications(detail: SessionDetail): TimelineEntry[] {
  const applied = detail.applications.flatMap(({ id, artifact_id, artifact_title, status, finished_at, reason }) => {
    if (finished_at === null) return []
    const what = artifact_title === null ? 'An artifact' : `“${artifact_title}”`
    const outcome = { applied: 'was applied', failed: 'could not be applied', cancelled: 'is not going to be applied', pending: 'waits to be applied' }[status]
    return [entry(id, finished_at, 'application', `${what} ${outcome}`, { words: reason, item: itemOf(detail, artifact_id) })]
  })
  const changes = { create: 'created', update: 'changed', delete: 'deleted' } as const
  return [...applied, ...detail.mutations.map(({ id, created_at, kind, target }) => entry(id, created_at, 'application', `${target} was ${changes[kind]}`))]
}
