import { z } from 'zod'
import { chainProblem } from '../../contract/activity.ts'
import { databaseHealth } from '../../contract/diagnostics.ts'
import { askedForTables } from '../../contract/feed.ts'
import type { LookTarget } from '../../contract/presence.ts'
import { workspaceChoice } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import { BackendError, type Backend } from './api.ts'
import { Presence, type PresenceOptions } from './presence.ts'
import { createRealtime } from './realtime.ts'
import { parseAnswer } from './answers.ts'
import { createPeople, type People } from './people.ts'
import { createCall, createRpc, type RpcOptions } from './rpc.ts'

const workspaces = z.array(workspaceChoice)
/** What `sync_size` answers: rows by table. */
const sizes = z.record(z.string(), z.number().int().nonnegative())

/** What `verify_review_chain` answers. */
const serverChain = z.object({ events: z.number().int(), problems: z.array(chainProblem) })

/** How long each call may take until its last byte. Pages are the largest; a batch of commands the longest at work. */
const timeouts = { workspaces: 15_000, pull: 60_000, size: 30_000, contents: 60_000, submit: 60_000, health: 15_000, verify: 120_000 }

export interface AccountBackend extends Backend {
  /** the token was renewed: channels that are joined get it */
  renewed(): void
  /** tells colleagues what is on this screen */
  look(target: LookTarget): void
  /** the database's own word about itself */
  health(signal?: AbortSignal): Promise<z.infer<typeof databaseHealth>>
  /** the record of one workspace, checked by the database */
  verifyChain(workspaceId: string, signal?: AbortSignal): Promise<z.infer<typeof serverChain>>
  people: People
}

interface BackendOptions extends RpcOptions {
  /** whose looks are told, and who hears of those of colleagues; without it nothing is told */
  presence?: PresenceOptions
  log: Log
}

/** Supabase as the sync engine sees it. Every call rejects with BackendError. */
export function createBackend(options: BackendOptions): AccountBackend {
  const call = createCall(options)
  const rpc = createRpc(call)
  const presence = options.presence === undefined ? null : new Presence(options.presence)
  const realtime = createRealtime({ ...options, presence })
  const people = createPeople(call, rpc)
  /** a server from before these tables does not know the argument */
  let asks = true
  return {
    people,
    async workspaces(signal) {
      // Whoever was invited meanwhile is in from here on; a server that refuses that still lists what there is.
      await people.acceptInvitations(signal).catch((error: unknown) => {
        if (!(error instanceof BackendError) || (error.failure !== 'refused' && error.failure !== 'schema')) throw error
        options.log.warn('backend', 'invitations could not be accepted', { error })
      })
      const body = await rpc('my_workspaces', {}, { timeoutMs: timeouts.workspaces, signal })
      return parseAnswer(workspaces, body, 'my_workspaces')
    },
    async pull(workspaceId, cursor, rowLimit, signal) {
      const pull = (more: { tables?: readonly string[] }) =>
        rpc('sync_pull', { workspace: workspaceId, cursor, row_limit: rowLimit, ...more }, { timeoutMs: timeouts.pull, signal })
      if (!asks) return await pull({})
      try {
        return await pull({ tables: askedForTables })
      } catch (error) {
        if (!(error instanceof BackendError) || error.failure !== 'schema') throw error
        const page = await pull({})
        asks = false
        return page
      }
    },
    async size(workspaceId, signal) {
      try {
        const body = await rpc('sync_size', { workspace: workspaceId, tables: askedForTables }, { timeoutMs: timeouts.size, signal })
        return Object.values(parseAnswer(sizes, body, 'sync_size')).reduce((sum, rows) => sum + rows, 0)
      } catch (error) {
        if (!(error instanceof BackendError) || error.failure !== 'schema') throw error
        return null
      }
    },
    contents: (ids, signal) => rpc('artifact_contents', { ids }, { timeoutMs: timeouts.contents, signal }),
    submit: (commands, signal) => rpc('submit_commands', { commands }, { timeoutMs: timeouts.submit, signal }),
    subscribe: realtime.subscribe,
    renewed: realtime.renewed,
    look: (target) => presence?.look(target),
    async verifyChain(workspaceId, signal) {
      return parseAnswer(serverChain, await rpc('verify_review_chain', { workspace: workspaceId }, { timeoutMs: timeouts.verify, signal }), 'verify_review_chain')
    },
    async health(signal) {
      return parseAnswer(databaseHealth, await rpc('health_check', {}, { timeoutMs: timeouts.health, signal }), 'health_check')
    },
  }
}
