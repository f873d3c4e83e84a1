import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { IpcChannel } from '../../../contract/ipc.ts'
import type { QueueIndex } from '../../../contract/queue.ts'
import { createBridge } from '../../support/renderer-mock/bridge.ts'

let mock: ReturnType<typeof createBridge>['mock']

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllGlobals())

/** A page that begins, on a made-up main, and the queue that reads its order then. */
async function begin(parameters = '') {
  const made = createBridge(new URLSearchParams(parameters))
  mock = made.mock
  vi.stubGlobal('window', { countersign: made.bridge })
  const { askBeginning } = await import('../../../renderer/app/beginning.ts')
  const { IndexFeed } = await import('../../../renderer/features/queue/index-feed.ts')
  const beginning = askBeginning()
  const came: QueueIndex[] = []
  const feed = new IndexFeed({ index: (index) => came.push(index), error: (error) => expect.unreachable(String(error)) })
  return { askBeginning, beginning, feed, came }
}

/** The same page's cache, with that answer in it. */
async function keep({ changed = false, before = () => {} } = {}) {
  const { beginning } = await begin()
  const { connectQueries, keepBeginning, queries, queryClient } = await import('../../../renderer/app/queries.ts')
  connectQueries(queryClient)
  const answer = await beginning
  if (answer === null) return expect.unreachable()
  before()
  keepBeginning(answer, changed)
  for (const query of [queries.auth(), queries.settings(), queries.info(), queries.sync(), queries.outbox(), queries.workspaces(), queries.queueProgress()]) {
    await queryClient.fetchQuery(query as never)
  }
  return { asked: mock.calls.map(({ channel }) => channel), sync: () => queryClient.getQueryData(queries.sync().queryKey) }
}
const count = (channel: IpcChannel) => mock.calls.filter((call) => call.channel === channel).length
const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

test('main is asked once, and the queue takes its order from that answer', async () => {
  const { askBeginning, beginning, feed, came } = await begin()
  expect(askBeginning()).toBe(beginning)
  expect(await beginning).toMatchObject({ auth: { state: 'signed_in' }, settings: { theme: 'system' } })
  feed.start()
  await vi.waitFor(() => expect(came).toHaveLength(1))
  expect(came[0]?.first?.item.key).toBe(came[0]?.keys[0])
  expect([count('app.begin'), count('queue.index')]).toEqual([1, 0])
  feed.refreshNow()
  await vi.waitFor(() => expect(came).toHaveLength(2))
  expect([count('app.begin'), count('queue.index')]).toEqual([1, 1])
  feed.stop()
})

test('what changed between the answer and its use is read again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  const { beginning, feed, came } = await begin()
  await beginning
  mock.emit('replica.changed', { tables: ['work_artifacts'] })
  feed.start()
  await vi.waitFor(() => expect(came).toHaveLength(1))
  await vi.advanceTimersByTimeAsync(10_000)
  expect([came.length, count('queue.index')]).toEqual([2, 1])
  feed.stop()
  vi.useRealTimers()
})

test('where main has nothing for it, the queue asks for itself', async () => {
  const { beginning, feed, came } = await begin('fail=app.begin')
  expect(await beginning).toBeNull()
  feed.start()
  await soon()
  expect([came.length, count('queue.index')]).toEqual([1, 1])
  feed.stop()
})

test('another list than the whole queue is asked for', async () => {
  const { feed, came } = await begin()
  feed.setFilter({ workspace_id: null, criteria: { mine: true } }, 'chosen')
  feed.start()
  await soon()
  expect([came.length, count('queue.index')]).toEqual([1, 1])
  feed.stop()
})

test('no part of the first answer is asked for again', async () => {
  expect((await keep()).asked).toEqual(['app.begin'])
})

test('where the replica has changed meanwhile, what comes from it is', async () => {
  expect((await keep({ changed: true })).asked).toEqual(['app.begin', 'workspaces.list', 'queue.progress'])
})

test('what an event has said meanwhile stays', async () => {
  const { sync } = await keep({ before: () => mock.emit('sync.status', { state: 'offline', since: '2026-11-26T10:00:00Z', last_pull_at: null, progress: null, next_try_at: null, realtime: false, error: null }) })
  expect(sync()).toMatchObject({ state: 'offline' })
})
