import { z } from 'zod'
import {
  applicationRow,
  artifactRow,
  artifactStatus,
  checkpointRow,
  checkpointStatus,
  commentRow,
  iterationRow,
  memberRole,
  mutationRow,
  projectRow,
  reviewEventRow,
  sessionRow,
  sessionStatus,
  taskType,
  uuid,
} from './entities.ts'
import { appErrorSchema } from './errors.ts'
import { command, commandError, commandKinds } from './commands.ts'

/** What the replica's queries answer: rows joined for one screen, names resolved where the parent is known. */

/** An item is an artifact or a checkpoint that waits in the queue. */
export const itemKind = z.enum(['artifact', 'checkpoint'])
export type ItemKind = z.infer<typeof itemKind>
export const itemRef = z.object({ kind: itemKind, id: uuid })
export type ItemRef = z.infer<typeof itemRef>

/** Where words that were begun wait: a note on an item, or a comment on an item or a session. */
export const draftRef = z.object({ kind: z.enum(['artifact', 'checkpoint', 'comment']), id: uuid })
export type DraftRef = z.infer<typeof draftRef>

/** A decision made here that the server has not confirmed, as the screen shows it. */
export const localDecision = z.object({
  command_id: uuid,
  state: z.enum(['held', 'unsent', 'sending', 'conflict', 'refused']),
  decision: z.enum(['approve', 'reject', 'continue', 'modify', 'reopen']),
  note: z.string().nullable(),
})
export type LocalDecision = z.infer<typeof localDecision>

/** A project, session, … that was created, changed or deleted here and that the server has not confirmed: by what, and how far it is. */
export const localChange = z.object({ command_id: uuid, kind: z.enum(commandKinds), state: localDecision.shape.state })
export type LocalChange = z.infer<typeof localChange>

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

const names = z.record(z.string(), z.string())

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
    /** user id → name or e-mail address, for everybody whom the rows mention */
    names,
  }),
  z.object({
    kind: z.literal('checkpoint'),
    item: queueItem,
    checkpoint: checkpointRow,
    session: sessionRow.nullable(),
    local: localDecision.nullable(),
    draft: z.string(),
    role: memberRole.nullable(),
    names,
  }),
])
export type ItemDetail = z.infer<typeof itemDetail>

/** How the item of a returned command stands on the server, as last heard. */
export const theirState = z.object({
  status: z.union([artifactStatus, checkpointStatus]),
  /** null: nobody has decided (any more) */
  decision: z.enum(['approve', 'reject', 'continue', 'modify']).nullable(),
  /** name or e-mail address, where known */
  by: z.string().nullable(),
  /** by this account, from another device */
  by_me: z.boolean(),
  at: z.string().nullable(),
  note: z.string().nullable(),
})
export type TheirState = z.infer<typeof theirState>

/** What was found damaged in the outbox when it was opened, kept apart and never sent. */
export const setAside = z.object({
  /** decisions whose seal did not agree */
  rows: z.number().int(),
  /** the whole file could not be used: the name that it has now, in the account's folder */
  file: z.string().nullable(),
})
export type SetAside = z.infer<typeof setAside>

/** What a command sets, beside what the server has: the name of a project, the status of a session. */
export const outboxField = z.object({ name: z.string(), mine: z.string().nullable(), theirs: z.string().nullable() })
export type OutboxField = z.infer<typeof outboxField>

/** A decision made on this computer, and whether it can be taken back. */
export const decidedEntry = z.object({
  command,
  item: itemRef,
  /** null: the item is not here any more */
  title: z.string().nullable(),
  project_name: z.string().nullable(),
  state: z.enum(['held', 'unsent', 'sending', 'conflict', 'refused', 'sent', 'reopened']),
  /** remove: it has not left this computer · reopen: the server is asked · no: and why */
  undo: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('remove') }),
    z.object({ kind: z.literal('reopen') }),
    z.object({ kind: z.literal('no'), why: z.string() }),
  ]),
})
export type DecidedEntry = z.infer<typeof decidedEntry>

/** One command of the outbox as the tray shows it. */
export const outboxEntry = z.object({
  command_id: uuid,
  kind: z.enum(commandKinds),
  target_id: uuid,
  /** as it was recorded, so that it can be taken up again */
  command,
  /** the item that it is about; null: a project, a session, an application */
  item: itemRef.nullable(),
  title: z.string().nullable(),
  state: z.enum(['held', 'unsent', 'sending', 'conflict', 'refused']),
  /** of decisions alone */
  decision: localDecision.shape.decision.nullable(),
  /** my words: feedback, instruction, comment */
  note: z.string().nullable(),
  /** of everything that is no decision */
  fields: z.array(outboxField),
  issued_at: z.string(),
  attempts: z.number().int(),
  error: z.union([appErrorSchema, commandError]).nullable(),
  /** of conflicts and refusals of decisions; null: the item is not here any more */
  theirs: theirState.nullable(),
  /** of conflicts and refusals: what can be decided now, the item itself or its newest revision */
  again: itemRef.nullable(),
})
export type OutboxEntry = z.infer<typeof outboxEntry>

const named = z.object({ id: uuid, workspace_id: uuid, name: z.string() })
/** What the palette finds, the best first. */
export const paletteFound = z.object({
  projects: z.array(named),
  sessions: z.array(named),
  agents: z.array(named),
  /** those that wait before those that do not, by title before by text, the newest first */
  items: z.array(queueItem),
})
export type PaletteFound = z.infer<typeof paletteFound>

export const sessionFilter = z.strictObject({
  workspace_id: uuid.nullable(),
  project_id: uuid.nullable(),
  statuses: z.array(sessionStatus),
  task_types: z.array(taskType).optional(),
  agent_id: uuid.nullable().optional(),
  /** created at or after, created before: moments */
  created_from: z.iso.datetime().nullable().optional(),
  created_to: z.iso.datetime().nullable().optional(),
  /** all of its words occur in the task, the project's or the agent's name */
  text: z.string().max(200).optional(),
})
export type SessionFilter = z.infer<typeof sessionFilter>

export const sessionSummary = sessionRow.extend({
  project_name: z.string().nullable(),
  agent_name: z.string().nullable(),
  artifacts: z.number().int(),
  pending_artifacts: z.number().int(),
  pending_checkpoints: z.number().int(),
  local: localChange.nullable(),
})
export type SessionSummary = z.infer<typeof sessionSummary>
export const sessionPage = z.object({ sessions: z.array(sessionSummary), total: z.number().int() })
export type SessionPage = z.infer<typeof sessionPage>

/** With what was written here and has not been sent. */
export const shownComment = commentRow.extend({ local: localChange.nullable() })
export type ShownComment = z.infer<typeof shownComment>

/** An approved artifact on its way into the substrate. */
export const shownApplication = applicationRow.extend({ artifact_title: z.string().nullable(), local: localChange.nullable() })
export type ShownApplication = z.infer<typeof shownApplication>

export const sessionDetail = z.object({
  session: sessionSummary,
  agent: z.object({ id: uuid, name: z.string(), description: z.string().nullable() }).nullable(),
  artifacts: z.array(artifactRow.extend({ local: localDecision.nullable() })),
  checkpoints: z.array(checkpointRow.extend({ local: localDecision.nullable() })),
  iterations: z.array(iterationRow),
  applications: z.array(shownApplication),
  mutations: z.array(mutationRow),
  /** on the session and on its items */
  comments: z.array(shownComment),
  events: z.array(reviewEventRow),
  /** what came back from the server about this session */
  returned: z.array(outboxEntry),
  /** my role in its workspace */
  role: memberRole.nullable(),
  names,
})
export type SessionDetail = z.infer<typeof sessionDetail>

export const projectSummary = projectRow.extend({
  basket_name: z.string().nullable(),
  sessions_by_status: z.record(sessionStatus, z.number().int()),
  pending_artifacts: z.number().int(),
  pending_checkpoints: z.number().int(),
  approved: z.number().int(),
  rejected: z.number().int(),
  /** artifacts decided per day, the last 14 days in UTC, oldest first */
  days: z.array(z.object({ approved: z.number().int(), rejected: z.number().int() })),
  last_activity_at: z.string().nullable(),
  local: localChange.nullable(),
})
export type ProjectSummary = z.infer<typeof projectSummary>

export const projectDetail = z.object({
  project: projectSummary,
  /** what goes with it when it is deleted */
  content: z.object({
    sessions: z.number().int(),
    artifacts: z.number().int(),
    checkpoints: z.number().int(),
    applications: z.number().int(),
    comments: z.number().int(),
    /** decisions and changes made here that have not been sent */
    unsent: z.number().int(),
  }),
  /** as the server last sent it; null: it has not got it yet */
  server_version: z.number().int().nullable(),
  /** what came back from the server about this project */
  returned: z.array(outboxEntry),
  role: memberRole.nullable(),
  names,
})
export type ProjectDetail = z.infer<typeof projectDetail>

/** A basket has at most one project. */
export const basketChoice = z.object({ id: uuid, workspace_id: uuid, name: z.string(), project_id: uuid.nullable(), project_name: z.string().nullable() })
export type BasketChoice = z.infer<typeof basketChoice>
export const agentChoice = z.object({ id: uuid, workspace_id: uuid, name: z.string(), description: z.string().nullable() })
export type AgentChoice = z.infer<typeof agentChoice>
