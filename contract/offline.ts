import { z } from 'zod'
import { uuid } from './entities.ts'

/** What a person can keep offline: all of its contents are fetched and none is evicted, beyond the limit too. */
export const offlineScope = z.strictObject({ kind: z.enum(['project', 'session']), id: uuid })
export type OfflineScope = z.infer<typeof offlineScope>

/** Why it is kept offline: for itself, or, a session, with its project; null: it is not. */
export const keptBy = z.enum(['itself', 'project']).nullable()
export type KeptBy = z.infer<typeof keptBy>

export const offlineState = z.object({
  kept: z.boolean(),
  /** a session whose project is kept */
  by_project: z.boolean(),
  /** its artifacts, and of these, those whose content is here */
  contents: z.number().int(),
  here: z.number().int(),
})
