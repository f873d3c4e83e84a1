import { z } from 'zod'
import { keptEntry } from './kept.ts'
import { queueIndex, queueProgress } from './queue.ts'
import { settings } from './settings.ts'
import { authStatus, keyStoreKind, outboxStatus, syncStatus, workspaceListed } from './status.ts'

export const appInfo = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  platform: z.string(),
  /** full, read_only: the folder takes no writes, so that nothing new is kept in this run */
  profile: z.object({ folder: z.string(), storage: z.enum(['disk', 'full', 'read_only']) }),
  /** which key stores work on this computer, the default first */
  key_stores: z.array(keyStoreKind),
  /** signed in by itself to the local development stack */
  demo: z.boolean(),
})
export type AppInfo = z.infer<typeof appInfo>

/** All that a page's first picture needs, in one answer. */
export const beginning = z.object({
  auth: authStatus,
  settings,
  info: appInfo,
  /** null: no account is open, or it could not be read */
  desk: z
    .object({ queue: queueIndex, workspaces: z.array(workspaceListed), progress: queueProgress, note_templates: z.array(keptEntry), sync: syncStatus, outbox: outboxStatus })
    .nullable(),
})
export type Beginning = z.infer<typeof beginning>
