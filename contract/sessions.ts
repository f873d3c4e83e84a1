import { z } from 'zod'
import {
  applicationRow,
  artifactRow,
  checkpointRow,
  commentRow,
  iterationRow,
  listPlace,
  memberRole,
  mutationRow,
  reviewEventRow,
  sessionRow,
  sessionStatus,
  taskType,
  uuid,
} from './entities.ts'
import { localChange, localDecision } from './local.ts'
import { keptBy } from './offline.ts'
import { outboxEntry } from './outbox.ts'
import { namesById } from './people.ts'

export const sessionFilter = z.strictObject({
  workspace_id: uuid.nullable(),
  project_id: uuid.nullable(),
  statuses: z.array(sessionStatus),
  task_types: z.array(taskType).optional(),
  agent_id: uuid.nullable().optional(),
  /** created at or after, created before: moments */
  created_from: z.iso.datetime().nullable().optional(),
  created_to: z.iso.datetime().nullable().optional(),
  /** all of its words occur in the task, the project's or the agent's name, whatever their case and accents */
  text: z.string().max(200).optional(),
})
export type SessionFilter = z.infer<typeof sessionFilter>

const sessionSummary = sessionRow.extend({
  project_name: z.string().nullable(),
  agent_name: z.string().nullable(),
  artifacts: z.number().int(),
  pending_artifacts: z.number().int(),
  pending_checkpoints: z.number().int(),
  kept_by: keptBy,
  local: localChange.nullable(),
})
export type SessionSummary = z.infer<typeof sessionSummary>
/** `next` null: these were the last ones. `total`: how many there are on all pages; counted for the first one alone. */
export const sessionPage = z.object({ sessions: z.array(sessionSummary), next: listPlace.nullable(), total: z.number().int().nullable() })
export type SessionPage = z.infer<typeof sessionPage>

/** With what was written here and has not been sent. */
export const shownComment = commentRow.extend({ local: localChange.nullable() })
export type ShownComment = z.infer<typeof shownComment>

/** An approved artifact on its way into the substrate. */
const shownApplication = applicationRow.extend({ artifact_title: z.string().nullable(), local: localChange.nullable() })
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
  names: namesById,
})
export type SessionDetail = z.infer<typeof sessionDetail>

export const agentChoice = z.object({ id: uuid, workspace_id: uuid, name: z.string(), description: z.string().nullable() })
export type AgentChoice = z.infer<typeof agentChoice>
