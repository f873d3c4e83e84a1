import { z } from 'zod'
import { databaseHealth } from '../../contract/diagnostics.ts'
import type { LookTarget } from '../../contract/presence.ts'
import { workspaceChoice } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import { BackendError, type Backend } from './api.ts'
import { Presence, type PresenceOptions } from './presence.ts'
import { createRealtime } from './realtime.ts'
import { createRpc, type RpcOptions } from './rpc.ts'

const workspaces = z.array(workspaceChoice)

/** How long each call may take until its last byte. Pages are the largest; a batch of commands the longest at work. */
const timeouts = { workspaces: 15_000, pull: 60_000, contents: 60_000, submit: 60_000, health: 15_000 }

export interface AccountBackend extends Backend {
  /** the token was renewed: channels that are joined get it */
  renewed(): void
  /** tells colleagues what is on this screen */
  look(target: LookTarget): void
  /** the database's own word about itself */
  health(signal?: AbortSignal): Promise<z.infer<typeof databaseHealth>>
}

interface BackendOptions extends RpcOptions {
  /** whose looks are told, and who hears of those of colleagues; without it nothing is told */
  presence?: PresenceOptions
  log: Log
}

/** Supabase as the sync engine sees it. Every call rejects with BackendError. */
export function createBackend(options: BackendOptions): AccountBackend {
  const rpc = createRpc(options)
  const presence = options.presence === undefined ? null : new Presence(options.presence)
  const realtime = createRealtime({ ...options, presence })
  return {
    async workspaces(signal) {
      const body = await rpc('my_workspaces', {}, { timeoutMs: timeouts.workspaces, signal })
      const parsed = workspaces.safeParse(parseJson(body))
      if (!parsed.success) throw new BackendError('schema', 'my_workspaces answered with something else than workspaces', { cause: parsed.error })
      return parsed.data
    },
    pull: (workspaceId, cursor, rowLimit, signal) =>
      rpc('sync_pull', { workspace: workspaceId, cursor, row_limit: rowLimit }, { timeoutMs: timeouts.pull, signal }),
    contents: (ids, signal) => rpc('artifact_contents', { ids }, { timeoutMs: timeouts.contents, signal }),
    submit: (commands, signal) => rpc('submit_commands', { commands }, { timeoutMs: timeouts.submit, signal }),
    subscribe: realtime.subscribe,
    renewed: realtime.renewed,
    look: (target) => presence?.look(target),
    async health(signal) {
      const parsed = databaseHealth.safeParse(parseJson(await rpc('health_check', {}, { timeoutMs: timeouts.health, signal })))
      if (!parsed.success) throw new BackendError('schema', 'health_check answered with something else', { cause: parsed.error })
      return parsed.data
    },
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
