import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database } from '../../../electron/store/driver.ts'
import { SavedViews } from '../../../electron/store/outbox/saved-views.ts'
import { salvage } from '../../../electron/store/outbox/salvage.ts'
import { Sealer } from '../../../electron/store/outbox/seal.ts'
import { artifact, newLocation, openStore } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

test('own views, snoozes, looks and drafts are taken over as far as their seals agree', async () => {
  const folder = temporaryFolder()
  const location = newLocation(folder)
  const { store } = await openStore(location)
  const view = (name: string) => ({ id: randomUUID(), name, criteria: { kinds: ['artifact' as const] }, sort: 'oldest' as const, by_session: true })
  const [first, second, forged] = [view('First'), view('Second'), view('Forged')]
  for (const each of [first, forged, second]) await store.putView(each)
  const row = artifact()
  await store.snooze([{ kind: 'artifact', id: row.id }], new Date(Date.now() + 3_600_000).toISOString())
  await store.noteLook(row.id, row.content_sha256)
  await store.putDraft({ kind: 'artifact', id: row.id }, 'half a thought')
  await store.close()

  const open = (name: string) => new Database(join(folder, name), location.keys.outbox)
  const edited = open('outbox.db')
  edited.run(`update saved_views set view = replace(view, 'Forged', 'Trusted') where id = ?`, [forged.id])
  edited.close()
  const sealer = new Sealer(location.keys.hmac, location.userId)
  salvage(() => open('outbox.db'), () => open('new.db'), sealer)

  const found = open('new.db')
  expect(new SavedViews(found, sealer).list()).toEqual([first, second])
  expect(found.value('select count(*) from saved_views')).toBe(2)
  expect(found.column('select item_id from snoozes union all select artifact_id from looks union all select item_id from drafts')).toEqual([row.id, row.id, row.id])
  found.close()
})
