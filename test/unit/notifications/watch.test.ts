import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { createWatch, type Watch } from '../../../electron/shell/notifications/watch.ts'
import type { News, NewsKind } from '../../../electron/shell/notifications/words.ts'
import { createLog } from '../../../electron/shell/log.ts'
import type { Store } from '../../../electron/store/api.ts'
import { apply, artifact, change, checkpoint, colleagueId, member, membership, openStore, page, resolve, userId, workspace, workspaceId } from '../store/fixtures.ts'
import { TurnedClock } from './clock.ts'

const start = Date.UTC(2026, 0, 5, 9, 0)
const bornAt = (ms: number) => ({ created_at: new Date(ms).toISOString() })

let clock: TurnedClock
let store: Store
let pulled: boolean
let told: [kind: NewsKind, titles: string[]][]
let waiting: number[]
let watch: Watch

beforeEach(async () => {
  clock = new TurnedClock(start)
  pulled = true
  told = []
  waiting = []
  store = (await openStore()).store
})

const begin = async () => {
  watch = createWatch({
    read: (span) => store.news(span),
    pulled: () => pulled,
    items: (keys) => store.query('queue.items', { keys: [...keys] }),
    report: (kind: NewsKind, news: readonly News[]) => told.push([kind, news.map(({ title }) => title)]),
    waiting: (count) => waiting.push(count),
    clock: { now: () => clock.ms, setTimeout: clock.setTimeout },
    log: createLog([]),
  })
  await clock.passSlowly(2_000)
}
const come = async (...rows: ReturnType<typeof change>[]) => {
  await apply(store, page(rows))
  watch.changed()
  await clock.passSlowly(2_000)
}

test('what waits at the start is counted and no news; a checkpoint that comes later is', async () => {
  await apply(store, page([change('work_checkpoints', checkpoint({ reason: 'old' })), change('work_artifacts', artifact())]))
  await begin()
  expect([waiting.at(-1), told]).toEqual([2, []])
  await come(change('work_checkpoints', checkpoint({ reason: 'new', work_session_id: '00000000-0000-4000-8000-0000000000c2' })))
  expect(told).toEqual([['checkpoints', ['new']]])
  expect(waiting.at(-1)).toBe(3)
})

test('a first pull is no news, however many pages it has', async () => {
  pulled = false
  await begin()
  await come(change('work_checkpoints', checkpoint()))
  await come(change('work_checkpoints', checkpoint({ work_session_id: '00000000-0000-4000-8000-0000000000c3' })))
  pulled = true
  await clock.passSlowly(61_000)
  expect(told).toEqual([])
})

test('the next stage is news when the one before has been answered', async () => {
  const [first, second] = [checkpoint({ reason: 'first', stages: 2 }), checkpoint({ reason: 'second', stage: 2, stages: 2 })]
  await apply(store, page([change('work_checkpoints', first), change('work_checkpoints', second)]))
  await begin()
  await store.addCommand(resolve(first), 0)
  await come(change('work_checkpoints', { ...first, status: 'resolved', user_decision: 'continue', row_version: 2 }))
  expect(told).toEqual([['checkpoints', ['second']]])
})

test('an item is overdue once, when its time has come', async () => {
  await apply(store, page([
    change('work_artifacts', artifact({ title: 'long ago', ...bornAt(start - 40 * 3_600_000) })),
    change('workspaces', workspace({ review_within_hours: 24 })),
    change('work_artifacts', artifact({ title: 'soon', ...bornAt(start - 24 * 3_600_000 + 90_000) })),
    change('work_artifacts', artifact({ title: 'later', ...bornAt(start) })),
  ]))
  await begin()
  await clock.passSlowly(600_000)
  expect(told).toEqual([['overdue', ['soon']]])
})

test('a workspace that asks for more haste later floods nobody', async () => {
  await apply(store, page([change('work_artifacts', artifact({ title: 'yesterday', ...bornAt(start - 24 * 3_600_000) }))]))
  await begin()
  await come(change('workspaces', workspace({ review_within_hours: 8 })))
  await come(change('work_artifacts', artifact({ title: 'in eight hours', ...bornAt(start - 8 * 3_600_000 + 120_000) })))
  await clock.passSlowly(600_000)
  expect(told).toEqual([['overdue', ['in eight hours']]])
})

test('more than twenty at once are counted without reading them', async () => {
  await begin()
  await come(...Array.from({ length: 30 }, (_, i) => change('work_checkpoints', checkpoint({ work_session_id: `00000000-0000-4000-8000-0000000001${String(i).padStart(2, '0')}` }))))
  expect(told.map(([kind, titles]) => [kind, titles.length])).toEqual([['checkpoints', 30]])
})

test('another account begins anew', async () => {
  await begin()
  watch.reset()
  await apply(store, page([change('work_checkpoints', checkpoint())]))
  await clock.passSlowly(2_000)
  expect(told).toEqual([])
  watch.stop()
})

test('a replica that is built again has other keys: what waited before is no news, what comes after it is', async () => {
  const rows = ['first', 'second', 'third'].map((reason, index) => change('work_checkpoints', checkpoint({ reason, work_session_id: `00000000-0000-4000-8000-0000000000c${index + 4}` })))
  const spare = artifact()
  await apply(store, page([change('work_artifacts', spare), ...rows]))
  await begin()
  // As the desk tells it, and the engine: nothing is here until all has come again.
  pulled = false
  watch.reset()
  await (store as Store & { rebuildReplica(): Promise<void> }).rebuildReplica()
  await store.setWorkspaces([member])
  for (const row of rows.toReversed()) await come(row)
  pulled = true
  await clock.passSlowly(61_000)
  expect(told).toEqual([])
  await come(change('work_checkpoints', checkpoint({ reason: 'new', work_session_id: '00000000-0000-4000-8000-0000000000c9' })))
  expect(told).toEqual([['checkpoints', ['new']]])
})

test('a comment that names me is news, one that names another or that I wrote is not', async () => {
  const row = artifact({ title: 'Prices' })
  const said = (body: string, rest: object = {}) =>
    change('comments', { id: randomUUID(), workspace_id: workspaceId, artifact_id: row.id, checkpoint_id: null, work_session_id: null, author_user_id: colleagueId, body, created_at: row.created_at, edited_at: null, row_version: 1, ...rest })
  await apply(store, page([
    change('workspace_memberships', membership({ display_name: 'Sam' })),
    change('workspace_memberships', membership({ id: randomUUID(), user_id: colleagueId, display_name: 'Jonas' })),
    change('work_artifacts', row),
    said(`@[Sam](user:${userId}), said before the start`),
  ]))
  await begin()
  await come(said(`@[Jonas](user:${colleagueId}) and @Sam: no`), said(`@[Sam](user:${userId}) mine`, { author_user_id: userId }), said(`Look, @[Sam](user:${userId}).`))
  expect(told).toEqual([['mentions', ['Prices']]])
  const { mentions } = await store.news({ after: 0, until: 0 })
  expect(mentions.map(({ by, place }) => [by, place])).toContainEqual(['Jonas', `queue/artifact/${row.id}`])
})

test('a viewer is told of nothing that waits, since they decide nothing', async () => {
  await store.setWorkspaces([{ id: workspaceId, name: 'Market', role: 'viewer' }])
  await begin()
  await come(change('work_checkpoints', checkpoint()))
  expect([waiting.at(-1), told]).toEqual([0, []])
})
