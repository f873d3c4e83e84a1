import type { StoreInspection } from '../../contract/diagnostics.ts'
import type { MemberRole } from '../../contract/entities.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Replica } from './replica/replica.ts'

/** What is kept here, in numbers alone: this goes into a file that people send around. */
export function inspect({ db, contents }: Replica, outbox: Outbox): Omit<StoreInspection, 'rows'> {
  const feeds = db.all<{ id: string; role: MemberRole; cursor: string | null }>('select workspace_id as id, role, cursor from feeds order by workspace_id')
  return {
    contents: contents.totals(),
    drafts: outbox.drafts.all().length,
    workspaces: feeds.map((feed) => ({ ...feed, epoch: outbox.restores.epoch(feed.id) })),
  }
}
