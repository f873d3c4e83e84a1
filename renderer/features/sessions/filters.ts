import { z } from 'zod'
import { sessionStatus, taskType, uuid } from '../../../contract/entities.ts'
import type { SessionFilter } from '../../../contract/sessions.ts'
import type { SessionFilters } from '../../app/navigation.ts'
import { startOfDay } from '../../ui/days.ts'

/** A list as one comes back to it: the project and the filters. */
export interface ListPlace {
  project_id?: string
  filters?: SessionFilters
}

const day = z.iso.date()
/** As it was saved; of another version it may hold what is not known here. */
const savedPlace = z.object({
  project_id: uuid.optional(),
  filters: z
    .object({
      statuses: z.array(sessionStatus).optional(),
      task_types: z.array(taskType).optional(),
      agent_id: uuid.optional(),
      from: day.optional(),
      to: day.optional(),
      text: z.string().optional(),
    })
    .optional(),
})

export function placeFrom(value: unknown): ListPlace {
  const parsed = savedPlace.safeParse(value)
  return parsed.success ? withoutEmpty(parsed.data) : {}
}

/** Days are this computer's; the last one counts whole. Half-typed ones do not narrow. */
export function toFilter(workspaceId: string | null, { project_id, filters = {} }: ListPlace): SessionFilter {
  const { statuses = [], task_types = [], agent_id, from, to, text = '' } = filters
  return {
    workspace_id: workspaceId,
    project_id: project_id ?? null,
    statuses: [...statuses],
    task_types: [...task_types],
    agent_id: agent_id ?? null,
    created_from: startOfDay(from ?? ''),
    created_to: startOfDay(to ?? '', 1),
    text: text.slice(0, 200),
  }
}

/** How many filters are on, the project included. */
export function narrowedBy({ project_id, filters = {} }: ListPlace): number {
  const { statuses = [], task_types = [], agent_id, from, to, text = '' } = filters
  return [project_id !== undefined, statuses.length > 0, task_types.length > 0, agent_id !== undefined, from !== undefined || to !== undefined, text.trim() !== ''].filter(Boolean).length
}

/** Without what is empty, so that equal places look equal. */
export function withoutEmpty(place: { project_id?: string | undefined; filters?: { [K in keyof SessionFilters]?: SessionFilters[K] | undefined } | undefined }): ListPlace {
  const filters = Object.fromEntries(Object.entries(place.filters ?? {}).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))) as SessionFilters
  return { ...(place.project_id === undefined ? {} : { project_id: place.project_id }), ...(Object.keys(filters).length === 0 ? {} : { filters }) }
}
