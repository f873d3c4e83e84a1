import type { ItemRef, LocalDecision, OutboxEntry } from '../../../../contract/views.ts'
import type { Database } from '../../driver.ts'
import type { Contents } from '../contents.ts'
import type { Queue } from '../queue.ts'
import type { Search } from '../search.ts'

/** What the queries read besides the replica's rows. */
export interface QueryContext {
  db: Database
  contents: Contents
  queue: Queue
  search: Search
  userId: string
  localDecision(targetId: string): LocalDecision | null
  draft(item: ItemRef): string
  /** those whose content, as it is, I looked at on this computer */
  lookedAt(artifacts: readonly { id: string; content_sha256: string }[]): Set<string>
  openCommands(): Omit<OutboxEntry, 'title' | 'theirs' | 'again'>[]
}
