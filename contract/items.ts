import { z } from 'zod'
import { artifactRow, artifactStatus, checkpointRow, checkpointStatus, memberRole, sessionRow, taskType, timestamp, uuid } from './entities.ts'
import { localDecision } from './local.ts'
import { namesById } from './people.ts'

/** An item is an artifact or a checkpoint that waits in the queue. */
export const itemKind = z.enum(['artifact', 'checkpoint'])
export const itemRef = z.object({ kind: itemKind, id: uuid })
export type ItemRef = z.infer<typeof itemRef>

/** Where words that were begun wait: a note on an item, or a comment on an item or a session. */
export const draftRef = z.object({ kind: z.enum(['artifact', 'checkpoint', 'comment']), id: uuid })
export type DraftRef = z.infer<typeof draftRef>

/** A draft with words that are put back to it: behind what has been written meanwhile, with a line between, and once. */
export function withWords(draft: string, words: string): string {
  if (draft.trim() === '') return words
  return draft === words || draft.endsWith(`\n\n${words}`) ? draft : `${draft.trimEnd()}\n\n${words}`
}

const itemContext = {
  workspace_id: uuid,
  work_session_id: uuid,
  project_id: uuid.nullable(),
  project_name: z.string().nullable(),
  agent_name: z.string().nullable(),
  task_type: taskType.nullable(),
  task_intent: z.string().nullable(),
  created_at: z.string(),
  /** 1: a reviewer is waited for; 0: decided, or another revision or stage is in its place */
  waits: z.number().int().optional(),
  /** hidden from the queue until then */
  snoozed_until: z.string().nullable().optional(),
}

/** A row of the queue's list. `key` is the replica's integer for the item, stable as long as the replica is. */
export const queueItem = z.discriminatedUnion('kind', [
  z.object({
    key: z.number().int(),
    kind: z.literal('artifact'),
    id: uuid,
    ...itemContext,
    title: z.string(),
    artifact_type: z.string(),
    revision: z.number().int(),
    content_sha256: z.string(),
    agent_confidence: z.number().nullable(),
    status: artifactStatus,
  }),
  z.object({
    key: z.number().int(),
    kind: z.literal('checkpoint'),
    id: uuid,
    ...itemContext,
    title: z.string(),
    stage: z.number().int(),
    stages: z.number().int(),
    status: checkpointStatus,
  }),
])
export type QueueItem = z.infer<typeof queueItem>

/** An artifact's content as text; `wanted`: not here yet, it is fetched when online; `broken`: its hash did not agree and it is fetched again. */
export const contentState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready'), text: z.string() }),
  z.object({ state: z.literal('wanted') }),
  z.object({ state: z.literal('broken') }),
])
export type ContentState = z.infer<typeof contentState>

/** One revision of an artifact, without its content. */
export const revision = artifactRow.pick({
  id: true,
  revision: true,
  status: true,
  artifact_type: true,
  content_sha256: true,
  content_bytes: true,
  created_at: true,
  reviewed_by_user_id: true,
  reviewed_at: true,
  review_feedback: true,
})
export type Revision = z.infer<typeof revision>

export const itemDetail = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('artifact'),
    item: queueItem,
    artifact: artifactRow,
    session: sessionRow.nullable(),
    content: contentState,
    /** all that are on this computer, this one among them, oldest first */
    revisions: z.array(revision),
    /** the newest of them that I looked at on this computer, or decided */
    seen: uuid.nullable(),
    local: localDecision.nullable(),
    draft: z.string(),
    /** my role in the item's workspace; viewers cannot decide */
    role: memberRole.nullable(),
    /** when it is overdue, by its workspace's `review_within_hours` */
    due_at: timestamp,
    names: namesById,
  }),
  z.object({
    kind: z.literal('checkpoint'),
    item: queueItem,
    checkpoint: checkpointRow,
    session: sessionRow.nullable(),
    local: localDecision.nullable(),
    draft: z.string(),
    role: memberRole.nullable(),
    due_at: timestamp,
    names: namesById,
  }),
])
export type ItemDetail = z.infer<typeof itemDetail>
