import type { IpcOutput } from '../../../contract/ipc.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import { invitations, people } from './people.ts'
import { Refused, type MockState } from './state.ts'
import { otherWorkspaceId, workspaceId } from './world.ts'

/** Workspaces and who is in them. */
export function workspaceHandlers({ options, online, role }: MockState) {
  const mine: IpcOutput<'workspaces.list'> = [
    { id: workspaceId, name: 'Harbour Research', role, review_within_hours: 48 },
    { id: otherWorkspaceId, name: 'Second desk', role: 'viewer', review_within_hours: 48 },
  ]
  return {
    'workspaces.list': () => mine.slice(0, Number(options.get('workspaces') ?? 1)),
    'workspaces.create': ({ name }) => ({ id: otherWorkspaceId, name, role: 'owner' }),
    'workspaces.rename': () => undefined,
    'workspaces.set_review_within': () => undefined,
    'workspaces.leave': () => {
      throw new Refused('last_owner', 'The last owner of a workspace can’t leave or give up the role.')
    },
    'workspaces.delete': () => undefined,
    'people.members': ({ workspace_id }) => people(workspace_id, role),
    'people.invitations': ({ workspace_id }) => {
      if (!online) throw new Refused('server_needed', 'The server can’t be reached now.')
      return invitations(workspace_id)
    },
    'people.invite': () => {
      throw new Refused(online ? 'already_invited' : 'server_needed', online ? 'This address is invited already.' : 'People and workspaces are changed on the server, which can’t be reached now. Nothing was changed; what you entered is still here.')
    },
    'people.revoke': () => undefined,
    'people.set_role': () => undefined,
    'people.remove': () => undefined,
    'people.accept_invitations': () => [],
  } satisfies Partial<Handlers>
}
