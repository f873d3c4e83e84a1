import { z } from 'zod'

/**
 * The replicated rows, under their SQL names, as `sync_pull` brings them and the replica keeps them.
 * Times are ISO 8601 in UTC with microseconds as PostgreSQL's `to_jsonb` writes them; text order is time order.
 * `row_version` counts a row's changes: a row is applied when its version is not lower than the stored one.
 */
export const uuid = z.uuid()
export const timestamp = z.iso.datetime({ offset: true })
/** Where a page of a list ended, newest first: the next one begins after it. */
export const listPlace = z.strictObject({ created_at: timestamp, id: uuid })
export type ListPlace = z.infer<typeof listPlace>
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const rowVersion = z.number().int().positive()

export const memberRoles = ['owner', 'admin', 'reviewer', 'viewer'] as const
export const memberRole = z.enum(memberRoles)
export type MemberRole = z.infer<typeof memberRole>

export const taskTypes = ['research', 'content_creation', 'analysis'] as const
export const taskType = z.enum(taskTypes)
export type TaskType = z.infer<typeof taskType>

export const sessionStatuses = ['pending', 'running', 'paused', 'completed', 'failed'] as const
export const sessionStatus = z.enum(sessionStatuses)
export type SessionStatus = z.infer<typeof sessionStatus>

export const artifactStatuses = ['pending', 'approved', 'rejected'] as const
export const artifactStatus = z.enum(artifactStatuses)

/** `superseded`: an earlier stage was rejected, so this one needs no answer any more. */
export const checkpointStatuses = ['pending', 'resolved', 'superseded'] as const
export const checkpointStatus = z.enum(checkpointStatuses)
export type CheckpointStatus = z.infer<typeof checkpointStatus>

export const checkpointTypes = ['agent_offered', 'user_requested'] as const
const checkpointType = z.enum(checkpointTypes)

export const checkpointDecisions = ['continue', 'reject', 'modify'] as const
const checkpointDecision = z.enum(checkpointDecisions)
export type CheckpointDecision = z.infer<typeof checkpointDecision>

/** Hours that a waiting item may wait before it is overdue. */
export const reviewWithinHours = z.number().int().min(1).max(8760)
/** The same where a workspace says nothing. */
export const defaultReviewWithinHours = 48

export const workspaceRow = z.object({
  id: uuid,
  name: z.string(),
  /** null: the default; a server without the column has no other */
  review_within_hours: reviewWithinHours.nullable().default(null),
  created_at: timestamp,
  row_version: rowVersion,
})
export type WorkspaceRow = z.infer<typeof workspaceRow>

export const membershipRow = z.object({
  id: uuid,
  workspace_id: uuid,
  user_id: uuid,
  role: memberRole,
  display_name: z.string().nullable(),
  email: z.string().nullable(),
  created_at: timestamp,
  row_version: rowVersion,
})
export type MembershipRow = z.infer<typeof membershipRow>

export const basketRow = z.object({
  id: uuid,
  workspace_id: uuid,
  name: z.string(),
  created_at: timestamp,
  row_version: rowVersion,
})

export const agentRow = z.object({
  id: uuid,
  workspace_id: uuid,
  name: z.string(),
  description: z.string().nullable(),
  created_at: timestamp,
  row_version: rowVersion,
})

export const projectRow = z.object({
  id: uuid,
  workspace_id: uuid,
  basket_id: uuid,
  name: z.string(),
  description: z.string().nullable(),
  created_by_user_id: uuid.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
  row_version: rowVersion,
})
export type ProjectRow = z.infer<typeof projectRow>

export const sessionRow = z.object({
  id: uuid,
  project_id: uuid,
  basket_id: uuid,
  workspace_id: uuid,
  initiated_by_user_id: uuid.nullable(),
  task_type: taskType,
  task_intent: z.string(),
  task_parameters: z.record(z.string(), z.unknown()),
  status: sessionStatus,
  executed_by_agent_id: uuid.nullable(),
  created_at: timestamp,
  started_at: timestamp.nullable(),
  ended_at: timestamp.nullable(),
  metadata: z.record(z.string(), z.unknown()),
  row_version: rowVersion,
})
export type SessionRow = z.infer<typeof sessionRow>

/** Without its content, which is fetched by id (`artifact_contents`) and verified against `content_sha256`. */
export const artifactRow = z.object({
  id: uuid,
  work_session_id: uuid,
  workspace_id: uuid,
  artifact_type: z.string(),
  /** content->>'title' where it is a non-empty string, cut at 300 characters. */
  title: z.string().nullable(),
  revision: z.number().int().positive(),
  revision_of: uuid.nullable(),
  /** over the UTF-8 bytes of content::text */
  content_sha256: sha256,
  content_bytes: z.number().int().nonnegative(),
  /** 0..1, two decimals */
  agent_confidence: z.number().min(0).max(1).nullable(),
  agent_reasoning: z.string().nullable(),
  status: artifactStatus,
  reviewed_by_user_id: uuid.nullable(),
  reviewed_at: timestamp.nullable(),
  review_feedback: z.string().nullable(),
  created_at: timestamp,
  row_version: rowVersion,
})
export type ArtifactRow = z.infer<typeof artifactRow>

export const checkpointRow = z.object({
  id: uuid,
  work_session_id: uuid,
  workspace_id: uuid,
  checkpoint_type: checkpointType,
  /** 1-based; a session's checkpoints of earlier stages are resolved first. */
  stage: z.number().int().positive(),
  stages: z.number().int().positive(),
  status: checkpointStatus,
  /** what the agent asks, in its words */
  reason: z.string().nullable(),
  user_decision: checkpointDecision.nullable(),
  /** the instruction with modify, the reason with reject, an optional note with continue */
  resolution_note: z.string().nullable(),
  resolved_by_user_id: uuid.nullable(),
  resolved_at: timestamp.nullable(),
  metadata: z.record(z.string(), z.unknown()),
  created_at: timestamp,
  row_version: rowVersion,
})
export type CheckpointRow = z.infer<typeof checkpointRow>

/** One row of the audit trail: append-only, chained by hash per target. */
export const reviewEventRow = z.object({
  id: uuid,
  workspace_id: uuid,
  target_table: z.string(),
  target_id: uuid,
  /** 1-based within the target's chain */
  seq: z.number().int().positive(),
  kind: z.string(),
  actor_user_id: uuid.nullable(),
  command_id: uuid.nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  note: z.string().nullable(),
  content_sha256: sha256.nullable(),
  created_at: timestamp,
  previous_hash: sha256.nullable(),
  hash: sha256,
  row_version: rowVersion,
})
export type ReviewEventRow = z.infer<typeof reviewEventRow>

const common = { id: uuid, workspace_id: uuid, created_at: timestamp, row_version: rowVersion }

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
