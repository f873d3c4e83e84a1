import { z } from 'zod'
import { uuid } from './entities.ts'
import { queueItem } from './items.ts'

const named = z.object({ id: uuid, workspace_id: uuid, name: z.string() })
/** What the palette finds, the best first. */
export const paletteFound = z.object({
  projects: z.array(named),
  sessions: z.array(named),
  agents: z.array(named),
  /** those that wait before those that do not, by title before by text, the newest first */
  items: z.array(queueItem),
})
