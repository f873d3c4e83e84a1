import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { MockState } from './state.ts'
import { workspaceId } from './world.ts'

/** Sync, settings and diagnostics. */
export function upkeepHandlers(state: MockState) {
  const { size, online, storage, outboxStatus, syncStatus } = state
  return {
    'sync.status': syncStatus,
    'sync.now': () => undefined,
    'settings.get': () => state.settings,
    'settings.set': (change) => (state.settings = { ...state.settings, ...(change as Partial<Settings>) }),
    'diagnostics.local': () => ({
      rows: { workspaces: 1, workspace_memberships: 4, baskets: 8, agents: 5, projects: 8, work_sessions: 60, work_artifacts: size, work_checkpoints: 12, review_events: 340, work_iterations: 20, work_applications: 40, context_mutations: 12, claims: 1, comments: 9 },
      contents: { count: size, bytes: size * 4_200, limit_bytes: 512 * 1024 * 1024, last_key: size },
      drafts: 1,
      workspaces: [{ id: workspaceId, role: 'owner', epoch: 'e1', cursor: '{"position":1}' }],
      key_store: 'keychain',
      storage,
      replica_rebuilt: false,
      set_aside: { rows: 0, file: null },
      outbox: outboxStatus(),
      sync: syncStatus(),
    }),
    'diagnostics.server': () =>
      online
        ? { ok: true, round_trip_ms: 24, behind: { rows: 0, more: false }, database: { ok: true, database_time: new Date().toISOString(), schema_version: '20261101001200', pending_artifacts: size, pending_checkpoints: 12, oldest_pending_at: new Date(Date.now() - 9e7).toISOString() } }
        : { ok: false, error: { code: 'network', message: 'The server cannot be reached.', retry: true } },
    'diagnostics.check_contents': () => ({ checked: Math.min(size, 200), broken: 0, total: size }),
    'diagnostics.save': () => ({ saved: true }),
    'links.open': () => undefined,
  } satisfies Partial<Handlers>
}
