import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ArtifactRow, CheckpointRow } from '../../../contract/entities.ts'
import type { FeedChange } from '../../../contract/feed.ts'
import { Database } from '../../../electron/store/driver.ts'
import { defaultContentLimits } from '../../../electron/store/replica/contents.ts'
import { pageOf } from '../../../electron/store/replica/apply.ts'
import { Queue } from '../../../electron/store/replica/queue.ts'
import { Replica } from '../../../electron/store/replica/replica.ts'
import { createRandom, type Random } from '../../support/random.ts'
import { artifact, change, checkpoint, deletionOf, member, page, userId, workspaceId } from './fixtures.ts'

const otherWorkspace = '00000000-0000-4000-8000-000000000002'
const workspaces = [workspaceId, otherWorkspace]

/** A replica whose two workspaces change at random, beside a queue that reads everything anew. */
function world(seed: number) {
  const random = createRandom(seed)
  const db = new Database(':memory:', null)
  const marked = new Set<string>()
  const replica = new Replica(db, {
    contentLimits: defaultContentLimits,
    monotonic: () => 0,
    userId,
    isMarked: (id) => marked.has(id),
    overlay: { userId, effectsOn: () => [] },
    onPoint: () => undefined,
  })
  replica.setWorkspaces(workspaces.map((id) => ({ ...member, id })))
  const artifacts: ArtifactRow[] = []
  const checkpoints: CheckpointRow[] = []

  const apply = (workspace: string, changes: FeedChange[], reset = false) => {
    const body = JSON.parse(new TextDecoder().decode(page(changes, { reset }))) as unknown
    // Whoever looks between two slices must not leave a half-applied list behind.
    for (const _ of replica.applyPage(workspace, pageOf(body))) if (random.chance(0.05)) lists(replica.queue)
  }
  const check = () => {
    // As the next start would find it, and as the rows have it.
    const found = lists(new Queue(db))
    db.run('delete from kept_order')
    const read = lists(new Queue(db))
    expect(lists(replica.queue)).toEqual(read)
    expect(found).toEqual(read)
    if (random.chance(0.3)) return
    replica.queue.keepOrder()
    expect(db.value('select count(*) from kept_order')).toBe(1)
  }

  function steps(count: number, workspace: string): FeedChange[] {
    return Array.from({ length: count }, () => {
      const own = artifacts.filter(({ workspace_id }) => workspace_id === workspace)
      const kind = random.between(0, 9)
      if (kind < 3 || own.length === 0) {
        const row = artifact({ workspace_id: workspace, ...revisionOf(random, own) }, random.between(0, 59))
        artifacts.push(row)
        return change('work_artifacts', row)
      }
      if (kind < 5) {
        const row = checkpoint({ workspace_id: workspace, stage: random.between(1, 3), stages: 3 }, random.between(0, 59))
        checkpoints.push(row)
        return change('work_checkpoints', row)
      }
      const stage = checkpoints.find(({ workspace_id, status }) => workspace_id === workspace && status === 'pending')
      if (kind === 5 && stage !== undefined) return change('work_checkpoints', Object.assign(stage, { status: 'resolved', user_decision: 'continue', row_version: stage.row_version + 1 }))
      const row = random.pick(own)
      row.row_version += 1
      if (kind === 6) {
        artifacts.splice(artifacts.indexOf(row), 1)
        return deletionOf('work_artifacts', row.id, row.row_version)
      }
      return change('work_artifacts', Object.assign(row, { status: random.pick(['pending', 'approved', 'rejected']) }))
    })
  }
  return { random, db, replica, marked, artifacts, apply, steps, check }
}

const lists = (queue: Queue) => [null, ...workspaces].map((id) => [...queue.keys(id)])

const revisionOf = (random: Random, rows: readonly ArtifactRow[]): Partial<ArtifactRow> => {
  if (rows.length === 0 || random.chance(0.5)) return {}
  const before = random.pick(rows)
  return { revision: before.revision + 1, revision_of: before.id }
}

test.each(Array.from({ length: 30 }, (_, seed) => seed))('whatever changes, the kept order is that of the rows (seed %i)', (seed) => {
  const { random, replica, marked, artifacts, apply, steps, check } = world(seed)
  for (let round = 0; round < 25; round++) {
    const workspace = random.pick(workspaces)
    if (random.chance(0.3) && artifacts.length > 0) {
      const ids = [random.pick(artifacts).id, random.pick(artifacts).id]
      const mark = random.chance(0.6)
      for (const id of ids) marked[mark ? 'add' : 'delete'](id)
      replica.mark(ids, mark)
    } else if (random.chance(0.15)) {
      // A row of another workspace ends the page: nothing of it stays.
      const stranger = artifact({ workspace_id: random.pick(workspaces.filter((id) => id !== workspace)) })
      const copies = structuredClone(artifacts)
      expect(() => apply(workspace, [...steps(4, workspace), change('work_artifacts', stranger)])).toThrow('another workspace')
      artifacts.splice(0, artifacts.length, ...copies)
    } else if (random.chance(0.2)) replica.applyAnswer(workspace, steps(random.between(1, 3), workspace))
    else apply(workspace, steps(random.between(1, 30), workspace), random.chance(0.1))
    check()
  }
})

test.each([
  ['many that are newer than all', 300, 30],
  ['many that belong between others', 300, 5],
  ['more than there were', 1_200, 10],
])('%s', (_, count, second) => {
  const { replica, db, apply, check } = world(1)
  const rows = (length: number, at: number) => Array.from({ length }, () => change('work_artifacts', artifact({}, at)))
  apply(workspaceId, [...rows(50, 0), ...rows(50, 20)])
  check()
  apply(workspaceId, rows(count, second))
  check()
  replica.mark(db.column<string>('select id from work_artifacts where key % 3 = 0'), true)
  check()
})

test('a few changes do not read the whole order again', () => {
  const { replica, db, apply } = world(2)
  const rows = Array.from({ length: 20 }, () => artifact())
  apply(workspaceId, rows.map((row) => change('work_artifacts', row)))
  const before = lists(replica.queue)
  const first = rows[0] as ArtifactRow
  // Behind the replica's back: only what is read anew would show it.
  db.run('update work_artifacts set waits = 0 where id = ?', [(rows[5] as ArtifactRow).id])
  apply(workspaceId, [change('work_artifacts', { ...first, status: 'approved', row_version: 2 })])
  const key = db.value<number>('select key from work_artifacts where id = ?', [first.id])
  expect(lists(replica.queue)).toEqual(before.map((list) => list.filter((each) => each !== key)))
})

test.each([
  ['of different times', (at: number) => ({ created_at: `2026-01-05T08:00:0${at % 10}${at % 7 === 0 ? '' : `.${at}`}+00:00` })],
  ['of one time', () => ({})],
  ['of one time, whose ids begin alike', () => ({ id: `00000000-0000-${randomUUID().slice(14)}` })],
])('page after page of items %s find their places, and nothing else is read', (_, rest) => {
  const { db, replica, check, apply } = world(3)
  const random = createRandom(3)
  for (let round = 0; round < 4; round++) {
    apply(workspaceId, Array.from({ length: 150 }, () => change('work_artifacts', artifact(rest(random.between(1, 999))))))
    check()
  }
  // Behind the replica's back: only what is read anew would show it.
  const unseen = db.value<number>('select key from work_artifacts where key % 300 = 7') as number
  db.run('update work_artifacts set waits = 0 where key = ?', [unseen])
  apply(workspaceId, Array.from({ length: 150 }, () => change('work_artifacts', artifact(rest(random.between(1, 999))))))
  expect(lists(replica.queue)[0]).toContain(unseen)
  expect(lists(replica.queue)[0]).toHaveLength(750)
})

test('what is undone while a page is being applied finds its place beside what the page has deleted', () => {
  const { db, replica, check, apply } = world(4)
  const rows = Array.from({ length: 9 }, (_, at) => artifact({}, at))
  apply(workspaceId, rows.map((row) => change('work_artifacts', row)))
  const undone = rows[2] as ArtifactRow
  replica.mark([undone.id], true)
  check()
  const body = JSON.parse(new TextDecoder().decode(page(rows.slice(3, 7).map(({ id }) => deletionOf('work_artifacts', id, 2))))) as unknown
  const steps = replica.applyPage(workspaceId, pageOf(body))
  for (let row = 0; row < 4; row++) steps.next()
  replica.mark([undone.id], false)
  check()
  expect(steps.next().done).toBe(true)
  check()
  expect(db.value('select count(*) from work_artifacts')).toBe(5)
})
