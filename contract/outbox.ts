import { z } from 'zod'
import { command, commandError, commandKinds } from './commands.ts'
import { artifactStatus, checkpointStatus, uuid } from './entities.ts'
import { appErrorSchema } from './errors.ts'
import { draftRef, itemRef } from './items.ts'
import { localDecision } from './local.ts'

/** How the item of a returned command stands on the server, as last heard. */
const theirState = z.object({
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
const outboxField = z.object({ name: z.string(), mine: z.string().nullable(), theirs: z.string().nullable() })
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

/** A command that was taken back before it was sent: it is gone, and its words are the draft of what they were about, behind what stood there. */
export const takenBack = z.object({
  command_id: uuid,
  target_id: uuid,
  /** the item of the queue that it was about */
  item: itemRef.nullable(),
  words: z.object({ item: draftRef, text: z.string() }).nullable(),
})
export type TakenBack = z.infer<typeof takenBack>

/** How far a command of this computer is. sent: the server has taken it · gone: taken back before it was sent, or let go of after it came back */
export const commandFate = z.object({
  command_id: uuid,
  state: z.enum([...outboxEntry.shape.state.options, 'sent', 'gone']),
  /** of conflicts and refusals */
  error: commandError.nullable(),
})
export type CommandFate = z.infer<typeof commandFate>
