import type { MemberRole } from '../../../contract/entities.ts'
import type { Member } from '../../../contract/people.ts'

/** What each role may do, in a few words (docs/roles.md). */
export const roleWords: Record<MemberRole, string> = {
  owner: 'everything, people included',
  admin: 'starts work, invites reviewers',
  reviewer: 'reads and decides',
  viewer: 'reads',
}

export const nameOf = ({ name, email, user_id }: Member): string => name ?? email ?? user_id
