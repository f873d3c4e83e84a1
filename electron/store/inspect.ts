import type { StoreInspection } from '../../contract/diagnostics.ts'
import { replicatedTableNames, type ReplicatedTable } from '../../contract/feed.ts'
import type { MemberRole } from '../../contract/entities.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Replica } from './replica/replica.ts'

/** What is kept here, in numbers alone: this goes into a file that people send around. */
export function inspect({ db, contents }: Replica, outbox: Outbox): StoreInspection {
  const rows = replicatedTableNames.map((table) => [table, db.value<number>(`select count(*) from ${table}`) ?? 0] as const)
  const feeds = db.all<{ id: string; role: MemberRole; cursor: string | null }>('select workspace_id as id, role, cursor from feeds order by workspace_id')
  return {
    rows: Object.fromEntries(rows) as Record<ReplicatedTable, number>,
    contents: contents.totals(),
    drafts: outbox.drafts.all().length,
    workspaces: feeds.map((feed) => ({ ...feed, epoch: outbox.epoch(feed.id) })),
  }
}
