import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { ipcChannels } from '../../../contract/ipc.ts'
import { apply, approve, artifact, change, checkpoint, deletionOf, openStore, page, parents, projectId, sessionId, userId, workspaceId } from './fixtures.ts'

/** What the screens read of the replica. */

test('every answer fits the contract, with parents and without', async () => {
  const { store } = await openStore()
  const [found, asked] = [artifact(), checkpoint()]
  const input = { workspace_id: null, project_id: null, statuses: [], after: null, limit: 10 }
  await apply(store, page([change('work_artifacts', found), change('work_checkpoints', asked)]))
  for (const withParents of [false, true]) {
    if (withParents) await apply(store, page(parents()))
    const { keys } = await store.query('queue.index', { workspace_id: null })
    ipcChannels['queue.items'].output.parse(await store.query('queue.items', { keys: [...keys] }))
    ipcChannels['items.detail'].output.parse(await store.query('items.detail', { kind: 'artifact', id: found.id }))
    ipcChannels['items.detail'].output.parse(await store.query('items.detail', { kind: 'checkpoint', id: asked.id }))
    ipcChannels['sessions.list'].output.parse(await store.query('sessions.list', input))
    ipcChannels['sessions.detail'].output.parse(await store.query('sessions.detail', { id: sessionId }))
    ipcChannels['projects.list'].output.parse(await store.query('projects.list', { workspace_id: null }))
    ipcChannels['workspaces.list'].output.parse(await store.query('workspaces.list', undefined))
  }
  const detail = await store.query('items.detail', { kind: 'artifact', id: found.id })
  expect(detail).toMatchObject({ item: { project_name: 'Pricing', task_type: 'research' }, names: { [userId]: 'R. Viewer' }, role: 'reviewer' })
})

test('nothing is known under a foreign id', async () => {
  const { store } = await openStore()
  expect(await store.query('items.detail', { kind: 'artifact', id: randomUUID() })).toBeNull()
  expect(await store.query('sessions.detail', { id: randomUUID() })).toBeNull()
})

test('counts of sessions and projects follow pulls, decisions and deletions', async () => {
  const { store } = await openStore()
  const [one, two, done, asked] = [artifact(), artifact(), artifact({ status: 'approved' }), checkpoint()]
  const items = [one, two, done].map((row) => change('work_artifacts', row))
  await apply(store, page([...items, change('work_checkpoints', asked), ...parents()]))
  const counts = async () => {
    const { sessions, total } = await store.query('sessions.list', { workspace_id: workspaceId, project_id: projectId, statuses: ['running'], after: null, limit: 10 })
    const [row] = await store.query('projects.list', { workspace_id: workspaceId })
    return [total, sessions[0]?.artifacts, sessions[0]?.pending_artifacts, sessions[0]?.pending_checkpoints, row?.pending_artifacts, row?.sessions_by_status.running]
  }
  expect(await counts()).toEqual([1, 3, 2, 1, 2, 1])
  await store.addCommand(approve(one), 0)
  expect(await counts()).toEqual([1, 3, 1, 1, 1, 1])
  await apply(store, page([deletionOf('work_artifacts', two.id, 2), change('work_checkpoints', { ...asked, status: 'superseded', row_version: 2 })]))
  expect(await counts()).toEqual([1, 2, 0, 0, 0, 1])
})
