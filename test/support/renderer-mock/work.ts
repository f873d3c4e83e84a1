import type { KeptEntry } from '../../../contract/kept.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import type { MockState } from './state.ts'
import { me, otherWorkspaceId, uuidOf, workspaceId } from './world.ts'

/** Sessions and projects, and what is found, kept and said about them. */
export function workHandlers({ world, role, account }: MockState) {
  const kept = new Map<string, KeptEntry>()
  return {
    'sessions.list': (filter) => {
      const found = world.sessions.filter((each) => (filter.project_id === null || each.project_id === filter.project_id) && (filter.statuses.length === 0 || filter.statuses.includes(each.status)))
      const from = filter.after === null ? 0 : found.findIndex(({ id }) => id === filter.after?.id) + 1
      const sessions = found.slice(from, from + filter.limit)
      const last = sessions.at(-1)
      return { sessions, next: last && from + sessions.length < found.length ? { created_at: last.created_at, id: last.id } : null, total: filter.after === null ? found.length : null }
    },
    'sessions.detail': ({ id }) => {
      const session = world.sessions.find((each) => each.id === id)
      if (!session) return null
      const details = [...world.items.values()].filter(({ item }) => item.work_session_id === id).slice(0, 6)
      const artifacts = details.flatMap((each) => (each.kind === 'artifact' ? [{ ...each.artifact, local: null }] : []))
      const events = artifacts.slice(0, 2).map((artifact, i) => ({
        id: uuidOf(14, i), workspace_id: workspaceId, target_table: 'work_artifacts', target_id: artifact.id, seq: 1, kind: i ? 'approved' : 'rejected', actor_user_id: me, command_id: null,
        before: { status: 'pending' }, after: { status: i ? 'approved' : 'rejected' }, note: i ? null : 'The sources do not support the second claim.', content_sha256: null, created_at: session.created_at, previous_hash: null, hash: 'a'.repeat(64), row_version: 1,
      }))
      return { session, artifacts, checkpoints: details.flatMap((each) => (each.kind === 'checkpoint' ? [{ ...each.checkpoint, local: null }] : [])), events, names: world.names,
        agent: { id: session.executed_by_agent_id ?? '', name: session.agent_name ?? '', description: 'Reads price pages' }, comments: [], returned: [], role,
        iterations: artifacts.slice(0, 1).map((artifact) => ({ id: otherWorkspaceId, workspace_id: workspaceId, work_session_id: id, number: 1, opened_by_artifact_id: artifact.id, instruction: 'Separate list prices from street prices.', closed_by_artifact_id: null, closed_at: null, created_at: session.created_at, row_version: 1 })),
        applications: artifacts.slice(0, 3).map((artifact, i) => ({ id: artifact.id, workspace_id: workspaceId, work_session_id: id, artifact_id: artifact.id, artifact_title: artifact.title, status: (['failed', 'applied', 'pending'] as const)[i] ?? 'pending', attempts: i === 0 ? 3 : 1, claimed_by: null, claimed_until: null, reason: i === 0 ? 'The substrate answered 503: it is being reindexed.' : null, finished_at: null, created_at: session.created_at, row_version: 1, local: null })),
        mutations: [{ id: otherWorkspaceId, workspace_id: workspaceId, work_session_id: id, application_id: null, kind: 'update' as const, target: 'pricing/halden', before: { plan: 'Business', price: 28 }, after: { plan: 'Business', price: 31.5 }, created_at: session.created_at, row_version: 1 }],
      }
    },
    'sessions.save_record': () => ({ saved: true }),
    'projects.list': () => world.projects,
    'projects.detail': ({ id }) => {
      const project = world.projects.find((each) => each.id === id)
      return project ? { project, content: { sessions: 9, artifacts: 41, checkpoints: 6, applications: 12, comments: 0, unsent: 2 }, server_version: 1, returned: [], role, names: world.names } : null
    },
    'baskets.list': () => [...world.projects.map(({ id, name, basket_id }) => ({ id: basket_id, workspace_id: workspaceId, name, project_id: id, project_name: name })), { id: otherWorkspaceId, workspace_id: workspaceId, name: 'Loose ends', project_id: null, project_name: null }],
    'agents.list': () => world.sessions.slice(0, 3).map(({ executed_by_agent_id, agent_name }) => ({ id: executed_by_agent_id ?? '', workspace_id: workspaceId, name: agent_name ?? '', description: null })),
    'palette.find': ({ text, limit }) => {
      const fits = (name: string | null) => (name ?? '').toLowerCase().includes(text.toLowerCase())
      const named = <T>(rows: readonly T[], nameOf: (row: T) => string | null, idOf: (row: T) => string) =>
        [...new Map(rows.filter((row) => fits(nameOf(row))).map((row) => [idOf(row), { id: idOf(row), workspace_id: workspaceId, name: nameOf(row) ?? '' }])).values()].slice(0, limit)
      return {
        projects: named(world.projects, ({ name }) => name, ({ id }) => id),
        sessions: named(world.sessions, ({ task_intent }) => task_intent, ({ id }) => id),
        agents: named(world.sessions, ({ agent_name }) => agent_name, ({ executed_by_agent_id }) => executed_by_agent_id ?? ''),
        items: [...world.items.values()].flatMap(({ item }) => (fits(item.title) ? item : [])).slice(0, limit),
      }
    },
    'conversation.get': ({ on, id }) => ({
      workspace_id: workspaceId,
      comments: id.endsWith('2')
        ? [{ id: otherWorkspaceId, workspace_id: workspaceId, artifact_id: on === 'artifact' ? id : null, checkpoint_id: on === 'checkpoint' ? id : null, work_session_id: on === 'session' ? id : null, edited_at: null, author_user_id: me, body: 'The Halden figures come from the reseller list; the vendor’s page says 30.00.', created_at: new Date(Date.now() - 3e6).toISOString(), row_version: 1, local: null }]
        : [],
      claim: on !== 'session' && id.endsWith('3') ? { user_id: account.user_id, me: true, expires_at: new Date(Date.now() + 6e5).toISOString(), state: null } : null,
      draft: '',
      role,
      names: world.names,
    }),
    'kept.list': ({ kind }) => [...kept.values()].filter((entry) => entry.kind === kind),
    'kept.put': (entry) => void kept.set(entry.id, entry),
    'kept.remove': ({ id }) => void kept.delete(id),
    'offline.state': () => ({ kept: false, by_project: false, contents: 41, here: 12 }),
    'offline.keep': () => undefined,
    'presence.look': () => undefined,
  } satisfies Partial<Handlers>
}
