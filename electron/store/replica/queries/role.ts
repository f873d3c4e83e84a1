import type { MemberRole } from '../../../../contract/entities.ts'
import type { Database } from '../../driver.ts'

/** My role in a workspace: by its membership row, else as the server last listed it. */
export function roleIn(db: Database, workspaceId: string, userId: string): MemberRole | null {
  return (
    db.value<MemberRole>('select role from workspace_memberships where user_id = ? and workspace_id = ?', [userId, workspaceId]) ??
    db.value<MemberRole>('select role from feeds where workspace_id = ?', [workspaceId]) ??
    null
  )
}
