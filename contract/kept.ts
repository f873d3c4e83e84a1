import { z } from 'zod'
import { taskType, uuid } from './entities.ts'

/** What a person saves for use again: it holds names and words of their work, so it lies sealed beside the drafts. */
const keptKinds = ['session_filter', 'session_template'] as const
export const keptKind = z.enum(keptKinds)
export type KeptKind = z.infer<typeof keptKind>

const name = z.string().min(1).max(100)

export const keptEntry = z.discriminatedUnion('kind', [
  /** the list's filters as the screen holds them */
  z.strictObject({ kind: z.literal('session_filter'), id: uuid, name, value: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    kind: z.literal('session_template'),
    id: uuid,
    name,
    value: z.strictObject({ task_type: taskType, task_intent: z.string().max(20_000), task_parameters: z.record(z.string(), z.unknown()) }),
  }),
])
export type KeptEntry = z.infer<typeof keptEntry>
