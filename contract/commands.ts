import { z } from 'zod'
import { artifactStatus, checkpointStatus, sha256, taskType, uuid } from './entities.ts'
import { errorCodes } from './errors.ts'
import { feedChange } from './feed.ts'
import { taskParameters } from './task-parameters.ts'

/** Feedback, instructions and notes: what a person may type. */
export const noteText = z.string().max(20_000)

const envelope = { command_id: uuid, workspace_id: uuid, target_id: uuid, issued_at: z.iso.datetime({ offset: true }) }

/** What the reviewer had on screen; the server refuses the decision when it is no longer so. */
const artifactExpectation = z.strictObject({
  status: artifactStatus,
  revision: z.number().int().positive(),
  content_sha256: sha256,
})
const checkpointExpectation = z.strictObject({ status: checkpointStatus })

/** `feedback`: words for the agent; required with `request_changes`, a rejection that asks for another revision. */
const feedback = noteText.nullable()
export const approval = z.strictObject({ decision: z.literal('approve'), feedback, request_changes: z.literal(false) })
export const rejection = z.strictObject({ decision: z.literal('reject'), feedback, request_changes: z.boolean() })
const review = z.discriminatedUnion('decision', [approval, rejection])
export type Review = z.infer<typeof review>

export const reviewArtifact = z.strictObject({
  ...envelope,
  kind: z.literal('review_artifact'),
  expected: artifactExpectation,
  payload: review,
})

export const resolveCheckpoint = z.strictObject({
  ...envelope,
  kind: z.literal('resolve_checkpoint'),
  expected: checkpointExpectation,
  payload: z.strictObject({
    decision: z.enum(['continue', 'reject', 'modify']),
    /** the instruction, required with modify */
    note: noteText.nullable(),
  }),
})

/**
 * Undo of a decision that has been sent. `expected.command_id`: the command of that decision; conflict `superseded` when
 * another one stands, be it of the same status. Without it (as earlier apps send it) the status alone is compared.
 */
export const reopen = z.strictObject({
  ...envelope,
  kind: z.literal('reopen'),
  expected: z.strictObject({ status: z.enum(['approved', 'rejected']), command_id: uuid.optional() }),
  payload: z.strictObject({ note: noteText.nullable() }),
})

const nothing = z.strictObject({})
const kind = <K extends string, E extends z.ZodType, P extends z.ZodType>(literal: K, expected: E, payload: P) =>
  z.strictObject({ ...envelope, kind: z.literal(literal), expected, payload })

/** "I'm on it": lasts 15 minutes, the same again prolongs it. Conflict `already_claimed` while somebody else's lasts. */
const claimItem = kind('claim', nothing, z.strictObject({ on: z.enum(['artifact', 'checkpoint']) }))
const releaseItem = kind('release', nothing, z.strictObject({ on: z.enum(['artifact', 'checkpoint']) }))
/** The comment's id is the command's. */
const commentOn = kind('comment', nothing, z.strictObject({ on: z.enum(['artifact', 'checkpoint', 'session']), body: noteText.min(1) }))

export const projectName = z.string().min(1).max(200).refine((name) => name.trim() !== '')
export const projectDescription = z.string().max(20_000)
/** target_id: the new project's id. Without a basket it gets one of its own name. */
const createProject = kind(
  'create_project',
  nothing,
  z.strictObject({ name: projectName, description: projectDescription.nullable(), basket_id: uuid.nullable() }),
)
/**
 * What is left out stays. `expected` holds what each changed field was when the edit began: conflict `content_changed`
 * when one of them is neither that nor the new value any more. Changes of other fields go together.
 */
const updateProject = kind(
  'update_project',
  z.strictObject({ name: z.string().optional(), description: z.string().nullable().optional() }),
  z.strictObject({ name: projectName.optional(), description: projectDescription.nullable().optional() }),
)
/** Takes its sessions and all that belongs to them along. With expected.row_version: conflict `content_changed` when it has changed since. */
const deleteProject = kind('delete_project', z.strictObject({ row_version: z.number().int().positive().optional() }), nothing)

export const taskIntent = z.string().min(1).max(20_000)
/** target_id: the new session's id; task_parameters by contract/task-parameters.ts. */
const createSession = kind(
  'create_session',
  nothing,
  z
    .strictObject({
      project_id: uuid,
      task_type: taskType,
      task_intent: taskIntent,
      task_parameters: z.record(z.string(), z.unknown()),
      agent_id: uuid.nullable(),
    })
    .superRefine(({ task_type, task_parameters }, context) => {
      for (const { path, message } of taskParameters[task_type].safeParse(task_parameters).error?.issues ?? []) {
        context.addIssue({ code: 'custom', path: ['task_parameters', ...path], message })
      }
    }),
)
const sessionExpectation = z.strictObject({ status: z.enum(['pending', 'running', 'paused']).optional() })
const startSession = kind('start_session', sessionExpectation, nothing)
const pauseSession = kind('pause_session', sessionExpectation, nothing)
/** Ends as failed with metadata.reason `cancelled`. */
const cancelSession = kind('cancel_session', sessionExpectation, nothing)
/** target_id: a failed application; it waits for the backend again. Conflict `superseded` when it has not failed. */
const retryApplication = kind('retry_application', nothing, nothing)

/** A person's word on an item of the queue: these wait for undo, and take the item out of it. */
const decisionCommands = [reviewArtifact, resolveCheckpoint, reopen] as const

export const command = z.discriminatedUnion('kind', [
  ...decisionCommands,
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
  retryApplication,
])
export type Command = z.infer<typeof command>
export type CommandKind = Command['kind']
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>
export const commandKinds = command.options.map(({ shape }) => shape.kind.value) as [CommandKind, ...CommandKind[]]

export type Decision = CommandOf<'review_artifact' | 'resolve_checkpoint' | 'reopen'>
export const isDecision = (value: Command): value is Decision =>
  value.kind === 'review_artifact' || value.kind === 'resolve_checkpoint' || value.kind === 'reopen'

/** Asks to reopen what this review decided, and nothing that somebody has decided since. */
export const reopeningOf = (sent: CommandOf<'review_artifact'>, command_id: string, issued_at: string): CommandOf<'reopen'> => ({
  command_id,
  workspace_id: sent.workspace_id,
  target_id: sent.target_id,
  issued_at,
  kind: 'reopen',
  expected: { status: sent.payload.decision === 'approve' ? 'approved' : 'rejected', command_id: sent.command_id },
  payload: { note: null },
})

/** Most commands in one call of submit_commands. */
export const maxCommandsPerCall = 500

/** `code` is one of contract/errors.ts; a code of a newer server is kept as text. */
export const commandError = z.object({
  code: z.union([z.enum(errorCodes), z.string()]),
  message: z.string(),
  details: z.string().nullish(),
  hint: z.string().nullish(),
})
export type CommandError = z.infer<typeof commandError>

const applied = z.object({ command_id: uuid, outcome: z.literal('applied'), changes: z.array(feedChange) })
const conflict = z.object({
  command_id: uuid,
  outcome: z.literal('conflict'),
  error: commandError,
  /** the target as it stands now; empty when it is gone */
  changes: z.array(feedChange),
})
const rejected = z.object({ command_id: uuid, outcome: z.literal('rejected'), error: commandError })
const retry = z.object({ command_id: uuid, outcome: z.literal('retry'), error: commandError })
const duplicate = z.object({
  command_id: uuid,
  outcome: z.literal('duplicate'),
  /** the first result, again; its rows as they stand now */
  first: z.discriminatedUnion('outcome', [applied, conflict, rejected]),
})

/** One answer per command of `submit_commands`, in the order of the call. */
const commandResult = z.discriminatedUnion('outcome', [applied, conflict, rejected, retry, duplicate])
export type CommandResult = z.infer<typeof commandResult>
export const submitAnswer = z.array(commandResult)
