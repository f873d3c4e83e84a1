import { z } from 'zod'
import { memberRole, projectRow, sessionStatus, uuid } from './entities.ts'
import { localChange } from './local.ts'
import { keptBy } from './offline.ts'
import { outboxEntry } from './outbox.ts'
import { namesById } from './people.ts'

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
  kept_by: keptBy,
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
  names: namesById,
})
export type ProjectDetail = z.infer<typeof projectDetail>

/** A basket has at most one project. */
export const basketChoice = z.object({ id: uuid, workspace_id: uuid, name: z.string(), project_id: uuid.nullable(), project_name: z.string().nullable() })
