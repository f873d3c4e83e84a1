import { z } from 'zod'
import { artifactStatus, checkpointStatus, sha256, uuid } from './entities.ts'
import { errorCodes } from './errors.ts'
import { feedChange } from './feed.ts'

/** Feedback, instructions and notes: what a person may type. */
export const noteText = z.string().max(20_000)

const envelope = { command_id: uuid, workspace_id: uuid, target_id: uuid, issued_at: z.iso.datetime({ offset: true }) }

/** What the reviewer had on screen; the server refuses the decision when it is no longer so. */
export const artifactExpectation = z.strictObject({
  status: artifactStatus,
  revision: z.number().int().positive(),
  content_sha256: sha256,
})
export const checkpointExpectation = z.strictObject({ status: checkpointStatus })

export const reviewArtifact = z.strictObject({
  ...envelope,
  kind: z.literal('review_artifact'),
  expected: artifactExpectation,
  payload: z.strictObject({
    decision: z.enum(['approve', 'reject']),
    /** words for the agent; required with request_changes */
    feedback: noteText.nullable(),
    /** a rejection that asks for another revision */
    request_changes: z.boolean(),
  }),
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

/** Undo of a decision that has been sent. */
export const reopen = z.strictObject({
  ...envelope,
  kind: z.literal('reopen'),
  expected: z.strictObject({ status: z.enum(['approved', 'rejected']) }),
  payload: z.strictObject({ note: noteText.nullable() }),
})

export const command = z.discriminatedUnion('kind', [reviewArtifact, resolveCheckpoint, reopen])
export type Command = z.infer<typeof command>
export type CommandKind = Command['kind']

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
export const commandResult = z.discriminatedUnion('outcome', [applied, conflict, rejected, retry, duplicate])
export type CommandResult = z.infer<typeof commandResult>
export const submitAnswer = z.array(commandResult)
