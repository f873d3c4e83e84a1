import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { QueueFilter } from '../../../contract/queue.ts'
import type { Store } from '../../../electron/store/api.ts'
import { apply, approve, artifact, change, checkpoint, newLocation, openStore, page, project, session, workspace, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

async function ids(store: Store, filter: Partial<QueueFilter>): Promise<string[]> {
  const { keys, total } = await store.query('queue.index', { workspace_id: null, ...filter })
  expect(total).toBe(keys.length)
  return (await store.query('queue.items', { keys: [...keys] })).map(({ id }) => id)
}

const other = randomUUID()
const agentId = randomUUID()

/** Four items of two sessions: mine (research, running) and a colleague's (analysis, paused, another project, an agent). */
async function filled() {
  const opened = await openStore(newLocation(null), { now: () => Date.parse('2026-01-05T10:00:00Z') })
  const theirs = session({ id: other, project_id: randomUUID(), initiated_by_user_id: randomUUID(), task_type: 'analysis', status: 'paused', executed_by_agent_id: agentId })
  const sure = artifact({ title: 'sure', agent_confidence: 0.9 }, 1)
  const unsure = artifact({ title: 'unsure', agent_confidence: 0.3, work_session_id: other, artifact_type: 'draft' }, 2)
  const asked = checkpoint({ work_session_id: other }, 3)
  const second = artifact({ title: 'second', agent_confidence: null, revision: 2, created_at: '2026-01-05T09:30:00.000000+00:00' })
  await apply(
    opened.store,
    page([
      change('projects', project()),
      change('projects', project({ id: theirs.project_id, name: 'Atlas' })),
      change('work_sessions', session()),
      change('work_sessions', theirs),
      change('agents', { id: agentId, workspace_id: workspaceId, name: 'Atlas', description: null, created_at: sure.created_at, row_version: 1 }),
      ...[sure, unsure, second].map((row) => change('work_artifacts', row)),
      change('work_checkpoints', asked),
    ]),
  )
  return { ...opened, theirs, sure: sure.id, unsure: unsure.id, asked: asked.id, second: second.id, unsureRow: unsure }
}

describe('filters of the queue', () => {
  test('narrow by everything that an item or its session says', async () => {
    const { store, theirs, sure, unsure, asked, second } = await filled()
    const narrowed = (criteria: NonNullable<QueueFilter['criteria']>) => ids(store, { criteria })
    expect(await narrowed({})).toEqual([sure, unsure, asked, second])
    expect(await narrowed({ kinds: ['checkpoint'] })).toEqual([asked])
    expect(await narrowed({ mine: true })).toEqual([sure, second])
    expect(await narrowed({ project_ids: [theirs.project_id] })).toEqual([unsure, asked])
    expect(await narrowed({ session_ids: [other] })).toEqual([unsure, asked])
    expect(await narrowed({ agent_ids: [agentId] })).toEqual([unsure, asked])
    expect(await narrowed({ task_types: ['research'] })).toEqual([sure, second])
    expect(await narrowed({ item_types: ['draft', 'agent_offered'] })).toEqual([unsure, asked])
    expect(await narrowed({ session_statuses: ['paused'] })).toEqual([unsure, asked])
    expect(await narrowed({ confidence: { min: 0, max: 60 } })).toEqual([unsure])
    expect(await narrowed({ revised: true })).toEqual([second])
    expect(await narrowed({ newer_than_hours: 1 })).toEqual([second])
    expect(await narrowed({ older_than_hours: 1 })).toEqual([sure, unsure, asked])
    // Each look indexes what has come, for a few ms at most.
    while (!(await store.query('queue.index', { workspace_id: null, criteria: { text: 'unsure' } })).complete);
    expect(await narrowed({ text: 'unsure', task_types: ['analysis'] })).toEqual([unsure])
    expect(await narrowed({ project_ids: [randomUUID()] })).toEqual([])
  })

  test('bring the beginning of the list along when asked to: rows of it, and its first item in whole', async () => {
    const { store, sure, unsure } = await filled()
    const plain = await store.query('queue.index', { workspace_id: null })
    expect(plain).toMatchObject({ head: [], first: null })
    const { keys, head, first } = await store.query('queue.index', { workspace_id: null, head: 2, first: true })
    expect(keys).toEqual(plain.keys)
    expect(head).toEqual(await store.query('queue.items', { keys: [...keys.subarray(0, 2)] }))
    expect(head.map(({ id }) => id)).toEqual([sure, unsure])
    expect(first).toEqual(await store.query('items.detail', { kind: 'artifact', id: sure }))
    expect(await store.query('queue.index', { workspace_id: null, criteria: { project_ids: [randomUUID()] }, head: 2, first: true })).toMatchObject({ total: 0, head: [], first: null })
  })

  test('sort, stable by age, and keep the items of a session together', async () => {
    const { store, sure, unsure, asked, second } = await filled()
    expect(await ids(store, { sort: 'newest' })).toEqual([second, asked, unsure, sure])
    expect(await ids(store, { sort: 'least_confident' })).toEqual([second, unsure, sure, asked])
    expect(await ids(store, { sort: 'most_confident' })).toEqual([sure, unsure, asked, second])
    expect(await ids(store, { sort: 'project' })).toEqual([unsure, asked, sure, second])
    expect(await ids(store, { sort: 'agent' })).toEqual([unsure, asked, sure, second])
    expect(await ids(store, { sort: 'revision' })).toEqual([second, sure, unsure, asked])
    expect(await ids(store, { by_session: true })).toEqual([sure, second, unsure, asked])
    expect((await store.query('queue.index', { workspace_id: null, by_session: true })).sessions).toEqual(Int32Array.of(0, 2))
    expect((await store.query('queue.index', { workspace_id: null })).sessions).toBeNull()
  })

  test('overdue goes by the workspace’s own hours', async () => {
    const { store, sure, unsure, asked, second } = await filled()
    expect(await ids(store, { criteria: { overdue: true } })).toEqual([])
    await apply(store, page([change('workspaces', workspace({ review_within_hours: 1 }))]))
    expect(await ids(store, { criteria: { overdue: true } })).toEqual([sure, unsure, asked])
    expect(await store.query('queue.counts', { workspace_id: null, views: [{}, { overdue: true }, { mine: true }] })).toEqual([4, 3, 2])
    const detail = await store.query('items.detail', { kind: 'artifact', id: second })
    expect(Date.parse(detail?.due_at ?? '') - Date.parse(detail?.item.created_at ?? '')).toBe(3_600_000)
    expect((await store.query('workspaces.list', undefined)).map((each) => each.review_within_hours)).toEqual([1])
  })

  test('follow changes of an item and of its session', async () => {
    const { store, theirs, sure, unsure, asked, second, unsureRow } = await filled()
    expect(await ids(store, { criteria: { session_statuses: ['paused'] } })).toEqual([unsure, asked])
    await apply(store, page([change('work_sessions', { ...theirs, status: 'running', row_version: 2 }), change('work_artifacts', { ...unsureRow, agent_confidence: 0.8, row_version: 2 })]))
    expect(await ids(store, { criteria: { session_statuses: ['running'] } })).toEqual([sure, unsure, asked, second])
    expect(await ids(store, { criteria: { confidence: { min: 75, max: 85 } } })).toEqual([unsure])
  })

  test('an item that comes before its session is found by it once that is here', async () => {
    const { store } = await openStore()
    const early = artifact()
    await apply(store, page([change('work_artifacts', early)]))
    expect(await ids(store, { criteria: { task_types: ['research'] } })).toEqual([])
    await apply(store, page([change('work_sessions', session())]))
    expect(await ids(store, { criteria: { task_types: ['research'] } })).toEqual([early.id])
  })

  test('facets name what there is, with numbers', async () => {
    const { store, theirs } = await filled()
    const facets = await store.query('queue.facets', { workspace_id: null })
    expect(facets.projects).toContainEqual({ id: theirs.project_id, name: 'Atlas', items: 2 })
    expect(facets.agents).toEqual([{ id: agentId, name: 'Atlas', items: 2 }])
    expect(facets.task_types).toContainEqual({ id: 'analysis', name: 'analysis', items: 2 })
    expect(facets.item_types).toContainEqual({ id: 'web_findings', name: 'web findings', items: 2 })
  })
})

describe('snoozing', () => {
  test('hides an item until its time, says so in its own view, and survives a restart', async () => {
    const folder = temporaryFolder()
    const location = newLocation(folder)
    let now = Date.parse('2026-01-05T10:00:00Z')
    const first = artifact({}, 1)
    const second = artifact({}, 2)
    const until = '2026-01-05T12:00:00.000Z'
    const { store } = await openStore(location, { now: () => now })
    await apply(store, page([first, second].map((row) => change('work_artifacts', row))))
    await store.snooze([{ kind: 'artifact', id: first.id }], until)
    expect(await ids(store, {})).toEqual([second.id])
    await store.close()

    const { store: again } = await openStore(location, { now: () => now })
    expect((await again.query('queue.index', { workspace_id: null })).next_at).toBe(until)
    const { keys } = await again.query('queue.index', { workspace_id: null, criteria: { snoozed: true } })
    expect(await again.query('queue.items', { keys: [...keys] })).toMatchObject([{ id: first.id, snoozed_until: until }])
    now = Date.parse('2026-01-05T12:00:01Z')
    expect(await ids(again, {})).toEqual([first.id, second.id])
    await again.close()
  })

  test('ends when the item is woken', async () => {
    const { store } = await openStore()
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)]))
    const items = [{ kind: 'artifact' as const, id: row.id }]
    await store.snooze(items, new Date(Date.now() + 60_000).toISOString())
    expect(await ids(store, {})).toEqual([])
    await store.snooze(items, null)
    expect(await ids(store, {})).toEqual([row.id])
  })
})

test('views with a name are kept, changed and removed', async () => {
  const folder = temporaryFolder()
  const location = newLocation(folder)
  const { store } = await openStore(location)
  const view = { id: randomUUID(), name: 'Shaky drafts', criteria: { confidence: { min: 0, max: 50 } }, sort: 'least_confident', by_session: false } as const
  await store.putView(view)
  await store.putView({ ...view, id: randomUUID(), name: 'Other' })
  await store.putView({ ...view, name: 'Unsure drafts' })
  await store.close()
  const { store: again } = await openStore(location)
  expect((await again.views()).map(({ name }) => name)).toEqual(['Unsure drafts', 'Other'])
  await again.removeView(view.id)
  expect((await again.views()).map(({ name }) => name)).toEqual(['Other'])
  await again.close()
})

describe('progress', () => {
  test('counts my decisions of today, recorded or on their way', async () => {
    const { store } = await openStore()
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)]))
    expect((await store.query('queue.progress', undefined)).today).toBe(0)
    await store.addCommand({ ...approve(row), issued_at: new Date().toISOString() }, 0)
    expect((await store.query('queue.progress', undefined)).today).toBe(1)
  })
})
