import { randomInt, randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { reopeningOf, type Command } from '../../contract/commands.ts'
import type { MemberRole } from '../../contract/entities.ts'
import { AppError } from '../../contract/errors.ts'
import type { IpcInput } from '../../contract/ipc.ts'
import type { BulkDecision, BulkPreview, BulkProgress } from '../../contract/queue.ts'
import type { HeldReplica } from './held-replica.ts'
import type { Outbox } from './outbox/outbox.ts'
import { selectionSources } from './query-context.ts'
import { readItems } from './replica/queries/items.ts'
import { roleIn } from './replica/queries/role.ts'
import { select, sortedBy, type SelectionSources } from './replica/selection.ts'

/** An artifact as it was when the preview was made: the decision is about this and nothing newer. */
type Frozen = readonly [key: number, id: string, workspaceId: string, revision: number, contentSha256: string]

interface Bulk {
  /** of the replica whose keys these are */
  round: number
  frozen: readonly Frozen[]
  /** what had not left the queue by the time it was decided, and its commands, in the same order; none before */
  decided: readonly Frozen[]
  commands: readonly Command[]
}

/** Previews that are remembered; the oldest goes first. */
const kept = 8
const leastConfident = 10

/** Decisions over many items: frozen when they are shown, made into commands when they are decided. */
export class Bulks {
  readonly #replica: HeldReplica
  readonly #outbox: Outbox
  readonly #userId: string
  /** wall clock, ms */
  readonly #now: () => number
  readonly #bulks = new Map<string, Bulk>()

  constructor(replica: HeldReplica, outbox: Outbox, userId: string, now: () => number) {
    this.#replica = replica
    this.#outbox = outbox
    this.#userId = userId
    this.#now = now
  }

  prepare(input: IpcInput<'bulk.prepare'>): BulkPreview {
    return this.#replica.use((replica) => {
      const sources = selectionSources(replica, this.#outbox, this.#userId, this.#now())
      const keys = input.of === 'filter' ? select(sources, input.filter) : Int32Array.from(input.keys)
      return this.#freeze(sources, keys, input.sample)
    })
  }

  decide(decision: BulkDecision, holdMs: number): { decided: Int32Array<ArrayBuffer>; gone: number } {
    const waiting = this.#replica.use((replica) => replica.queue.keys(null))
    const bulk = this.#of(decision.bulk_id)
    if (bulk.commands.length === 0) {
      if (bulk.round !== this.#replica.round) throw tooOld()
      const still = new Set(waiting)
      bulk.decided = bulk.frozen.filter(([key]) => still.has(key))
      bulk.commands = commandsOf(bulk.decided, decision, this.#timestamp())
    }
    try {
      this.#replica.follow(this.#outbox.add(bulk.commands, holdMs, true))
    } catch (error) {
      // They could not be kept: the same preview may be decided again, with other words.
      bulk.commands = []
      throw error
    }
    return { decided: Int32Array.from(bulk.decided, ([key]) => key), gone: bulk.frozen.length - bulk.decided.length }
  }

  undo(bulkId: string): { removed: number; reopening: number } {
    const issuedAt = this.#timestamp()
    const { removed, reopening } = this.#outbox.undoMany(this.#of(bulkId).commands, (sent) => reopenings(sent, issuedAt))
    this.#replica.follow([...removed, ...reopening])
    return { removed: removed.length, reopening: reopening.length }
  }

  progress(bulkId: string): BulkProgress {
    return this.#outbox.fates.progress(this.#of(bulkId).commands)
  }

  #freeze(sources: SelectionSources, keys: Int32Array<ArrayBuffer>, sample: number): BulkPreview {
    const { db, facets } = sources
    facets.ensure(keys)
    const roles = new Map<string, MemberRole | null>()
    const frozen: Frozen[] = []
    let notAllowed = 0
    const artifacts = keys.filter((key) => facets.isCheckpoint[key] === 0)
    const list = JSON.stringify([...artifacts])
    const rows = db.rows('select key, id, workspace_id, revision, content_sha256 from work_artifacts where waits = 1 and marked = 0 and key in (select value from json_each(?))', [list])
    for (const row of rows as unknown as Frozen[]) {
      const workspace = row[2]
      if (!roles.has(workspace)) roles.set(workspace, roleIn(db, workspace, this.#userId))
      const role = roles.get(workspace)
      if (role === null || role === 'viewer') notAllowed += 1
      else frozen.push(row)
    }
    const id = randomUUID()
    this.#bulks.set(id, { round: this.#replica.round, frozen, decided: [], commands: [] })
    for (const oldest of this.#bulks.keys()) if (this.#bulks.size > kept) this.#bulks.delete(oldest)

    const decided = Int32Array.from(frozen, ([key]) => key)
    return {
      bulk_id: id,
      artifacts: frozen.length,
      checkpoints: keys.length - artifacts.length,
      not_allowed: notAllowed,
      by_project: tally(sources, decided, 'projects'),
      by_agent: tally(sources, decided, 'agents'),
      least_confident: itemsOf(sources, sortedBy(sources, decided.slice(), 'least_confident').subarray(0, leastConfident)),
      sample: itemsOf(sources, drawn(decided, sample)),
    }
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString()
  }

  #of(id: string): Bulk {
    const bulk = this.#bulks.get(id)
    if (bulk === undefined) throw tooOld()
    return bulk
  }
}

const tooOld = () => new AppError('not_found', 'This selection is too old. Nothing was decided; choose the items again.')

/** One for each, in their order. */
const commandsOf = (decided: readonly Frozen[], { bulk_id: _, ...payload }: BulkDecision, issuedAt: string): Command[] =>
  decided.map(([, target_id, workspace_id, revision, content_sha256]) => ({
    command_id: uuidv7(),
    workspace_id,
    target_id,
    issued_at: issuedAt,
    kind: 'review_artifact',
    expected: { status: 'pending', revision, content_sha256 },
    payload,
  }))

const reopenings = (commands: readonly Command[], issuedAt: string): Command[] =>
  commands.flatMap((command) => (command.kind === 'review_artifact' ? reopeningOf(command, uuidv7(), issuedAt) : []))

/** In the order of the keys. */
function itemsOf({ db }: SelectionSources, keys: Int32Array) {
  const byKey = new Map(readItems(db, 'key', [...keys]).map((item) => [item.key, item]))
  return [...keys].flatMap((key) => byKey.get(key) ?? [])
}

/** Different ones, drawn at random. */
function drawn(keys: Int32Array, n: number): Int32Array {
  const places = new Set<number>()
  while (places.size < Math.min(n, keys.length)) places.add(randomInt(keys.length))
  return Int32Array.from(places, (place) => keys[place] as number)
}

function tally({ db, facets }: SelectionSources, keys: Int32Array, table: 'projects' | 'agents'): { name: string | null; items: number }[] {
  const column = table === 'projects' ? facets.project : facets.agent
  const names = new Map(db.rows(`select id, name from ${table}`) as [string, string][])
  const items = new Map<number, number>()
  for (const key of keys) {
    const number = column[facets.session[key] as number] ?? 0
    items.set(number, (items.get(number) ?? 0) + 1)
  }
  return [...items].sort((a, b) => b[1] - a[1]).map(([number, n]) => ({ name: names.get(facets[table].texts[number] ?? '') ?? null, items: n }))
}
