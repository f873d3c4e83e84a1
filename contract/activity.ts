import { z } from 'zod'
import { listPlace, reviewEventRow, timestamp, uuid } from './entities.ts'
import { itemRef } from './items.ts'

/** What an event of the audit trail can be about. */
export const eventTargets = ['work_artifacts', 'work_checkpoints', 'work_sessions', 'projects'] as const
const eventTarget = z.enum(eventTargets)
export type EventTarget = z.infer<typeof eventTarget>

/** What can have happened. A newer server may write others; they are shown by their name. */
export const eventKinds = [
  'approved', 'rejected', 'reopened', 'resolved', 'superseded', 'claimed', 'released', 'running', 'paused', 'completed', 'failed', 'cancelled', 'deleted', 'imported', 'retried',
] as const
const eventKind = z.enum(eventKinds)
export type EventKind = z.infer<typeof eventKind>

/**
 * `from` inclusive, `to` exclusive. `text`: words that all stand somewhere in the note, compared as contract/folded.ts
 * says. Empty lists: any.
 */
export const activityFilter = z.strictObject({
  workspace_id: uuid.nullable(),
  project_id: uuid.nullable(),
  actors: z.array(uuid).max(100),
  kinds: z.array(eventKind),
  targets: z.array(eventTarget),
  from: timestamp.nullable(),
  to: timestamp.nullable(),
  text: z.string().max(200),
})
export type ActivityFilter = z.infer<typeof activityFilter>

/** An event with what it was about. What was deleted meanwhile is named by what the event itself keeps, or not at all. */
const activityEvent = reviewEventRow.extend({
  actor_name: z.string().nullable(),
  target_title: z.string().nullable(),
  project_name: z.string().nullable(),
  /** null: gone, or a project */
  work_session_id: uuid.nullable(),
  /** an artifact or checkpoint that is still there */
  item: itemRef.nullable(),
})
export type ActivityEvent = z.infer<typeof activityEvent>

/** `next` null: these were the last ones. */
export const activityPage = z.object({ events: z.array(activityEvent), next: listPlace.nullable() })
export type ActivityPage = z.infer<typeof activityPage>

/** The members of the workspaces that are kept here. */
export const activityPeople = z.array(z.object({ id: uuid, name: z.string() }))

export const exportFormat = z.enum(['csv', 'jsonl'])
export type ExportFormat = z.infer<typeof exportFormat>

/**
 * What is wrong with a chain. `changed`: its hash is not that of its contents; `gap`: an event before it is missing;
 * `broken_chain`: it does not follow from the one before; `tail_missing`: a later event was seen here once;
 * `rewritten`: an event had another hash when it was first seen here.
 */
const localProblem = z.enum(['changed', 'gap', 'broken_chain', 'tail_missing', 'rewritten'])
export const chainProblem = z.object({
  target_table: z.string(),
  target_id: uuid,
  seq: z.number().int().nullable(),
  problem: z.union([localProblem, z.enum(['head_missing', 'decision_without_event'])]),
})
export type ChainProblem = z.infer<typeof chainProblem>

/** A part of the check of what is kept here; `next`: the target after which to go on, null at the end. */
export const chainCheck = z.object({ events: z.number().int(), targets: z.number().int(), problems: z.array(chainProblem), total_problems: z.number().int(), next: uuid.nullable() })
export type ChainCheck = z.infer<typeof chainCheck>

/** At most this many problems are told; all are counted. */
export const mostProblems = 200

const outcome = { events: z.number().int(), problems: z.array(chainProblem), total_problems: z.number().int() }
export const chainReports = z.object({
  local: z.object({ ...outcome, targets: z.number().int() }),
  /** by the server's own account; its error when it could not be asked */
  server: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), ...outcome }), z.object({ ok: z.literal(false), code: z.string(), message: z.string() })]),
})
export type ChainReports = z.infer<typeof chainReports>
