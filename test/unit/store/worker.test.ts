import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { createStore } from '../../../electron/store/client.ts'
import { apply, approve, artifact, change, member, newLocation, page, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = temporaryFolder()
  store = createStore(new URL('../../../electron/store/worker.ts', import.meta.url))
})
afterEach(() => store.close())

const open = async () => {
  await store.open(newLocation(folder))
  await store.setWorkspaces([member])
}

test('everything crosses the thread: pages in, keys and rows out', async () => {
  await open()
  const row = artifact()
  await apply(store, page([change('work_artifacts', row)]))
  const { keys, total } = await store.query('queue.index', { workspace_id: null })
  expect(keys).toBeInstanceOf(Int32Array)
  expect(total).toBe(1)
  expect((await store.query('queue.items', { keys: [...keys] }))[0]?.id).toBe(row.id)
})

test('errors keep their type', async () => {
  await open()
  await expect(apply(store, page([change('work_artifacts', { ...artifact(), status: 'x' })]))).rejects.toMatchObject({
    name: 'AppError',
    code: 'schema_mismatch',
  })
})

test('without an open account every call says so', async () => {
  await expect(store.outboxStatus()).rejects.toMatchObject({ code: 'signed_out' })
  await open()
  await store.close()
  await expect(store.outboxStatus()).rejects.toMatchObject({ code: 'signed_out' })
})

test('a decision and a look overtake pages that wait or are being applied', async () => {
  await open()
  const big = () => page(Array.from({ length: 2_000 }, (_, second) => change('work_artifacts', artifact({}, second))))
  const staged = (await store.stagePage(big())).staged
  const order: string[] = []
  const note = (name: string) => () => void order.push(name)
  const pulled = store.applyPage(workspaceId, staged).then(note('page'))
  const decided = store.addCommand(approve(artifact()), 0).then(note('decision'))
  const seen = store.query('queue.index', { workspace_id: null }).then(note('look'))
  await Promise.all([pulled, decided, seen])
  expect(order).toEqual(['decision', 'look', 'page'])
})

test('when the worker dies, what was asked rejects, the hook hears of it, and opening starts another', async () => {
  const location = newLocation(folder)
  await store.open(location)
  const command = approve(artifact())
  await store.addCommand(command, 0)
  // What is read ahead after opening is done: a thread that ends in native code takes the process with it.
  await store.outboxStatus()
  const heard = vi.fn()
  store.onCrash(heard)
  const ends = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
    void this.terminate()
  })
  await expect(store.outboxStatus()).rejects.toMatchObject({ code: 'internal', retry: true })
  ends.mockRestore()
  expect(heard).toHaveBeenCalledOnce()
  await store.open(location)
  expect(await store.outboxStatus()).toMatchObject({ unsent: 1 })
})
