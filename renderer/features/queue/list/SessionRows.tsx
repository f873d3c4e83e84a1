import { Layers } from 'lucide-react'
import type { ReactNode } from 'react'
import type { QueueItem } from '../../../../contract/items.ts'
import { count, plural } from '../../../ui/time.ts'
import type { QueueController } from '../controller.ts'

/** The rows of one session that are drawn. */
interface SessionPart {
  /** of the session; of its place in the queue until one of its rows is here */
  id: string
  /** an item of it, for its names */
  item: QueueItem | undefined
  /** how many of its items are listed */
  size: number
  /** its first row is among these, so its head stands above them */
  hasHead: boolean
  keys: readonly number[]
  /** place of the first of these among all that are drawn */
  offset: number
}

/** Rows that follow each other, from row `first` on, by session; null where sessions are not kept together. */
export function sessionsOf({ model, buffer }: QueueController, keys: readonly number[], first: number): SessionPart[] | null {
  if (model.groupOf(0) === null) return null
  const parts: SessionPart[] = []
  for (let offset = 0; offset < keys.length; ) {
    const group = model.groupOf(first + offset)
    if (group === null) break
    const end = Math.min(keys.length, group.first + group.size - first)
    const own = keys.slice(offset, end)
    const item = own.map(buffer.row).find((row) => row !== undefined)
    parts.push({ id: item?.work_session_id ?? `place ${group.group}`, item, size: group.size, hasHead: group.first === first + offset, keys: own, offset })
    offset = end
  }
  return parts
}

/** A session of the list: a head that is read out as the name of its rows, and is nothing to decide. */
export function SessionRows({ item, size, hasHead, keys, offset, row }: Omit<SessionPart, 'id'> & { row(key: number, place: number): ReactNode }) {
  const title = item === undefined ? null : (item.task_intent ?? 'A session that is not here yet')
  const project = item?.project_name ?? null
  return (
    <div role="group" aria-label={[title ?? 'Session', project, plural(size, 'item')].filter((part) => part !== null).join(', ')} data-testid="session-group">
      {hasHead && (
        <div className="session-head" aria-hidden data-testid="session-head">
          {title === null ? (
            <span className="skeleton row-skeleton" />
          ) : (
            <>
              <Layers size={13} />
              <span className="session-head-title cut" dir="auto" title={title}>
                {title}
              </span>
              {project !== null && (
                <span className="session-head-project cut" dir="auto" title={project}>
                  {project}
                </span>
              )}
              <span className="tabular">{count(size)}</span>
            </>
          )}
        </div>
      )}
      {keys.map((key, i) => row(key, offset + i))}
    </div>
  )
}
