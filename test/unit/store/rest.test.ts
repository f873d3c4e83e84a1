import { afterEach, expect, test, vi } from 'vitest'
import { Dispatcher } from '../../../electron/store/dispatch.ts'
import { Database } from '../../../electron/store/driver.ts'
import { newLocation } from './fixtures.ts'
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
