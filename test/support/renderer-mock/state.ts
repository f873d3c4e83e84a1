import type { Command } from '../../../contract/commands.ts'
import type { MemberRole } from '../../../contract/entities.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { IpcEvent, IpcEventPayload } from '../../../contract/ipc.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import { defaultSettings, type Settings } from '../../../contract/settings.ts'
import type { Account, KeyStoreKind, OutboxStatus, SyncStatus } from '../../../contract/status.ts'
import { createWorld, me, type World } from './world.ts'

export class Refused extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export interface HeldCommand {
  command: Command
  state: OutboxEntry['state']
}

/** What the made-up main knows, and how its parts act on it. */
export interface MockState {
  options: URLSearchParams
  size: number
  world: World
  account: Account
  connection: { url: string; publishable_key: string }
  online: boolean
  storage: OutboxStatus['storage']
  role: MemberRole
  settings: Settings
  outbox: Map<string, HeldCommand>
  /** commands that the server has taken */
  sent: Set<string>
  emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void
  find(id: string): ItemDetail | undefined
  /** out of the queue */
  drop(id: string): void
  putBack(keys: readonly number[]): void
  /** outbox and queue have changed */
  tell(): void
  outboxStatus(): OutboxStatus
  syncStatus(): SyncStatus
}

export function createState(options: URLSearchParams, emit: MockState['emit']): MockState {
  const size = Number(options.get('items') ?? 128)
  const world = createWorld(size)
  const byId = new Map([...world.items.values()].map((detail) => [detail.item.id, detail]))
  const outbox = new Map<string, HeldCommand>()
  const storage = (options.get('storage') ?? 'disk') as OutboxStatus['storage']
  const outboxStatus = (): OutboxStatus => {
    const states = [...outbox.values()].map(({ state }) => state)
    const of = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length
    return { unsent: of('held', 'unsent', 'sending'), sending: of('sending'), conflicts: of('conflict'), refused: of('refused'), storage }
  }
  return {
    options,
    size,
    world,
    account: { id: 'a'.repeat(32), user_id: me, email: 'maren@example.com', display_name: 'Maren Vik', key_store: (options.get('store') ?? 'keychain') as KeyStoreKind },
    connection: { url: 'https://abcdefgh.supabase.co', publishable_key: 'sb_publishable_mock' },
    online: options.get('sync') !== 'offline',
    storage,
    role: (options.get('role') ?? 'owner') as MemberRole,
    settings: { ...defaultSettings, theme: (options.get('theme') ?? 'system') as Settings['theme'], density: (options.get('density') ?? 'standard') as Settings['density'] },
    outbox,
    sent: new Set(),
    emit,
    find: (id) => byId.get(id),
    drop(id) {
      const at = world.keys.indexOf(byId.get(id)?.item.key ?? -1)
      if (at >= 0) world.keys.splice(at, 1)
    },
    putBack(keys) {
      world.keys = [...new Set([...world.keys, ...keys])].sort((a, b) => a - b)
    },
    tell() {
      emit('outbox.status', outboxStatus())
      emit('replica.changed', { tables: ['work_artifacts', 'work_checkpoints'] })
    },
    outboxStatus,
    syncStatus: () => ({
      state: (options.get('sync') ?? 'live') as SyncStatus['state'],
      since: new Date(Date.now() - 3_600_000).toISOString(),
      last_pull_at: options.get('sync') === 'pulling' && size === 0 ? null : new Date().toISOString(),
      progress: options.get('sync') === 'pulling' ? { rows: 12_400, bytes: 9e6, total: 29_000, time_left_ms: 40_000 } : null,
      next_try_at: null,
      realtime: true,
      error: null,
    }),
  }
}
