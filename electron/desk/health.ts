import { z } from 'zod'
import { mostProblems, type ChainProblem, type ChainReports } from '../../contract/activity.ts'
import type { ContentCheck, feedLag as feedLagSchema, LocalDiagnostics, ServerHealth } from '../../contract/diagnostics.ts'
import type { AccountBackend } from '../backend/backend.ts'
import type { Store } from '../store/api.ts'
import { checkContents } from '../sync/check.ts'
import { failureOf } from '../sync/failure.ts'
import type { OpenDesk } from './open-desk.ts'
import type { DeskOptions } from './options.ts'

/** How the open account is: what is kept here, how the server answers, and whether both still hold. */
export interface Health {
  diagnostics(): Promise<LocalDiagnostics>
  /** asks now; that it can't be reached is an answer */
  serverHealth(): Promise<ServerHealth>
  /** the server's own check of the record, of one workspace or of all that are kept here */
  verifyChain(workspaceId: string | null): Promise<ChainReports['server']>
  checkContents(whole: boolean): Promise<ContentCheck>
}

/** `atDesk` throws signed_out. */
export function createHealth(atDesk: () => OpenDesk, { events, log }: DeskOptions): Health {
  return {
    async diagnostics() {
      const { store, report, account, engine } = atDesk()
      const [inspection, rows, outbox] = await Promise.all([store.inspect(), store.countRows(), store.outboxStatus()])
      return {
        ...inspection,
        rows,
        key_store: account.account.key_store,
        storage: report.storage,
        replica_rebuilt: report.replicaRebuilt,
        set_aside: { rows: report.rowsSetAside, file: report.outboxSetAside },
        outbox,
        sync: engine.status(),
      }
    },
    async serverHealth() {
      const { store, backend } = atDesk()
      const started = performance.now()
      try {
        const database = await backend.health()
        const round_trip_ms = Math.round(performance.now() - started)
        return { ok: true, round_trip_ms, database, behind: await feedLag(store, backend).catch(() => null) }
      } catch (error) {
        return { ok: false, error: failureOf(error).error }
      }
    },
    async verifyChain(workspaceId) {
      const { store, backend } = atDesk()
      const answer = { ok: true as const, events: 0, problems: [] as ChainProblem[], total_problems: 0 }
      try {
        const ids = workspaceId === null ? (await store.query('workspaces.list', undefined)).map(({ id }) => id) : [workspaceId]
        for (const id of ids) {
          const { events: count, problems } = await backend.verifyChain(id)
          answer.events += count
          answer.total_problems += problems.length
          answer.problems = [...answer.problems, ...problems].slice(0, mostProblems)
        }
        return answer
      } catch (error) {
        const { code, message } = failureOf(error).error
        return { ok: false, code, message }
      }
    },
    async checkContents(whole) {
      const { store, engine } = atDesk()
      const { broken, ...check } = await checkContents(store, whole, Math.random)
      if (broken.length > 0) {
        log.warn('desk', 'contents did not agree with their hash', { broken: broken.length })
        events.contentChanged(broken)
        engine.wake('content')
      }
      return { ...check, broken: broken.length }
    },
  }
}

/** What a pull would bring now, counted up to a hundred rows per workspace. */
async function feedLag(store: Store, backend: AccountBackend): Promise<z.infer<typeof feedLagSchema>> {
  const lag = { rows: 0, more: false }
  for (const { id } of await store.query('workspaces.list', undefined)) {
    const body = await backend.pull(id, await store.cursor(id), 100)
    const page = lagPage.parse(JSON.parse(new TextDecoder().decode(body)))
    lag.rows += page.changes.length
    lag.more ||= page.more
  }
  return lag
}

const lagPage = z.object({ changes: z.array(z.unknown()), more: z.boolean() })
