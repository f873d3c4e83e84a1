import { sessionStatuses, taskTypes } from '../../../contract/entities.ts'
import type { QueueCriteria, QueueFilter, QueueSort } from '../../../contract/queue.ts'
import type { Database } from '../driver.ts'
import { mayWait } from './due.ts'
import { noConfidence, type Facets, type Names } from './facets.ts'
import type { Queue } from './queue.ts'
import type { Search } from './search.ts'

type Keys = Int32Array<ArrayBuffer>
type Test = (key: number) => boolean

export interface SelectionSources {
  db: Database
  queue: Queue
  search: Search
  userId: string
  facets: Facets
  /** key → ms since the epoch at which it comes back; only those that still sleep */
  snoozed: ReadonlyMap<number, number>
  /** ms since the epoch */
  now: number
}

/** The keys that a filter means, in its order. The plain queue costs no look at the items themselves. */
export function select(sources: SelectionSources, filter: QueueFilter): Keys {
  const all = sources.queue.keys(filter.workspace_id)
  const criteria = filter.criteria ?? {}
  const tests = testsOf(sources, criteria)
  const sort = filter.sort ?? 'oldest'
  if (tests.length === 0 && sort === 'oldest' && filter.by_session !== true) return all
  if (needsFacets(criteria) || sort !== 'oldest' || filter.by_session === true) sources.facets.ensure(all)
  const kept = keep(all, tests)
  const sorted = sortedBy(sources, kept, sort)
  return filter.by_session === true ? bySession(sources.facets, sorted) : sorted
}

/** How many items each view has, in one call. */
export function counts(sources: SelectionSources, workspaceId: string | null, views: readonly QueueCriteria[]): number[] {
  const all = sources.queue.keys(workspaceId)
  if (views.some(needsFacets)) sources.facets.ensure(all)
  return views.map((criteria) => {
    const tests = testsOf(sources, criteria)
    let total = 0
    for (let i = 0; i < all.length; i++) if (passes(tests, all[i] as number)) total += 1
    return total
  })
}

/** What is about the item itself or its session; text, claims and snoozing have indexes of their own. */
const needsFacets = ({ text: _text, snoozed: _snoozed, claimed: _claimed, ...rest }: QueueCriteria): boolean => Object.values(rest).some((value) => value !== undefined)

function testsOf({ db, search, userId, facets, snoozed, now }: SelectionSources, criteria: QueueCriteria): Test[] {
  const tests: Test[] = []
  const f = facets
  if (criteria.snoozed) tests.push((key) => snoozed.has(key))
  else if (snoozed.size > 0) tests.push((key) => !snoozed.has(key))
  const found = criteria.text === undefined ? null : search.find(criteria.text)
  if (found !== null) tests.push((key) => found[key] === 1)

  const { kinds, confidence } = criteria
  if (kinds?.length === 1) {
    const wanted = kinds[0] === 'checkpoint' ? 1 : 0
    tests.push((key) => f.isCheckpoint[key] === wanted)
  }
  if (confidence) {
    // 255 stands for none and is above every upper end.
    const { min, max } = confidence
    tests.push((key) => (f.confidence[key] as number) >= min && (f.confidence[key] as number) <= max)
  }
  if (criteria.revised) tests.push((key) => (f.revision[key] as number) > 1 && f.isCheckpoint[key] === 0)
  const { mine, claimed } = criteria
  if (mine || claimed) {
    const claims = claimsNow(db, now)
    if (mine) tests.push((key) => f.isMine[sessionOf(f, key)] === 1 || claims.get(key) === userId)
    if (claimed === 'me') tests.push((key) => claims.get(key) === userId)
    if (claimed === 'others') tests.push((key) => (claims.get(key) ?? userId) !== userId)
  }

  const from = latest(criteria.created_from, criteria.newer_than_hours, now)
  const until = earliest(criteria.created_until, criteria.older_than_hours, now)
  if (from !== null) tests.push((key) => (f.created[key] as number) >= from)
  if (until !== null) tests.push((key) => (f.created[key] as number) <= until)
  if (criteria.overdue) tests.push(overdueTest(db, f, now))

  // Looked up when first asked: by then `ensure` has read the names.
  const oneOf = (wanted: readonly string[] | undefined, numbersOf: (wanted: readonly string[]) => Set<number>, of: (key: number) => number | undefined) => {
    if (wanted === undefined || wanted.length === 0) return
    let numbers: Set<number> | undefined
    tests.push((key) => (numbers ??= numbersOf(wanted)).has(of(key) ?? 0))
  }
  const byName = (names: Names) => (wanted: readonly string[]) => new Set(wanted.map((text) => names.find(text)).filter((n) => n > 0))
  const byPlace = (all: readonly string[]) => (wanted: readonly string[]) => new Set(wanted.map((text) => 1 + all.indexOf(text)))
  oneOf(criteria.item_types, byName(f.types), (key) => f.type[key])
  oneOf(criteria.project_ids, byName(f.projects), (key) => f.project[sessionOf(f, key)])
  oneOf(criteria.agent_ids, byName(f.agents), (key) => f.agent[sessionOf(f, key)])
  oneOf(criteria.task_types, byPlace(taskTypes), (key) => f.task[sessionOf(f, key)])
  oneOf(criteria.session_statuses, byPlace(sessionStatuses), (key) => f.status[sessionOf(f, key)])
  oneOf(
    criteria.session_ids,
    (wanted) => new Set([...f.sessionIds].filter(([, id]) => wanted.includes(id)).map(([key]) => key)),
    (key) => f.session[key],
  )
  return tests
}

/** By whom an item is claimed, by key; claims are few and expire. */
function claimsNow(db: Database, now: number): Map<number, string> {
  const rows = db.rows(
    `select coalesce((select key from work_artifacts where id = artifact_id), (select key from work_checkpoints where id = checkpoint_id)), user_id, expires_at from claims`,
  ) as [number | null, string, string][]
  return new Map(rows.flatMap(([key, user, until]) => (key === null || Date.parse(until) <= now ? [] : [[key, user] as const])))
}

const sessionOf = (f: Facets, key: number): number => f.session[key] as number

function overdueTest(db: Database, f: Facets, now: number): Test {
  let limits: Float64Array | undefined
  const limitsNow = () => Float64Array.from(f.workspaces.texts, (id) => now - mayWait(db, id))
  return (key) => (f.created[key] as number) <= ((limits ??= limitsNow())[f.workspace[key] as number] as number)
}

function latest(from: string | undefined, newerThanHours: number | undefined, now: number): number | null {
  const times = [...(from === undefined ? [] : [Date.parse(from)]), ...(newerThanHours === undefined ? [] : [now - newerThanHours * 3_600_000])]
  return times.length === 0 ? null : Math.max(...times)
}

function earliest(until: string | undefined, olderThanHours: number | undefined, now: number): number | null {
  const times = [...(until === undefined ? [] : [Date.parse(until)]), ...(olderThanHours === undefined ? [] : [now - olderThanHours * 3_600_000])]
  return times.length === 0 ? null : Math.min(...times)
}

function passes(tests: readonly Test[], key: number): boolean {
  for (let i = 0; i < tests.length; i++) if (!(tests[i] as Test)(key)) return false
  return true
}

function keep(all: Keys, tests: readonly Test[]): Keys {
  if (tests.length === 0) return all
  const kept = new Int32Array(all.length)
  let n = 0
  for (let i = 0; i < all.length; i++) {
    const key = all[i] as number
    if (passes(tests, key)) kept[n++] = key
  }
  return kept.slice(0, n)
}

/** Stable: what is equal stays oldest first. */
export function sortedBy({ db, facets: f }: SelectionSources, keys: Keys, sort: QueueSort): Keys {
  switch (sort) {
    case 'oldest':
      return keys
    case 'newest':
      return keys.reverse()
    case 'least_confident':
      // Items without a confidence come first: nothing speaks for them. Checkpoints have none by nature and come last.
      return countingSort(keys, 102, (key) => (f.isCheckpoint[key] === 1 ? 101 : f.confidence[key] === noConfidence ? 0 : Math.min(100, f.confidence[key] as number)))
    case 'most_confident':
      return countingSort(keys, 102, (key) => (f.confidence[key] === noConfidence ? 101 : 100 - Math.min(100, f.confidence[key] as number)))
    case 'revision':
      return countingSort(keys, 65_536, (key) => 65_535 - (f.isCheckpoint[key] === 1 ? 0 : (f.revision[key] as number)))
    case 'task_type':
      return countingSort(keys, taskTypes.length + 1, (key) => f.task[sessionOf(f, key)] as number)
    case 'item_type':
      return byRank(keys, ranks(f.types.texts, (text) => text), (key) => f.type[key] as number)
    case 'project':
      return byRank(keys, ranks(f.projects.texts, nameIn(db, 'projects')), (key) => f.project[sessionOf(f, key)] as number)
    case 'agent':
      return byRank(keys, ranks(f.agents.texts, nameIn(db, 'agents')), (key) => f.agent[sessionOf(f, key)] as number)
  }
}

function nameIn(db: Database, table: 'projects' | 'agents'): (id: string) => string {
  const names = new Map(db.rows(`select id, name from ${table}`) as [string, string][])
  return (id) => names.get(id) ?? '\uffff'
}

/** Place in alphabetical order by number; what has no name comes last. */
function ranks(texts: readonly string[], nameOf: (text: string) => string): Int32Array {
  const order = texts.map((text, number) => ({ number, name: number === 0 ? '\uffff' : nameOf(text) }))
  order.sort((a, b) => a.name.localeCompare(b.name) || a.number - b.number)
  const places = new Int32Array(texts.length)
  order.forEach(({ number }, place) => (places[number] = place))
  return places
}

const byRank = (keys: Keys, places: Int32Array, numberOf: (key: number) => number): Keys =>
  countingSort(keys, places.length, (key) => places[numberOf(key)] ?? places.length - 1)

function bySession(f: Facets, keys: Keys): Keys {
  const places = new Map<number, number>()
  for (let i = 0; i < keys.length; i++) {
    const session = sessionOf(f, keys[i] as number)
    if (!places.has(session)) places.set(session, places.size)
  }
  return countingSort(keys, places.size, (key) => places.get(sessionOf(f, key)) as number)
}

/** Where each session begins among keys that `by_session` has put in order. */
export function sessionStarts(f: Facets, keys: Keys): Keys {
  const starts: number[] = []
  for (let i = 0; i < keys.length; i++) {
    if (i === 0 || sessionOf(f, keys[i] as number) !== sessionOf(f, keys[i - 1] as number)) starts.push(i)
  }
  return Int32Array.from(starts)
}

/** Sorts by a small whole number, 0 ≤ rank < size, in two passes. */
function countingSort(keys: Keys, size: number, rankOf: (key: number) => number): Keys {
  const starts = new Int32Array(size + 1)
  const ranked = new Int32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const rank = rankOf(keys[i] as number)
    ranked[i] = rank
    starts[rank + 1] = (starts[rank + 1] as number) + 1
  }
  for (let rank = 0; rank < size; rank++) starts[rank + 1] = (starts[rank + 1] as number) + (starts[rank] as number)
  const sorted = new Int32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const rank = ranked[i] as number
    const place = starts[rank] as number
    sorted[place] = keys[i] as number
    starts[rank] = place + 1
  }
  return sorted
}
