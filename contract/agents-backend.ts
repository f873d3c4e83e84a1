import { z } from 'zod'
import { timestamp, uuid } from './entities.ts'

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
