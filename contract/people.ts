import { z } from 'zod'
import { memberRole, memberRoles, reviewWithinHours, timestamp, uuid, type MemberRole } from './entities.ts'

export const member = z.object({
  membership_id: uuid,
  user_id: uuid,
  /** display name, else null */
  name: z.string().nullable(),
  email: z.string().nullable(),
  role: memberRole,
  since: timestamp,
  me: z.boolean(),
})
export type Member = z.infer<typeof member>

/** A workspace and who is in it, from the replica: readable offline. */
export const workspacePeople = z.object({
  workspace_id: uuid,
  name: z.string(),
  /** my role there */
  role: memberRole,
  review_within_hours: reviewWithinHours,
  members: z.array(member),
})
export type WorkspacePeople = z.infer<typeof workspacePeople>

/** User id → name or e-mail address, for everybody whom the rows of an answer mention. */
export const namesById = z.record(z.string(), z.string())

/** Only on the server, and only for owners and admins. */
export const invitation = z.object({
  id: uuid,
  workspace_id: uuid,
  email: z.string(),
  role: memberRole,
  invited_by_user_id: uuid.nullable(),
  created_at: timestamp,
  expires_at: timestamp,
})
export type Invitation = z.infer<typeof invitation>

export const workspaceName = z.string().trim().min(1).max(200)
/** As the database checks it. */
export const inviteAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .regex(/^[^@\s]+@[^@\s]+$/)

/** docs/roles.md: an owner gives and takes every role, an admin those of reviewers and viewers. The database decides. */
export const rolesToGive = (mine: MemberRole): readonly MemberRole[] =>
  mine === 'owner' ? memberRoles : mine === 'admin' ? ['reviewer', 'viewer'] : []

/** Whether somebody of role `mine` may change or remove a member of role `theirs`. */
export const mayChange = (mine: MemberRole, theirs: MemberRole): boolean => rolesToGive(mine).includes(theirs)
