import type { IpcOutput } from '../../../../contract/ipc.ts'
import { defaultReviewWithinHours } from '../../../../contract/entities.ts'
import type { WorkspaceListed } from '../../../../contract/status.ts'
import type { QueryContext } from './context.ts'

export function workspacesList({ db, userId }: QueryContext): IpcOutput<'workspaces.list'> {
  return db.all<WorkspaceListed>(
    `select f.workspace_id as id, coalesce(w.name, f.name) as name, coalesce(m.role, f.role) as role,
       coalesce(w.review_within_hours, ?) as review_within_hours
     from feeds f
     left join workspaces w on w.id = f.workspace_id
     left join workspace_memberships m on m.workspace_id = f.workspace_id and m.user_id = ?
     order by name collate nocase, f.workspace_id`,
    [defaultReviewWithinHours, userId],
  )
}
