import type { Command, CommandError } from '../../../../contract/commands.ts'
import type { KeptEntry, KeptKind } from '../../../../contract/kept.ts'
import type { DraftRef } from '../../../../contract/items.ts'
import type { LocalChange, LocalDecision } from '../../../../contract/local.ts'
import type { CommandFate, OutboxEntry } from '../../../../contract/outbox.ts'
import type { Database } from '../../driver.ts'
import type { Contents } from '../contents.ts'
import type { Queue } from '../queue.ts'
import type { Facets } from '../facets.ts'
import type { NameIndex } from '../name-index.ts'
import type { Search } from '../search.ts'
import type { SelectionSources } from '../selection.ts'

/** What the queries read besides the replica's rows. */
export interface QueryContext {
  db: Database
  contents: Contents
  queue: Queue
  search: Search
  facets: Facets
  names: NameIndex
  /** ms since the epoch */
  now: number
  /** what a filter of the queue works on */
  sources(): SelectionSources
  userId: string
  /** projects that are about to be deleted here */
  going: ReadonlySet<string>
  localDecision(targetId: string): LocalDecision | null
  localChange(targetId: string): LocalChange | null
  /** what was asked for here and the target's rows do not show yet, in order */
  effectsOn(targetId: string): Command[]
  draft(item: DraftRef): string
  kept(kind: KeptKind): KeptEntry[]
  /** of a row that shows what was done here: the version that the server has, null where it has none */
  serverVersion(id: string): number | null
  /** those whose content, as it is, I looked at on this computer */
  lookedAt(artifacts: readonly { id: string; content_sha256: string }[]): Set<string>
  /** decisions made here, the newest first */
  latestDecisions(limit: number): { command: Command; state: OutboxEntry['state'] | 'sent'; attempts: number }[]
  fates(commandIds: readonly string[]): CommandFate[]
  openCommands(): { command: Command; state: OutboxEntry['state']; attempts: number; error: CommandError | null }[]
}

/** What a query in the second thread has of it (long.ts). */
export type LongQueryContext = Pick<QueryContext, 'db' | 'userId'>
