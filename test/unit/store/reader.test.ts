import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { createStore } from '../../../electron/store/client.ts'
import { Database } from '../../../electron/store/driver.ts'
import { openForReading } from '../../../electron/store/open.ts'
import { apply, approve, artifact, change, deletionOf, member, newLocation, page, project, projectId, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

/** The second thread: long queries run there, and see what the first has committed. */
let folder: string
let location: StoreLocation
let store: Store
beforeEach(() => {
  folder = temporaryFolder()
  location = newLocation(folder)
})
afterEach(() => store.close())

async function open(source = '../../../electron/store/worker.ts'): Promise<void> {
  store = createStore(new URL(source, import.meta.url))
  await store.open(location)
  await store.setWorkspaces([member])
}
const count = async () => (await store.countRows()).projects
const search = async (text: string) => {
  const { keys, complete } = await store.query('queue.index', { workspace_id: null, criteria: { text } })
  expect(complete).toBe(true)
  return (await store.query('queue.items', { keys: [...keys] })).map(({ id }) => id)
}

// Two threads start in each of these tests, and compile what they run.
vi.setConfig({ testTimeout: 30_000 })

test('decisions, looks and pages are answered while a long query runs', async () => {
  const held = join(folder, 'held')
  writeFileSync(held, '')
  vi.stubEnv('HELD_READER', held)
  await open('./held-reader.ts')
  const answered = vi.fn()
  const long = [count(), search('word')].map((query) => query.then(answered))
  await store.query('queue.index', { workspace_id: null })
  await store.addCommand(approve(artifact()), 0)
  await apply(store, page([change('projects', project()), change('work_artifacts', artifact({ title: 'Word' }))]))
  expect((await store.query('queue.index', { workspace_id: null })).total).toBe(1)
  expect(answered).not.toHaveBeenCalled()
  rmSync(held)
  await Promise.all(long)
  vi.unstubAllEnvs()
})

test('the end of the store waits for a long query that runs: a thread that ends in native code takes the process with it', async () => {
  const held = join(folder, 'held')
  writeFileSync(held, '')
  vi.stubEnv('HELD_READER', held)
  await open('./held-reader.ts')
  const long = count()
  await store.query('queue.index', { workspace_id: null })
  const closed = store.close()
  rmSync(held)
  expect(await long).toBe(0)
  await closed
  vi.unstubAllEnvs()
})

test('what was committed is seen by the next long query', async () => {
  await open()
  expect(await count()).toBe(0)
  await apply(store, page([change('projects', project())]))
  expect(await count()).toBe(1)
  await apply(store, page([deletionOf('projects', projectId, 2)]))
  expect(await count()).toBe(0)
})

test('a search finds what has just come, and nothing that was just decided', async () => {
  await open()
  const [one, other] = [artifact({ title: 'Espresso machines' }, 1), artifact({ title: 'Espresso beans' }, 2)]
  await apply(store, page([one, other].map((row) => change('work_artifacts', row))))
  expect(await search('espresso')).toEqual([one.id, other.id])
  await store.addCommand(approve(one), 0)
  expect(await search('espresso')).toEqual([other.id])
  await apply(store, page([change('work_artifacts', { ...other, title: 'Tea', row_version: 2 })]))
  expect(await search('espresso')).toEqual([])
  expect(await search('tea')).toEqual([other.id])
})

test('it cannot write', async () => {
  await open()
  const db = openForReading(folder, location.keys.replica)
  expect(() => db.run('delete from feeds')).toThrow(expect.objectContaining({ code: 'storage_read_only' }))
  expect(db.value('select count(*) from feeds')).toBe(1)
  db.close()
})

test('damage that it meets has the replica built again, and the question is answered from the new one', async () => {
  await open()
  await apply(store, page([change('projects', project())]))
  await store.close()
  const db = new Database(join(folder, 'replica.db'), location.keys.replica)
  db.exec('drop table agents')
  db.close()
  await open()
  const heard = vi.fn()
  store.onRebuilt(heard)
  expect(await count()).toBe(0)
  expect(heard).toHaveBeenCalledOnce()
  await store.setWorkspaces([member])
  await apply(store, page([change('projects', project())]))
  expect(await count()).toBe(1)
})

describe('without a file that both threads could open', () => {
  test('in memory, long queries are answered all the same', async () => {
    location = newLocation(null)
    await open()
    await apply(store, page([change('projects', project()), change('work_artifacts', artifact({ title: 'Espresso' }))]))
    expect(await count()).toBe(1)
    expect(await search('espresso')).toHaveLength(1)
    expect(await store.cursor(workspaceId)).not.toBeNull()
  })
})
