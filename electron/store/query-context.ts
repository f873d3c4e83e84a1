import type { Outbox } from './outbox/outbox.ts'
import type { QueryContext } from './replica/queries/context.ts'
import type { Replica } from './replica/replica.ts'
import type { SelectionSources } from './replica/selection.ts'

/** What a filter of the queue works on. */
export function selectionSources({ db, queue, search, facets, snoozed }: Replica, outbox: Outbox, userId: string, now: number): SelectionSources {
  return { db, queue, search, userId, facets, snoozed: snoozed.at(outbox.snoozes, now), now }
}

/** What the queries read, of the replica and of the outbox. */
export function queryContext(replica: Replica, outbox: Outbox, userId: string, now: number): QueryContext {
  const { db, contents, queue, search, facets, names, going, overlay } = replica
  const { open, kept, drafts, looks, fates } = outbox
  return {
    db,
    contents,
    queue,
    search,
    facets,
    names,
    now,
    sources: () => selectionSources(replica, outbox, userId, now),
    userId,
    going,
    localDecision: (id) => open.localDecision(id),
    localChange: (id) => open.localChange(id),
    effectsOn: (id) => open.effectsOn(id),
    serverVersion: (id) => overlay.serverVersion(id),
    kept: (kind) => kept.list(kind),
    draft: (item) => drafts.get(item),
    lookedAt: (artifacts) => looks.among(artifacts),
    latestDecisions: (limit) => fates.latestDecisions(limit),
    fates: (commandIds) => fates.of(commandIds),
    openCommands: () => open.list(),
  }
}
