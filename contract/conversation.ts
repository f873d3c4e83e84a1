import { z } from 'zod'
import { memberRole, uuid } from './entities.ts'
import { localDecision } from './local.ts'
import { shownComment } from './sessions.ts'

/** What people say to each other about an item or a session, and who is on it. */
export const talkTarget = z.strictObject({ on: z.enum(['artifact', 'checkpoint', 'session']), id: uuid })
export type TalkTarget = z.infer<typeof talkTarget>

/** "I'm on it": tells others, locks nothing. */
const claimView = z.object({
  user_id: uuid,
  me: z.boolean(),
  expires_at: z.string(),
  /** null: the server has it */
  state: localDecision.shape.state.nullable(),
})
export type ClaimView = z.infer<typeof claimView>

export const conversation = z.object({
  workspace_id: uuid,
  /** oldest first */
  comments: z.array(shownComment),
  /** of an item; null: nobody's, or it has expired */
  claim: claimView.nullable(),
  /** a comment that was begun here */
  draft: z.string(),
  /** my role; viewers cannot comment or claim */
  role: memberRole.nullable(),
  /** user id → name or e-mail address */
  names: z.record(z.string(), z.string()),
})
export type Conversation = z.infer<typeof conversation>
