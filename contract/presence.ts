import { z } from 'zod'
import { uuid } from './entities.ts'

/** What an app says on `workspace:<id>` about itself. Said, not proven: any member could say it in another's name. */
export const look = z.object({ user_id: uuid, item_id: uuid, at: z.iso.datetime({ offset: true }) })
export type Look = z.infer<typeof look>

/** A colleague who looks at an item right now, `at` since when. */
export const viewer = look.extend({ workspace_id: uuid })
export type Viewer = z.infer<typeof viewer>

/** What I look at; null: nothing that others could be told. */
export const lookTarget = z.strictObject({ workspace_id: uuid, item_id: uuid }).nullable()
export type LookTarget = z.infer<typeof lookTarget>
