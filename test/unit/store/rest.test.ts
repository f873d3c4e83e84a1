import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import { Dispatcher } from '../../../electron/store/dispatch.ts'
import type { QueueIndex } from '../../../contract/queue.ts'
import { Database } from '../../../electron/store/driver.ts'
import type { StoreMethod, StoreResponse } from '../../../electron/store/protocol.ts'
import { AccountStore } from '../../../electron/store/account-store.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { Looks } from '../../../electron/store/outbox/looks.ts'
import { outboxMigrations } from '../../../electron/store/outbox/schema.ts'
import { Sealer } from '../../../electron/store/outbox/seal.ts'
import { applied, approve, artifact, body, change, member, newLocation, page, workspaceId } from './fixtures.ts'
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

test('of looks the latest are kept, and what the server took a month ago is forgotten, in an app that is never closed', () => {
  const folder = temporaryFolder()
  const location = newLocation(folder)
  const day = 24 * 3_600_000
  let now = Date.UTC(2026, 0, 1)
  const store = new AccountStore(location, { now: () => now, monotonic: () => now })
  const command = approve(artifact())
  store.addCommand(command, 0)
  store.takeBatch(10)
  store.setWorkspaces([member])
  store.settle([command.command_id], body([applied(command, artifact({ id: command.target_id, status: 'approved', row_version: 2 }))]))
  const count = (table: string) => {
    const db = new Database(join(folder, 'outbox.db'), location.keys.outbox)
    const rows = db.value<number>(`select count(*) from ${table}`)
    db.close()
    return rows
  }
  while (store.idle());
  expect([count('commands'), count('looks')]).toEqual([1, 1])
  now += 31 * day
  while (store.idle());
  expect(count('commands')).toBe(0)
  now += 150 * day
  while (store.idle());
  expect(count('looks')).toBe(0)
  store.close()

  const db = new Database(':memory:', null)
  migrate(db, outboxMigrations)
  const looks = new Looks(db, new Sealer(location.keys.hmac, location.userId), () => now)
  const ids = Array.from({ length: 12 }, () => artifact().id)
  ids.forEach((id, second) => looks.note(id, 'sha', new Date(now - 60_000 + second).toISOString()))
  expect(looks.forget(10)).toBe(false)
  expect(looks.among(ids.map((id) => ({ id, content_sha256: 'sha' })))).toEqual(new Set(ids.slice(2)))
})

test.each([
  ['', () => undefined],
  [', also where the outbox cannot be tidied', () => vi.spyOn(Looks.prototype, 'forget').mockImplementation(() => { throw new AppError('storage_full', 'The disk is full.') })],
])('a large log is written back when nothing waits, and its file is empty then%s', (_, prepare) => {
  prepare()
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
