import { z } from 'zod'
import { uuid, type MemberRole } from '../../contract/entities.ts'
import { invitation, type Invitation } from '../../contract/people.ts'
import { signedInSession, workspaceChoice, type SignedInSession, type WorkspaceChoice } from '../../contract/status.ts'
import { parseAnswer } from './answers.ts'
import { BackendError } from './api.ts'
import type { Call, Rpc } from './rpc.ts'

/** Workspaces, members and invitations. The database decides who may; every call rejects with BackendError. */
export interface People {
  createWorkspace(name: string): Promise<WorkspaceChoice>
  renameWorkspace(id: string, name: string): Promise<void>
  /** null: the default */
  setReviewWithin(id: string, hours: number | null): Promise<void>
  deleteWorkspace(id: string): Promise<void>
  /** one's own membership */
  leave(workspaceId: string, userId: string): Promise<void>
  invitations(workspaceId: string): Promise<Invitation[]>
  invite(workspaceId: string, email: string, role: MemberRole): Promise<Invitation>
  revoke(invitationId: string): Promise<void>
  setRole(membershipId: string, role: MemberRole): Promise<void>
  remove(membershipId: string): Promise<void>
  /** the workspaces that the caller joined by it */
  acceptInvitations(signal?: AbortSignal): Promise<WorkspaceChoice[]>
  sessions(): Promise<SignedInSession[]>
}

const timeoutMs = 15_000
/** Deleting a workspace takes its artifacts along. */
const deleteTimeoutMs = 60_000
const touched = z.array(z.object({ id: uuid }))

export function createPeople(call: Call, rpc: Rpc): People {
  /** Row security hides what one may not change: no row came back, so nothing was changed. */
  const change = async (method: 'PATCH' | 'DELETE', table: string, filter: string, body?: unknown, limit = timeoutMs): Promise<void> => {
    const answer = await call(
      `${table}?${filter}&select=id`,
      { method, prefer: 'return=representation', ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      { timeoutMs: limit },
    )
    if (parseAnswer(touched, answer, table).length > 0) return
    throw new BackendError('refused', 'Your role does not allow this, or it is not there any more.', { refusal: { code: 'not_allowed', hint: undefined } })
  }
  return {
    createWorkspace: async (name) => parseAnswer(workspaceChoice, await rpc('create_workspace', { name }, { timeoutMs }), 'create_workspace'),
    renameWorkspace: (id, name) => change('PATCH', 'workspaces', `id=eq.${id}`, { name }),
    setReviewWithin: (id, hours) => change('PATCH', 'workspaces', `id=eq.${id}`, { review_within_hours: hours }),
    deleteWorkspace: (id) => change('DELETE', 'workspaces', `id=eq.${id}`, undefined, deleteTimeoutMs),
    leave: (workspaceId, userId) => change('DELETE', 'workspace_memberships', `workspace_id=eq.${workspaceId}&user_id=eq.${userId}`),
    async invitations(workspaceId) {
      const columns = 'id,workspace_id,email,role,invited_by_user_id,created_at,expires_at'
      const answer = await call(`invitations?workspace_id=eq.${workspaceId}&select=${columns}&order=created_at.desc,id`, { method: 'GET' }, { timeoutMs })
      return parseAnswer(z.array(invitation), answer, 'invitations')
    },
    async invite(workspaceId, email, role) {
      const body = JSON.stringify({ workspace_id: workspaceId, email, role })
      const answer = await call('invitations?select=*', { method: 'POST', prefer: 'return=representation', body }, { timeoutMs })
      const [made] = parseAnswer(z.array(invitation), answer, 'invitations')
      if (!made) throw new BackendError('schema', 'invitations answered without a row')
      return made
    },
    revoke: (id) => change('DELETE', 'invitations', `id=eq.${id}`),
    setRole: (id, role) => change('PATCH', 'workspace_memberships', `id=eq.${id}`, { role }),
    remove: (id) => change('DELETE', 'workspace_memberships', `id=eq.${id}`),
    acceptInvitations: async (signal) =>
      parseAnswer(z.array(workspaceChoice), await rpc('accept_invitations', {}, { timeoutMs, signal }), 'accept_invitations'),
    sessions: async () => parseAnswer(z.array(signedInSession), await rpc('my_sessions', {}, { timeoutMs }), 'my_sessions'),
  }
}
