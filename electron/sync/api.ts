import type { ReplicatedTable } from '../../contract/feed.ts'
import type { AppErrorShape } from '../../contract/errors.ts'
import type { OutboxStatus, SyncStatus } from '../../contract/status.ts'
import type { Backend } from '../backend/api.ts'
import type { Store } from '../store/api.ts'

export interface Clock {
  /** wall clock, ms: for what is shown, and nothing is measured by it */
  now(): number
  /** ms that only grow, whatever is done to the wall clock */
  monotonic(): number
  /** returns how to cancel it */
  setTimeout(callback: () => void, ms: number): () => void
}

/** What the rest of main hears; all but `status` may come often. */
export interface SyncEvents {
  /** changes of state at once, progress at most ten times a second */
  status(status: SyncStatus): void
  replicaChanged(tables: ReplicatedTable[]): void
  contentChanged(ids: string[]): void
  outboxStatus(status: OutboxStatus): void
  /** nothing more is tried until `resume` */
  signInNeeded(error: AppErrorShape): void
}

export interface SyncOptions {
  store: Store
  backend: Backend
  clock: Clock
  /** 0 ≤ x < 1 */
  random(): number
  network: { online(): boolean; onChange(listener: () => void): () => void }
  emit: SyncEvents
  /** called at named points (crash tests stop here) */
  onPoint?: (name: string) => void
}

/**
 * command: something was put into the outbox, taken out or its holds ended. content: a content on screen is missing.
 * membership: a workspace was joined, made or left here. resume: the computer woke. focus: the window came to the front. network: the connection changed. manual: "sync now".
 */
export type WakeReason = 'command' | 'content' | 'membership' | 'resume' | 'focus' | 'network' | 'manual'

export interface SyncEngine {
  /** The account is open and signed in. Does nothing when it runs. */
  start(): void
  /** Ends everything under way and resolves when it has ended. */
  stop(): Promise<void>
  /** After a new sign-in. */
  resume(): void
  wake(reason: WakeReason): void
  status(): SyncStatus
}
