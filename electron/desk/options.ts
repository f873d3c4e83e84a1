import type { AppErrorShape } from '../../contract/errors.ts'
import type { ReplicatedTable } from '../../contract/feed.ts'
import type { TakenBack } from '../../contract/outbox.ts'
import type { Viewer } from '../../contract/presence.ts'
import type { OutboxStatus, SyncStatus } from '../../contract/status.ts'
import type { OpenAccount } from '../auth/auth.ts'
import type { AccountBackend } from '../backend/backend.ts'
import type { Log } from '../shell/log.ts'
import type { Store } from '../store/api.ts'
import type { SyncEngine, SyncOptions } from '../sync/api.ts'

interface DeskEvents {
  replicaChanged(tables: ReplicatedTable[]): void
  /** it was damaged and begins empty: its keys begin at 1 again, and all of it comes anew */
  replicaRebuilt(): void
  contentChanged(ids: string[]): void
  syncStatus(status: SyncStatus): void
  outboxStatus(status: OutboxStatus): void
  takenBack(taken: TakenBack): void
  /** who of my colleagues looks at what; none once offline */
  viewers(viewers: Viewer[]): void
  /** the server refused the open account's session in a call of the engine */
  signInNeeded(error: AppErrorShape): void
}

export interface DeskOptions {
  createStore(): Store
  createBackend(account: OpenAccount, onViewers: (viewers: Viewer[]) => void): AccountBackend
  createEngine(options: SyncOptions): SyncEngine
  network: SyncOptions['network']
  events: DeskEvents
  /** ms that a decision waits in the outbox while online */
  holdMs(): number
  /** the open account is about to be closed: has the window write down what was typed for it; bounded, and never rejects */
  beforeClosing?(): Promise<void>
  /** of contents kept on this computer before the least recently read go */
  contentLimitBytes(): number
  /** the network may be used from now on: the queue is on screen, or the window is and shows something else */
  painted: Promise<void>
  log: Log
}
