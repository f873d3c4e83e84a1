import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { Member } from '../../../../contract/people.ts'
import type { QueryContext } from './context.ts'
import { workspacesList } from './workspaces-list.ts'

/** Owners first, then by name; a workspace that is not mine answers null. */
const members = `
  select id as membership_id, user_id, nullif(display_name, '') as name, email, role, created_at as since
  from workspace_memberships
  where workspace_id = ?
  order by case role when 'owner' then 0 when 'admin' then 1 when 'reviewer' then 2 else 3 end,
    coalesce(nullif(display_name, ''), email, user_id) collate nocase, id`

export function peopleMembers(context: QueryContext, { workspace_id }: IpcInput<'people.members'>): IpcOutput<'people.members'> {
  const workspace = workspacesList(context).find(({ id }) => id === workspace_id)
  if (!workspace) return null
  return {
    workspace_id,
    name: workspace.name,
    role: workspace.role,
    review_within_hours: workspace.review_within_hours,
    members: context.db.all<Omit<Member, 'me'>>(members, [workspace_id]).map((row) => ({ ...row, me: row.user_id === context.userId })),
  }
}
