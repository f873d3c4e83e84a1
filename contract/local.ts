import { z } from 'zod'
import { commandKinds } from './commands.ts'
import { uuid } from './entities.ts'

/** What was done on this computer and stands over the server's rows until they show it. */

/** A decision made here that the server has not confirmed, as the screen shows it. */
export const localDecision = z.object({
  command_id: uuid,
  state: z.enum(['held', 'unsent', 'sending', 'conflict', 'refused']),
  decision: z.enum(['approve', 'reject', 'continue', 'modify', 'reopen']),
  note: z.string().nullable(),
})
export type LocalDecision = z.infer<typeof localDecision>

/** A project, session, … that was created, changed or deleted here and that the server has not confirmed: by what, and how far it is. */
export const localChange = z.object({ command_id: uuid, kind: z.enum(commandKinds), state: localDecision.shape.state })
export type LocalChange = z.infer<typeof localChange>
