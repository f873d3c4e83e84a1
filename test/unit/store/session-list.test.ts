import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IpcInput } from '../../../contract/ipc.ts'
import type { Store } from '../../../electron/store/api.ts'
import { apply, artifact, change, deletionOf, newLocation, openStore, page, project, projectId, session, temporaryFolder, workspace, workspaceId } from './fixtures.ts'

let store: Store
const agentId = randomUUID()
const other = randomUUID()
const agent = { id: agentId, workspace_id: workspaceId, name: 'Atlas', description: null, created_at: '2026-01-05T08:00:00+00:00', row_version: 1 }
const made = (task_intent: string, created_at: string, rest: object = {}) => change('work_sessions', session({ id: randomUUID(), task_intent, created_at, ...rest }))

beforeEach(async () => {
  ;({ store } = await openStore())
  await apply(
    store,
    page([
      change('workspaces', workspace()),
      change('agents', agent),
      change('projects', project()),
      change('projects', project({ id: other, name: 'Harbour' })),
      made('Compare 100% prices', '2026-11-20T10:00:00+00:00', { executed_by_agent_id: agentId }),
      made('Write a post', '2026-11-21T23:59:59.999999+00:00', { task_type: 'content_creation', status: 'paused' }),
      made('Count ships', '2026-11-22T00:00:00.000001+00:00', { project_id: other, status: 'completed' }),
    ]),
  )
})
afterEach(() => store.close())

const list = async (filter: Partial<IpcInput<'sessions.list'>>) =>
  (await store.query('sessions.list', { workspace_id: null, project_id: null, statuses: [], offset: 0, limit: 50, ...filter })).sessions.map(({ task_intent }) => task_intent)

test.each([
  [{}, ['Count ships', 'Write a post', 'Compare 100% prices']],
  [{ task_types: ['content_creation'] }, ['Write a post']],
  [{ agent_id: agentId }, ['Compare 100% prices']],
  [{ created_from: '2026-11-22T00:00:00.000Z' }, ['Count ships']],
  [{ created_to: '2026-11-22T00:00:00.000Z' }, ['Write a post', 'Compare 100% prices']],
  [{ created_from: '2026-11-21T00:00:00.000Z', created_to: '2026-11-22T00:00:00.000Z' }, ['Write a post']],
  [{ text: 'ships HARBOUR' }, ['Count ships']],
  [{ text: 'atlas' }, ['Compare 100% prices']],
  [{ text: '100%' }, ['Compare 100% prices']],
  [{ text: '1%0' }, []],
  [{ text: 'ships', statuses: ['running'] }, []],
  [{ project_id: projectId, statuses: ['paused', 'running'], task_types: ['research', 'content_creation'], text: 'r' }, ['Write a post', 'Compare 100% prices']],
] as [Partial<IpcInput<'sessions.list'>>, string[]][])('sessions by %o', async (filter, expected) => {
  expect(await list(filter)).toEqual(expected)
})

describe('a project’s numbers', () => {
  test('add up what was decided, per day as well, through changes and deletions', async () => {
    const day = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '000+00:00')
    const home = session({ status: 'running' })
    const decided = artifact({ status: 'approved', reviewed_at: day })
    const refused = artifact({ status: 'rejected', reviewed_at: day })
    await apply(store, page([change('work_sessions', home), change('work_artifacts', decided), change('work_artifacts', refused), change('work_artifacts', artifact())]))
    const numbers = async () => (await store.query('projects.detail', { id: projectId }))?.project
    expect(await numbers()).toMatchObject({ approved: 1, rejected: 1, pending_artifacts: 1, last_activity_at: day })
    expect((await numbers())?.days).toHaveLength(14)
    expect((await numbers())?.days.reduce((sum, each) => sum + each.approved + each.rejected, 0)).toBe(2)
    await apply(store, page([change('work_artifacts', { ...decided, status: 'pending', reviewed_at: null, row_version: 2 }), deletionOf('work_artifacts', refused.id, 2)]))
    expect(await numbers()).toMatchObject({ approved: 0, rejected: 0, pending_artifacts: 2 })
  })

  test('say what goes with it', async () => {
    await apply(store, page([change('work_sessions', session()), change('work_artifacts', artifact())]))
    expect(await store.query('projects.detail', { id: projectId })).toMatchObject({ content: { sessions: 3, artifacts: 1, checkpoints: 0, unsent: 0 }, server_version: 1, role: 'reviewer' })
    expect(await store.query('projects.detail', { id: randomUUID() })).toBeNull()
    expect(await store.query('agents.list', { workspace_id: null })).toMatchObject([{ name: 'Atlas' }])
  })
})

test('filters and templates are kept over a restart, by name, and go when they are told to', async () => {
  const { folder, remove } = temporaryFolder()
  const place = newLocation(folder)
  const first = (await openStore(place)).store
  const [one, two] = [randomUUID(), randomUUID()]
  await first.putKept({ kind: 'session_filter', id: one, name: 'Running', value: { filters: { statuses: ['running'] } } })
  await first.putKept({ kind: 'session_filter', id: two, name: 'Mine', value: {} })
  await first.close()
  const second = (await openStore(place)).store
  expect((await second.query('kept.list', { kind: 'session_filter' })).map(({ name }) => name)).toEqual(['Mine', 'Running'])
  await second.removeKept('session_filter', one)
  expect((await second.query('kept.list', { kind: 'session_filter' })).map(({ name }) => name)).toEqual(['Mine'])
  expect(await second.query('kept.list', { kind: 'session_template' })).toEqual([])
  await second.close()
  remove()
})
