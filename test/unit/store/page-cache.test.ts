import { afterEach, expect, test, vi } from 'vitest'
import { AccountStore } from '../../../electron/store/account-store.ts'
import { Database } from '../../../electron/store/driver.ts'
import { PageCache } from '../../../electron/store/replica/page-cache.ts'
import { artifact, change, member, newLocation, page, temporaryFolder, workspaceId } from './fixtures.ts'

afterEach(() => vi.restoreAllMocks())

test('the cache has two sizes, in KB', () => {
  const db = new Database(':memory:', null)
  const size = () => db.value<number>('pragma cache_size')
  const pages = new PageCache(db)
  expect(size()).toBe(-4_000)
  pages.hold('pulling')
  expect(size()).toBe(-24_000)
  pages.hold('resting')
  expect(size()).toBe(-4_000)
  db.close()
})

test('a long pull has room for the pages it writes; at rest it is given back', () => {
  const { folder, remove } = temporaryFolder()
  const hold = vi.spyOn(PageCache.prototype, 'hold')
  const store = new AccountStore(newLocation(folder))
  store.setWorkspaces([member])
  const apply = (more: boolean) => {
    const { staged } = store.stagePage(page([change('work_artifacts', artifact())], { more }))
    for (const _slice of store.applyPage(workspaceId, staged));
  }
  expect(hold.mock.lastCall).toEqual(['resting'])
  apply(true)
  apply(false)
  expect(hold.mock.lastCall).toEqual(['pulling'])
  while (store.idle());
  expect(hold.mock.lastCall).toEqual(['resting'])
  store.close()
  remove()
})
