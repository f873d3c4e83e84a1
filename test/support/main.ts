import { v7 } from 'uuid'
import type { Command } from '../../contract/commands.ts'
import { defaultSettings } from '../../contract/settings.ts'
import type { OutboxStatus, SyncStatus } from '../../contract/status.ts'
import type { OutboxEntry } from '../../contract/outbox.ts'
import { createAuth, type Auth } from '../../electron/auth/auth.ts'
import { openConnection } from '../../electron/auth/connection.ts'
import { createBackend } from '../../electron/backend/backend.ts'
import { createDesk, type AccountDesk } from '../../electron/desk/desk.ts'
import { createLog } from '../../electron/shell/log.ts'
import type { Fetch } from '../../electron/shell/network.ts'
import { createStoreInProcess } from '../../electron/store/in-process.ts'
import { createSyncEngine } from '../../electron/sync/engine.ts'
import { noBrowser } from './browser.ts'

export interface RunningMain {
  auth: Auth
  desk: AccountDesk
  network: { up: boolean }
  contentLimit: { bytes: number }
  /** every status of sync, in order */
  sync: SyncStatus[]
  outbox(): OutboxStatus | undefined
  /** resolves when it holds, looked at after each event */
  until(holds: () => boolean | Promise<boolean>): Promise<void>
  goOffline(): Promise<void>
  goOnline(): void
  /** nothing is on its way any more, and what the server has is here */
  settled(): Promise<void>
  tray(): Promise<OutboxEntry[]>
  quit(): Promise<void>
}

interface MainOptions {
  url: string
  publishable_key: string
  profile: string
  holdMs?: number
  /** a realtime channel, and pauses after failures as they are in the app */
  asInTheApp?: boolean
}

/**
 * All of main but Electron itself, on a profile: auth, desk, store, engine and backend, as main.ts puts them together.
 * Without a realtime channel, and with the shortest pauses after failures that jitter allows, unless told otherwise.
 */
export async function startMain({ url, publishable_key, profile, holdMs = 0, asInTheApp = false }: MainOptions): Promise<RunningMain> {
  const log = createLog([])
  const env = { COUNTERSIGN_URL: url, COUNTERSIGN_KEY: publishable_key }
  const network = { up: true }
  const contentLimit = { bytes: defaultSettings.content_limit_mb * 1_048_576 }
  const request: Fetch = (input, init) => (network.up ? fetch(input, init) : Promise.reject(new TypeError('fetch failed')))
  const waiting = new Set<() => void>()
  const look = () => waiting.forEach((one) => one())
  const sync: SyncStatus[] = []
  let outbox: OutboxStatus | undefined
  const desk = createDesk({
    createStore: () => createStoreInProcess(),
    createBackend: ({ connection, session }) => ({
      ...createBackend({ connection, tokens: session, fetch: request, log }),
      ...(asInTheApp ? {} : { subscribe: () => () => undefined }),
    }),
    createEngine: (options) => createSyncEngine(asInTheApp ? options : { ...options, random: () => 0 }),
    network: { online: () => true, onChange: () => () => undefined },
    events: {
      replicaChanged: look,
      replicaRebuilt: () => undefined,
      contentChanged: look,
      syncStatus: (status) => {
        sync.push(status)
        look()
      },
      outboxStatus: (status) => {
        outbox = status
        look()
      },
      takenBack: () => undefined,
      viewers: () => undefined,
      signInNeeded: (error) => auth.needSignIn(error),
    },
    holdMs: () => holdMs,
    contentLimitBytes: () => contentLimit.bytes,
    painted: Promise.resolve(),
    log,
  })
  const auth: Auth = createAuth({
    profile,
    env,
    connection: await openConnection(profile, env, request),
    fetch: request,
    keychain: { isAvailable: () => false, encrypt: () => new Uint8Array(), decrypt: () => '' },
    host: desk,
    browser: noBrowser,
    log,
  })
  auth.onStatus(look)
  await auth.start()
  const until: RunningMain['until'] = (holds) =>
    new Promise((resolve) => {
      const check = () => {
        void Promise.resolve(holds()).then((held) => {
          if (!held) return
          waiting.delete(check)
          resolve()
        })
      }
      waiting.add(check)
      check()
    })
  return {
    auth,
    desk,
    network,
    contentLimit,
    sync,
    until,
    outbox: () => outbox,
    async goOffline() {
      network.up = false
      desk.wake('manual')
      await until(() => desk.syncStatus().state === 'offline')
    },
    goOnline() {
      network.up = true
      desk.wake('manual')
    },
    async settled() {
      await until(async () => desk.syncStatus().state === 'live' && (await desk.outboxStatus()).unsent === 0)
      const before = desk.syncStatus().last_pull_at
      desk.wake('manual')
      await until(() => desk.syncStatus().state === 'live' && desk.syncStatus().last_pull_at !== before)
    },
    tray: () => desk.query('outbox.list', undefined),
    async quit() {
      auth.stop()
      await desk.close()
    },
  }
}

/** By password, with the key in a file. Everything is here and sent when it resolves. */
export async function signIn(main: RunningMain, { email, password }: { email: string; password: string }): Promise<void> {
  await main.auth.signInWithPassword({ email, password, key_store: { kind: 'key_file' } })
  await main.settled()
}

/** Approvals, each with words of its own, of what is first in the queue. */
export async function approvals(main: RunningMain, count: number): Promise<Extract<Command, { kind: 'review_artifact' }>[]> {
  const { keys } = await main.desk.query('queue.index', { workspace_id: null })
  const items = await main.desk.query('queue.items', { keys: [...keys] })
  const found: Extract<Command, { kind: 'review_artifact' }>[] = []
  for (const item of items) {
    if (found.length === count) return found
    const detail = item.kind === 'artifact' ? await main.desk.query('items.detail', { kind: 'artifact', id: item.id }) : null
    if (detail?.kind !== 'artifact' || detail.local) continue
    const { id, workspace_id, revision, content_sha256 } = detail.artifact
    const command_id = v7()
    found.push({
      command_id,
      workspace_id,
      target_id: id,
      issued_at: new Date().toISOString(),
      kind: 'review_artifact',
      expected: { status: 'pending', revision, content_sha256 },
      payload: { decision: 'approve', feedback: `words of ${command_id}`, request_changes: false },
    })
  }
  if (found.length < count) throw new Error(`only ${found.length} of ${count} are there to be decided`)
  return found
}
