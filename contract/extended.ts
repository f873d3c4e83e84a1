import { z } from 'zod'
import { noteText } from './commands.ts'
import { taskType, timestamp, uuid } from './entities.ts'

/**
 * What the database offers beyond the first queue: more kinds of commands, and tables that a reader asks for by name
 * (`sync_pull`'s `tables`). A reader that does not ask never sees them.
 */
const envelope = { command_id: uuid, workspace_id: uuid, target_id: uuid, issued_at: z.iso.datetime({ offset: true }) }
const nothing = z.strictObject({})
const on = z.enum(['artifact', 'checkpoint'])
const name = z.string().min(1).max(200)

const kind = <K extends string, E extends z.ZodType, P extends z.ZodType>(literal: K, expected: E, payload: P) =>
  z.strictObject({ ...envelope, kind: z.literal(literal), expected, payload })

/** "I'm on it": lasts 15 minutes, the same again prolongs it. Conflict `already_claimed` while somebody else's lasts. */
export const claimItem = kind('claim', nothing, z.strictObject({ on }))
export const releaseItem = kind('release', nothing, z.strictObject({ on }))
/** The comment's id is the command's. */
export const commentOn = kind('comment', nothing, z.strictObject({ on: z.enum(['artifact', 'checkpoint', 'session']), body: noteText.min(1) }))

/** target_id: the new project's id. Without a basket it gets one of its own name. */
export const createProject = kind('create_project', nothing, z.strictObject({ name, description: z.string().max(20_000).nullable(), basket_id: uuid.nullable() }))
/** What is left out stays. With expected.row_version: conflict `content_changed` when the project has changed since. */
export const updateProject = kind(
  'update_project',
  z.strictObject({ row_version: z.number().int().positive().optional() }),
  z.strictObject({ name: name.optional(), description: z.string().max(20_000).nullable().optional() }),
)
export const deleteProject = kind('delete_project', z.strictObject({ row_version: z.number().int().positive().optional() }), nothing)

/** target_id: the new session's id; task_parameters by contract/task-parameters.ts. */
export const createSession = kind(
  'create_session',
  nothing,
  z.strictObject({
    project_id: uuid,
    task_type: taskType,
    task_intent: z.string().min(1).max(20_000),
    task_parameters: z.record(z.string(), z.unknown()),
    agent_id: uuid.nullable(),
  }),
)
const sessionExpectation = z.strictObject({ status: z.enum(['pending', 'running', 'paused']).optional() })
export const startSession = kind('start_session', sessionExpectation, nothing)
export const pauseSession = kind('pause_session', sessionExpectation, nothing)
/** Ends as failed with metadata.reason `cancelled`. */
export const cancelSession = kind('cancel_session', sessionExpectation, nothing)

export const extendedCommand = z.discriminatedUnion('kind', [
  claimItem,
  releaseItem,
  commentOn,
  createProject,
  updateProject,
  deleteProject,
  createSession,
  startSession,
  pauseSession,
  cancelSession,
])
export type ExtendedCommand = z.infer<typeof extendedCommand>

const common = { id: uuid, workspace_id: uuid, created_at: timestamp, row_version: z.number().int().positive() }

/** Opened by a rejection that asks for changes, closed by the revision that answers it. */
export const iterationRow = z.object({
  ...common,
  work_session_id: uuid,
  number: z.number().int().positive(),
  opened_by_artifact_id: uuid,
  instruction: z.string(),
  closed_by_artifact_id: uuid.nullable(),
  closed_at: timestamp.nullable(),
})
export type IterationRow = z.infer<typeof iterationRow>

/** An approved artifact on its way into the substrate; `claimed_until`: the backend is at it. */
export const applicationRow = z.object({
  ...common,
  work_session_id: uuid,
  artifact_id: uuid,
  status: z.enum(['pending', 'applied', 'failed', 'cancelled']),
  attempts: z.number().int().nonnegative(),
  claimed_by: z.string().nullable(),
  claimed_until: timestamp.nullable(),
  reason: z.string().nullable(),
  finished_at: timestamp.nullable(),
})
export type ApplicationRow = z.infer<typeof applicationRow>

export const mutationRow = z.object({
  ...common,
  work_session_id: uuid,
  application_id: uuid.nullable(),
  kind: z.enum(['create', 'update', 'delete']),
  target: z.string(),
  before: z.unknown(),
  after: z.unknown(),
})
export type MutationRow = z.infer<typeof mutationRow>

export const claimRow = z.object({
  ...common,
  artifact_id: uuid.nullable(),
  checkpoint_id: uuid.nullable(),
  user_id: uuid,
  expires_at: timestamp,
})
export type ClaimRow = z.infer<typeof claimRow>

export const commentRow = z.object({
  ...common,
  artifact_id: uuid.nullable(),
  checkpoint_id: uuid.nullable(),
  work_session_id: uuid.nullable(),
  author_user_id: uuid.nullable(),
  body: z.string(),
  edited_at: timestamp.nullable(),
})
export type CommentRow = z.infer<typeof commentRow>

/** What `sync_pull` brings beside contract/feed.ts's tables when `tables` asks for it. */
export const extendedTables = {
  work_iterations: iterationRow,
  work_applications: applicationRow,
  context_mutations: mutationRow,
  claims: claimRow,
  comments: commentRow,
} as const

/** What `claim_applications` hands to the backend. */
export const claimedApplication = z.object({
  id: uuid,
  workspace_id: uuid,
  work_session_id: uuid,
  artifact_id: uuid,
  attempts: z.number().int().positive(),
  claimed_by: z.string(),
  claimed_until: timestamp,
})

/** What `verify_review_chain(workspace)` answers; no problems: nothing was tampered with. */
export const chainReport = z.object({
  events: z.number().int(),
  problems: z.array(
    z.object({
      target_table: z.string(),
      target_id: uuid,
      seq: z.number().int().nullable(),
      problem: z.enum(['changed', 'gap', 'broken_chain', 'tail_missing', 'head_missing', 'decision_without_event']),
    }),
  ),
})

/** What `health_check()` answers, for the workspaces that the caller may read. */
export const health = z.object({
  ok: z.literal(true),
  database_time: timestamp,
  schema_version: z.string(),
  pending_artifacts: z.number().int(),
  pending_checkpoints: z.number().int(),
  oldest_pending_at: timestamp.nullable(),
})
