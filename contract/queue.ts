import { z } from 'zod'
import { approval, rejection } from './commands.ts'
import { sessionStatus, taskType, timestamp, uuid } from './entities.ts'
import { itemDetail, itemKind, itemRef, queueItem } from './items.ts'

/** Which items of the queue are meant. What is left out does not narrow; lists mean "one of these". */
const queueCriteria = z.strictObject({
  /** full text over title, intent, reasoning, feedback and content: all words, each may be the beginning of one */
  text: z.string().max(500).optional(),
  kinds: z.array(itemKind).max(2).optional(),
  project_ids: z.array(uuid).max(200).optional(),
  session_ids: z.array(uuid).max(200).optional(),
  agent_ids: z.array(uuid).max(200).optional(),
  task_types: z.array(taskType).optional(),
  /** of artifacts and of checkpoints (`agent_offered`, `user_requested`) */
  item_types: z.array(z.string().max(200)).max(200).optional(),
  session_statuses: z.array(sessionStatus).optional(),
  /** the agent's confidence in per cent, both ends included; items without one are left out */
  confidence: z.strictObject({ min: z.number().int().min(0).max(100), max: z.number().int().min(0).max(100) }).optional(),
  created_from: timestamp.optional(),
  created_until: timestamp.optional(),
  /** made at least, or at most, so many hours ago */
  older_than_hours: z.number().min(0).optional(),
  newer_than_hours: z.number().min(0).optional(),
  /** waits longer than its workspace allows (`review_within_hours`) */
  overdue: z.literal(true).optional(),
  /** a later revision, made after changes were asked for */
  revised: z.literal(true).optional(),
  /** claimed by me, or by somebody else, and the claim lasts */
  claimed: z.enum(['me', 'others']).optional(),
  /** of sessions that I started, or claimed by me */
  mine: z.literal(true).optional(),
  /** snoozed ones are left out everywhere else */
  snoozed: z.literal(true).optional(),
})
export type QueueCriteria = z.infer<typeof queueCriteria>

/** What a screen shows of a list's beginning, whatever the density: asked for with a list whose rows nobody has. */
export const headRows = 40

export const queueSorts = ['oldest', 'newest', 'least_confident', 'most_confident', 'project', 'agent', 'task_type', 'item_type', 'revision'] as const
const queueSort = z.enum(queueSorts)
export type QueueSort = z.infer<typeof queueSort>

export const queueFilter = z.strictObject({
  workspace_id: uuid.nullable(),
  criteria: queueCriteria.optional(),
  sort: queueSort.optional(),
  /** the items of a session follow each other, sessions in the order of their first item */
  by_session: z.boolean().optional(),
})
export type QueueFilter = z.infer<typeof queueFilter>

/** What is seen of another list at once comes in the same answer: its first rows, and the first of its items in whole. */
export const queueIndexInput = queueFilter.extend({
  head: z.number().int().min(0).max(100).optional(),
  first: z.literal(true).optional(),
})
/** What is asked first: everything that waits, with all that the first picture shows of it. */
export const openingQuestion: z.output<typeof queueIndexInput> = { workspace_id: null, head: headRows, first: true }

/** All items that are meant as keys, in order; the other rows are fetched for what is on screen. */
export const queueIndex = z.object({
  keys: z.instanceof(Int32Array),
  total: z.number().int(),
  /** with `by_session`: the place in `keys` at which each session begins */
  sessions: z.instanceof(Int32Array).nullable(),
  /** false: a text was asked for and some items are not indexed yet */
  complete: z.boolean(),
  /** when the next snoozed item comes back: the answer is another one from then on */
  next_at: z.string().nullable(),
  /** the first `head` items */
  head: z.array(queueItem),
  /** null: not asked for, or there is none */
  first: itemDetail.nullable(),
})
export type QueueIndex = z.infer<typeof queueIndex>

/** How many items each of these views has. */
export const queueCountsInput = z.strictObject({ workspace_id: uuid.nullable(), views: z.array(queueCriteria).max(100) })
export const queueCounts = z.array(z.number().int())

const named = z.object({ id: z.string(), name: z.string(), items: z.number().int() })
/** What there is to filter by among the items that wait, most items first. */
export const queueFacets = z.object({
  projects: z.array(named),
  agents: z.array(named),
  sessions: z.array(named),
  task_types: z.array(named),
  item_types: z.array(named),
  session_statuses: z.array(named),
})
export type QueueFacets = z.infer<typeof queueFacets>

/** A filter with a name, kept with the account on this computer. */
export const savedView = z.strictObject({
  id: uuid,
  name: z.string().trim().min(1).max(60),
  criteria: queueCriteria,
  sort: queueSort,
  by_session: z.boolean(),
})
export type SavedView = z.infer<typeof savedView>
export const maxSavedViews = 50

/** `until` null: back into the queue now. */
export const snoozeInput = z.strictObject({ items: z.array(itemRef).min(1).max(10_000), until: timestamp.nullable() })

/** Most items of one bulk decision. */
const maxBulk = 100_000
const sample = z.number().int().min(0).max(50)
/** A whole filter, or chosen items. */
export const bulkInput = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('filter'), filter: queueFilter, sample }),
  z.strictObject({ of: z.literal('keys'), keys: z.instanceof(Int32Array).refine((keys) => keys.length <= maxBulk), sample }),
])

/** What a bulk decision would decide, frozen: revision and content of each item as they are here now. */
export const bulkPreview = z.object({
  bulk_id: uuid,
  artifacts: z.number().int(),
  /** left out: each checkpoint asks a question of its own */
  checkpoints: z.number().int(),
  /** left out: my role in their workspace decides nothing */
  not_allowed: z.number().int(),
  by_project: z.array(z.object({ name: z.string().nullable(), items: z.number().int() })),
  by_agent: z.array(z.object({ name: z.string().nullable(), items: z.number().int() })),
  /** the ten that the agent is least sure of; without a confidence first */
  least_confident: z.array(queueItem),
  /** drawn at random, to be looked at before they are approved */
  sample: z.array(queueItem),
})
export type BulkPreview = z.infer<typeof bulkPreview>

/** One review of them all. */
export const bulkDecision = z.discriminatedUnion('decision', [approval.extend({ bulk_id: uuid }), rejection.extend({ bulk_id: uuid })])
export type BulkDecision = z.infer<typeof bulkDecision>

export const bulkResult = z.object({
  /** the keys of what was decided */
  decided: z.instanceof(Int32Array),
  /** left out: decided or superseded since the preview */
  gone: z.number().int(),
  storage: z.enum(['disk', 'memory']),
})
/** `removed` had not been sent; for the others the server is asked to reopen them. */
export const bulkUndone = z.object({ removed: z.number().int(), reopening: z.number().int() })
/** Of a bulk decision: how many the server has not answered yet, how many came back to the tray and are still there. */
export const bulkProgress = z.object({ waiting: z.number().int(), returned: z.number().int() })
export type BulkProgress = z.infer<typeof bulkProgress>

/** What I decided on this computer's account, by the review trail and the outbox. */
export const queueProgress = z.object({
  /** since midnight here */
  today: z.number().int(),
  /** in the last half hour of work */
  recent: z.number().int(),
  /** how long that took, minutes; 0: nothing yet */
  recent_minutes: z.number(),
})
