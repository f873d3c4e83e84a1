import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { Dispatcher } from '../../../electron/store/dispatch.ts'
import type { QueueIndex } from '../../../contract/queue.ts'
import { Database } from '../../../electron/store/driver.ts'
import type { StoreMethod, StoreResponse } from '../../../electron/store/protocol.ts'
import { artifact, change, member, newLocation, page, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

afterEach(() => vi.restoreAllMocks())

test('after a long rest the pages in memory are freed, and the store goes on', () => {
  const folder = temporaryFolder()
  const answer = vi.fn()
  const dispatcher = new Dispatcher({}, answer)
  const ask = (id: number, method: 'open' | 'outboxStatus' | 'close', args: unknown[] = []) => {
    dispatcher.add({ id, method, args })
    while (dispatcher.step());
  }
  dispatcher.rest()
  ask(1, 'open', [newLocation(folder)])
  const exec = vi.spyOn(Database.prototype, 'exec')
  while (dispatcher.idle());
  expect(exec).not.toHaveBeenCalledWith('pragma shrink_memory')
  dispatcher.rest()
  expect(exec).toHaveBeenCalledWith('pragma shrink_memory')
  ask(2, 'outboxStatus')
  expect(answer).toHaveBeenLastCalledWith({ id: 2, value: expect.objectContaining({ unsent: 0 }) as object }, [])
  ask(3, 'close')
})

test('a large log is written back when nothing waits, and its file is empty then', () => {
  const folder = temporaryFolder()
  const answer = vi.fn()
  const dispatcher = new Dispatcher({}, answer)
  const ask = (method: 'open' | 'setWorkspaces' | 'stagePage' | 'applyPage', args: unknown[]) => {
    dispatcher.add({ id: 1, method, args })
    while (dispatcher.step());
    expect(answer).toHaveBeenLastCalledWith({ id: 1, value: expect.anything() as unknown }, [])
  }
  ask('open', [newLocation(folder)])
  ask('setWorkspaces', [[member]])
  const log = join(folder, 'replica.db-wal')
  ask('stagePage', [page(Array.from({ length: 300 }, () => change('work_artifacts', artifact({ agent_reasoning: 'because '.repeat(2_000) }))))])
  ask('applyPage', [workspaceId, 1])
  expect(statSync(log).size).toBeGreaterThan(4 * 1024 * 1024)
  while (dispatcher.idle());
  expect(statSync(log).size).toBe(0)
  dispatcher.add({ id: 2, method: 'close', args: [] })
  while (dispatcher.step());
})

test.each(['rest', 'close'] as const)('the next start takes the order that a %s has written down, until something changes it', (end) => {
  const folder = temporaryFolder()
  const location = newLocation(folder)
  const answer = vi.fn<(response: StoreResponse) => void>()
  const ask = (dispatcher: Dispatcher, method: StoreMethod, args: unknown[] = []): unknown => {
    dispatcher.add({ id: 1, method, args })
    while (dispatcher.step());
    const [response] = answer.mock.lastCall ?? []
    if (!response || !('value' in response)) throw new Error(`no answer to ${method}: ${JSON.stringify(response)}`)
    return response.value
  }
  const order = (dispatcher: Dispatcher) => [...(ask(dispatcher, 'query', ['queue.index', { workspace_id: null }]) as QueueIndex).keys]
  const first = new Dispatcher({}, answer)
  ask(first, 'open', [location])
  ask(first, 'setWorkspaces', [[member]])
  ask(first, 'stagePage', [page(Array.from({ length: 3 }, (_, second) => change('work_artifacts', artifact({}, second))))])
  ask(first, 'applyPage', [workspaceId, 1])
  expect(order(first)).toEqual([1, 2, 3])
  if (end === 'rest') first.rest()
  else ask(first, 'close')

  // Where the rows are not asked, another order shows.
  const db = new Database(join(folder, 'replica.db'), location.keys.replica)
  expect(db.value('select keys from kept_order')).toBe('1,2,3')
  db.run('update kept_order set keys = ?', ['3,2,1'])
  db.close()
  const second = new Dispatcher({}, answer)
  ask(second, 'open', [location])
  expect(order(second)).toEqual([3, 2, 1])
  ask(second, 'stagePage', [page([change('work_artifacts', artifact({}, 4))])])
  ask(second, 'applyPage', [workspaceId, 1])
  ask(second, 'close')
  const third = new Dispatcher({}, answer)
  ask(third, 'open', [location])
  expect(order(third)).toHaveLength(4)
  ask(third, 'close')
})
