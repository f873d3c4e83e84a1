import { AppError, errorCodes, type ErrorCode } from '../../contract/errors.ts'
import { BackendError } from '../backend/api.ts'
import type { AccountBackend } from '../backend/backend.ts'
import type { Handlers } from '../ipc/dispatch.ts'
import { failureOf } from '../sync/failure.ts'

type PeopleChannel =
  | 'workspaces.create'
  | 'workspaces.rename'
  | 'workspaces.set_review_within'
  | 'workspaces.leave'
  | 'workspaces.delete'
  | 'people.invitations'
  | 'people.invite'
  | 'people.revoke'
  | 'people.set_role'
  | 'people.remove'
  | 'people.accept_invitations'
  | 'auth.sessions'

/** Changes to people, on the open account. They happen on the server or not at all. */
export type PeopleDesk = Pick<Handlers, PeopleChannel>

interface Seat {
  userId: string
  backend: Pick<AccountBackend, 'people'>
  /** what was changed is pulled; `membership`: the list of workspaces itself has changed */
  wake(reason: 'manual' | 'membership'): void
}

export function createPeopleDesk(seat: () => Seat): PeopleDesk {
  const run = async <T>(work: (seat: Seat) => Promise<T>, then?: 'manual' | 'membership'): Promise<T> => {
    const at = seat()
    try {
      const value = await work(at)
      if (then) at.wake(then)
      return value
    } catch (error) {
      throw asPeopleError(error)
    }
  }
  return {
    'workspaces.create': ({ name }) => run(({ backend }) => backend.people.createWorkspace(name), 'membership'),
    'workspaces.rename': ({ workspace_id, name }) => run(({ backend }) => backend.people.renameWorkspace(workspace_id, name), 'manual'),
    'workspaces.set_review_within': ({ workspace_id, hours }) => run(({ backend }) => backend.people.setReviewWithin(workspace_id, hours), 'manual'),
    'workspaces.leave': ({ workspace_id }) => run(({ backend, userId }) => backend.people.leave(workspace_id, userId), 'membership'),
    'workspaces.delete': ({ workspace_id }) => run(({ backend }) => backend.people.deleteWorkspace(workspace_id), 'membership'),
    'people.invitations': ({ workspace_id }) => run(({ backend }) => backend.people.invitations(workspace_id)),
    'people.invite': ({ workspace_id, email, role }) => run(({ backend }) => backend.people.invite(workspace_id, email, role)),
    'people.revoke': ({ invitation_id }) => run(({ backend }) => backend.people.revoke(invitation_id)),
    'people.set_role': ({ membership_id, role }) => run(({ backend }) => backend.people.setRole(membership_id, role), 'manual'),
    'people.remove': ({ membership_id }) => run(({ backend }) => backend.people.remove(membership_id), 'manual'),
    'people.accept_invitations': () => run(({ backend }) => backend.people.acceptInvitations(), 'membership'),
    'auth.sessions': () => run(({ backend }) => backend.people.sessions()),
  }
}

const known = new Set<string>(errorCodes)
/** What PostgreSQL says by itself, where no rule of ours spoke first. */
const plain: Readonly<Record<string, [ErrorCode, string]>> = {
  '42501': ['not_allowed', 'Your role in this workspace does not allow this.'],
  '23505': ['already_invited', 'This address is invited already.'],
  '23514': ['invalid_input', 'The server does not accept this value.'],
}

/** A refusal in the database's own words; everything else as the sync line would say it, with what becomes of the input. */
function asPeopleError(error: unknown): AppError {
  if (!(error instanceof BackendError)) return error instanceof AppError ? error : AppError.fromShape(failureOf(error).error)
  if (error.failure === 'not_member') return new AppError('not_member', error.message)
  if (error.failure === 'refused' && error.refusal) {
    const { code, hint } = error.refusal
    if (known.has(code)) return new AppError(code as ErrorCode, error.message, hint === undefined ? {} : { details: hint })
    const own = plain[code]
    if (own) return new AppError(...own, { cause: error })
  }
  if (error.failure === 'network') {
    return new AppError('server_needed', 'People and workspaces are changed on the server, which can’t be reached now. Nothing was changed; what you entered is still here.', { retry: true, cause: error })
  }
  return AppError.fromShape(failureOf(error).error)
}
