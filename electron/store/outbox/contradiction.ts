import { z } from 'zod'
import { reviewArtifact, type Command, type CommandError } from '../../../contract/commands.ts'

/** An approval that asks for changes: an earlier version of this app let it through, the server refuses it. */
const contradiction = reviewArtifact.extend({
  payload: z.strictObject({ decision: z.literal('approve'), feedback: z.string().nullable(), request_changes: z.literal(true) }),
})

/** The approval and its words, and why it can't be sent; null where it is something else. */
export function withoutContradiction(written: unknown): { command: Command; error: CommandError } | null {
  const found = contradiction.safeParse(written)
  if (!found.success) return null
  const { payload, ...rest } = found.data
  return {
    command: { ...rest, payload: { ...payload, request_changes: false } },
    error: { code: 'invalid_command', message: 'An approval asks for no changes.' },
  }
}
