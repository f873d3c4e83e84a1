import { z } from 'zod'
import type { TaskType } from './entities.ts'

const depth = z.enum(['quick', 'deep'])
const list = z.array(z.string().min(1).max(200)).max(50)

/** What a session of each task type is started with. The database checks the same rules on insert. */
export const taskParameters = {
  research: z.strictObject({
    focus: z.string().min(1).max(500),
    sources: list.default(['web']),
    depth,
  }),
  content_creation: z.strictObject({
    platform: z.enum(['linkedin', 'twitter', 'blog', 'email', 'doc']),
    target_audience: z.string().min(1).max(200),
    tone: z.enum(['professional', 'casual', 'technical', 'friendly']),
    length: z.enum(['short', 'medium', 'long']),
    cta: z.string().max(200).optional(),
  }),
  analysis: z.strictObject({
    analysis_type: z.string().min(1).max(200),
    metrics: list,
    depth,
  }),
} satisfies Record<TaskType, z.ZodType>

export type TaskParameters = { [T in TaskType]: z.infer<(typeof taskParameters)[T]> }
