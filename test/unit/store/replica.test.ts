import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addAll, applied, apply, approve, artifact, body, change, checkpoint, deletionOf, openStore, page, parents, queueIds, userId, workspaceId } from './fixtures.ts'

describe('applying pages', () => {
  test('a row is applied when its version is not lower than the stored one', async () => {
    const { store } = await openStore()
    const first = artifact({ row_version: 3, title: 'third' })
    const titleOf = async () => (await store.query('items.detail', { kind: 'artifact', id: first.id }))?.item.title
    await apply(store, page([change('work_artifacts', first)]))
    await apply(store, page([change('work_artifacts', { ...first, row_version: 2, title: 'second' })]))
    expect(await titleOf()).toBe('third')
    await apply(store, page([change('work_artifacts', { ...first, row_version: 3, title: 'third again' })]))
    expect(await titleOf()).toBe('third again')
    await apply(store, page([change('work_artifacts', { ...first, row_version: 4, title: 'fourth' })]))
    expect(await titleOf()).toBe('fourth')
  })

  test('the cursor is stored with the page', async () => {
    const { store } = await openStore()
    expect(await store.cursor(workspaceId)).toBeNull()
    await apply(store, page([], { cursor: { base: '10:10:', at: ['3', 1, 'x'] } }))
    expect(await store.cursor(workspaceId)).toEqual({ base: '10:10:', at: ['3', 1, 'x'] })
  })

  test('a page that does not fit the contract changes nothing, its cursor included', async () => {
    const { store } = await openStore()
    const good = artifact()
    await apply(store, page([], { cursor: { at: 1 } }))
    const bad = page([change('work_artifacts', good), change('work_artifacts', { ...artifact(), status: 'maybe' })], { cursor: { at: 2 } })
    await expect(apply(store, bad)).rejects.toMatchObject({ code: 'schema_mismatch', details: expect.stringContaining('status') as string })
    expect(await queueIds(store)).toEqual([])
    expect(await store.cursor(workspaceId)).toEqual({ at: 1 })
  })

  test('rows of another workspace are refused', async () => {
    const { store } = await openStore()
    await expect(apply(store, page([change('work_artifacts', artifact({ workspace_id: randomUUID() }))]))).rejects.toMatchObject({ code: 'schema_mismatch' })
  })

  test('an answer that was cut in the middle is a network failure', async () => {
    const { store } = await openStore()
    const whole = page([change('work_artifacts', artifact())])
    await expect(store.stagePage(whole.slice(0, 200))).rejects.toMatchObject({ code: 'network', retry: true })
  })

  test('a deletion takes the row, and an older answer does not bring it back', async () => {
    const { store } = await openStore()
    const gone = artifact({ row_version: 1 })
    await apply(store, page([change('work_artifacts', gone)]))
    await apply(store, page([deletionOf('work_artifacts', gone.id, 5)]))
    expect(await queueIds(store)).toEqual([])
    await apply(store, page([change('work_artifacts', { ...gone, row_version: 4 })]))
    expect(await queueIds(store)).toEqual([])
  })

  test('a deletion that is older than the row is not applied', async () => {
    const { store } = await openStore()
    const kept = artifact({ row_version: 7 })
    await apply(store, page([change('work_artifacts', kept)]))
    await apply(store, page([deletionOf('work_artifacts', kept.id, 6)]))
    expect(await queueIds(store)).toEqual([kept.id])
  })
})

describe('starting over', () => {
  test('what the run does not bring is gone at its end, and not before; keys stay', async () => {
    const { store } = await openStore()
    const [stays, goes] = [artifact({ row_version: 9 }, 1), artifact({ row_version: 9 }, 2)]
    await apply(store, page([change('work_artifacts', stays), change('work_artifacts', goes)]))
    const before = await store.query('queue.index', { workspace_id: null })
    await apply(store, page([change('work_artifacts', { ...stays, row_version: 2 })], { reset: true, more: true }))
    expect(await queueIds(store)).toEqual([stays.id, goes.id])
    await apply(store, page([]))
    expect(await queueIds(store)).toEqual([stays.id])
    const after = await store.query('queue.index', { workspace_id: null })
    expect([...after.keys]).toEqual([before.keys[0]])
  })

  test('a lower version of the new epoch replaces a higher one of the old', async () => {
    const { store } = await openStore()
    const row = artifact({ row_version: 9, status: 'approved' })
    await apply(store, page([change('work_artifacts', row)]))
    await apply(store, page([change('work_artifacts', { ...row, row_version: 2, status: 'pending' })], { reset: true, epoch: 'epoch-2' }))
    expect(await queueIds(store)).toEqual([row.id])
  })

  test('losing a workspace takes its rows and leaves the outbox', async () => {
    const { store } = await openStore()
    const row = artifact()
    await apply(store, page([...parents(), change('work_artifacts', row)]))
    await store.addCommand(approve(row), 0)
    await store.setWorkspaces([])
    expect(await queueIds(store)).toEqual([])
    expect((await store.query('sessions.list', { workspace_id: null, project_id: null, statuses: [], after: null, limit: 10 })).total).toBe(0)
    expect(await store.query('workspaces.list', undefined)).toEqual([])
    expect((await store.outboxStatus()).unsent).toBe(1)
    await expect(apply(store, page([change('work_artifacts', row)]))).rejects.toMatchObject({ code: 'not_member' })
  })
})

describe('the queue', () => {
  test('pending artifacts and checkpoints in one order of time, ties by id', async () => {
    const { store } = await openStore()
    const [a, b, c] = [artifact({}, 5), checkpoint({}, 3), artifact({}, 7)]
    const [x, y] = [artifact({}, 6), artifact({}, 6)].sort((one, other) => (one.id < other.id ? -1 : 1))
    const done = artifact({ status: 'rejected' }, 1)
    const rows = [a, c, done, ...(x && y ? [y, x] : [])].map((row) => change('work_artifacts', row))
    await apply(store, page([...rows, change('work_checkpoints', b)]))
    expect(await queueIds(store)).toEqual([b.id, a.id, x?.id, y?.id, c.id])
  })

  test('a superseded revision does not wait, in whatever order the revisions come', async () => {
    for (const order of ['old first', 'new first']) {
      const { store } = await openStore()
      const old = artifact({}, 1)
      const next = artifact({ revision: 2, revision_of: old.id }, 2)
      for (const row of order === 'old first' ? [old, next] : [next, old]) await apply(store, page([change('work_artifacts', row)]))
      expect(await queueIds(store), order).toEqual([next.id])
      await apply(store, page([deletionOf('work_artifacts', next.id, 2)]))
      expect(await queueIds(store), order).toEqual([old.id])
    }
  })

  test('of a session, the checkpoints of the earliest pending stage wait', async () => {
    const { store } = await openStore()
    const first = checkpoint({ stage: 1, stages: 2 }, 2)
    const second = checkpoint({ stage: 2, stages: 2 }, 1)
    await apply(store, page([change('work_checkpoints', second), change('work_checkpoints', first)]))
    expect(await queueIds(store)).toEqual([first.id])
    await apply(store, page([change('work_checkpoints', { ...first, status: 'resolved', row_version: 2 })]))
    expect(await queueIds(store)).toEqual([second.id])
  })

  test('keeps its order while decisions take items out of it, one or many at a time', async () => {
    const { store } = await openStore()
    const rows = Array.from({ length: 300 }, (_, second) => artifact({}, second))
    await apply(store, page(rows.map((row) => change('work_artifacts', row))))
    const left = rows.map(({ id }) => id)
    expect(await queueIds(store)).toEqual(left)
    for (const at of [150, 0, 297]) {
      const [id] = left.splice(at, 1)
      await store.addCommand(approve(artifact({ id: id ?? '' })), 0)
      expect(await queueIds(store)).toEqual(left)
    }
    const many = left.splice(20, 150)
    await addAll(store, many.map((id) => approve(artifact({ id }))), 0)
    expect(await queueIds(store)).toEqual(left)
  })

  test('a filter by workspace', async () => {
    const { store } = await openStore()
    const other = randomUUID()
    await store.setWorkspaces([
      { id: workspaceId, name: 'One', role: 'reviewer' },
      { id: other, name: 'Two', role: 'viewer' },
    ])
    await apply(store, page([change('work_artifacts', artifact())]))
    const theirs = artifact({ workspace_id: other })
    await apply(store, page([change('work_artifacts', theirs)]), other)
    const index = await store.query('queue.index', { workspace_id: other })
    expect(index.total).toBe(1)
    expect((await store.query('queue.items', { keys: [...index.keys] }))[0]?.id).toBe(theirs.id)
    expect((await store.query('queue.index', { workspace_id: null })).total).toBe(2)
  })
})

describe('marks of decisions on their way', () => {
  const decided = () => {
    const row = artifact()
    return { row, command: approve(row), done: { ...row, status: 'approved' as const, row_version: 2, reviewed_by_user_id: userId } }
  }

  test('a decision takes the item out at once; undo brings it back', async () => {
    const { store } = await openStore()
    const { row, command } = decided()
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 5_000)
    expect(await queueIds(store)).toEqual([])
    expect(await store.undoCommand(command.command_id)).not.toBeNull()
    expect(await queueIds(store)).toEqual([row.id])
  })

  test('an item that arrives after its decision is marked as well', async () => {
    const { store } = await openStore()
    const { row, command } = decided()
    await store.addCommand(command, 0)
    await apply(store, page([change('work_artifacts', row)]))
    expect(await queueIds(store)).toEqual([])
  })

  test('a pull that began before the answer does not bring the item back', async () => {
    const { store } = await openStore()
    const { row, command, done } = decided()
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 0)
    await store.takeBatch(10)
    await store.settle([command.command_id], body([applied(command, done)]))
    expect(await queueIds(store)).toEqual([])
    await apply(store, page([change('work_artifacts', row)]))
    expect(await queueIds(store)).toEqual([])
  })

  test('when the answer does not carry the row, the mark stays until a pull does', async () => {
    const { store } = await openStore()
    const { row, command, done } = decided()
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 0)
    await store.takeBatch(10)
    await store.settle([command.command_id], body([{ ...applied(command, done), changes: [] }]))
    expect(await queueIds(store)).toEqual([])
    expect((await store.outboxStatus()).unsent).toBe(0)
    await apply(store, page([change('work_artifacts', { ...row, row_version: 2 })]))
    expect(await queueIds(store)).toEqual([row.id])
  })

  test('a refused decision leaves the item waiting, with the reason beside it', async () => {
    const { store } = await openStore()
    const { row, command } = decided()
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 0)
    await store.takeBatch(10)
    const error = { code: 'not_allowed', message: 'Viewers decide nothing.' }
    await store.settle([command.command_id], body([{ command_id: command.command_id, outcome: 'rejected', error }]))
    expect(await queueIds(store)).toEqual([row.id])
    const detail = await store.query('items.detail', { kind: 'artifact', id: row.id })
    expect(detail?.local).toMatchObject({ state: 'refused', decision: 'approve' })
    expect((await store.query('outbox.list', undefined))[0]).toMatchObject({ state: 'refused', error, title: 'Findings' })
  })
})
