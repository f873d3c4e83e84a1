import type { MemberRole } from '../../../contract/entities.ts'
import type { Invitation, WorkspacePeople } from '../../../contract/people.ts'
import { me, uuidOf } from './world.ts'

const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

export function people(workspace_id: string, role: MemberRole): WorkspacePeople {
  const others: [string | null, string | null, MemberRole][] = [
    ['Jonas Okafor', 'jonas@example.com', role === 'owner' ? 'admin' : 'owner'],
    [null, 'a.person.with.a.very.long.address.that.does.not.end@department-of-reviews.example.com', 'reviewer'],
    ['فاطمة الزهراء', 'fatima@example.com', 'reviewer'],
    ['Lee', null, 'viewer'],
  ]
  return {
    workspace_id,
    name: 'Harbour Research',
    role,
    review_within_hours: 48,
    members: [
      { membership_id: uuidOf(6, 0), user_id: me, name: 'Maren Vik', email: 'maren@example.com', role, since: at(-400), me: true },
      ...others.map(([name, email, theirs], i) => ({ membership_id: uuidOf(6, i + 1), user_id: uuidOf(7, i), name, email, role: theirs, since: at(-i * 40), me: false })),
    ],
  }
}

export const invitations = (workspace_id: string): Invitation[] => [
  { id: uuidOf(8, 1), workspace_id, email: 'new.colleague@example.com', role: 'reviewer', invited_by_user_id: me, created_at: at(-2), expires_at: at(12) },
  { id: uuidOf(8, 2), workspace_id, email: 'late@example.com', role: 'viewer', invited_by_user_id: me, created_at: at(-20), expires_at: at(-6) },
]
