import { useQuery } from '@tanstack/react-query'
import type { MemberRole } from '../../contract/entities.ts'
import type { WorkspaceChoice } from '../../contract/status.ts'
import { queries } from './queries.ts'

const managing = (role: MemberRole | null | undefined): boolean => role === 'owner' || role === 'admin'

/** The workspaces in which I may start and steer work. */
export const useManagedWorkspaces = (): WorkspaceChoice[] => (useQuery(queries.workspaces()).data ?? []).filter(({ role }) => managing(role))

/** Why somebody with this role can't steer, in words; null: they can. */
export function whyNotManage(role: MemberRole | null): string | null {
  if (managing(role)) return null
  return role === null ? 'You are not a member of this workspace any more.' : `You are a ${role} here: owners and admins start and steer work.`
}

/** The same for what reviewers may do. */
export function whyNotReview(role: MemberRole | null): string | null {
  if (role !== null && role !== 'viewer') return null
  return role === null ? 'You are not a member of this workspace any more.' : 'You are a viewer here: reviewers, admins and owners can do this.'
}
