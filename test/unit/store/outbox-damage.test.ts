import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { noteTemplatesEntry } from '../../../contract/kept.ts'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { applied, apply, approve, artifact, body, change, newLocation, openStore, page, queueIds } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

/**
 * Damage in the outbox that opening does not meet (the cipher notices no flipped byte, and makes sixteen of garbage of it):
 * the replica has nothing to do with it, and what is beside the damaged row stays.
 */
let location: StoreLocation
const waiting = artifact({ revision: 2, revision_of: '00000000-0000-4000-8000-0000000000e1' })
const before = artifact({ id: '00000000-0000-4000-8000-0000000000e1', status: 'rejected' })
const decided = [approve(artifact()), approve(artifact())] as const
const view = (name: string) => ({ id: randomUUID(), name, criteria: {}, sort: 'oldest' as const, by_session: false })
const views = [view('Mine'), view('Pricing')] as const
const other = artifact()

beforeEach(async () => {
  location = newLocation(temporaryFolder())
  const { store } = await openStore(location)
  await apply(store, page([waiting, before].map((row) => change('work_artifacts', row))))
  for (const command of decided) {
    await store.addCommand(command, 0)
    await store.takeBatch(10)
    await store.settle([command.command_id], body([applied(command, artifact({ id: command.target_id, status: 'approved', row_version: 2 }))]))
  }
  await store.putKept(noteTemplatesEntry([]))
  for (const each of views) await store.putView(each)
  for (const { id } of [waiting, other]) await store.putDraft({ kind: 'artifact', id }, 'half a thought')
  for (const { id, content_sha256 } of [waiting, before]) await store.noteLook(id, content_sha256)
  await store.close()
})

const unreadable = "cast(x'ff41' as text)"
const damaged = async (sql: string): Promise<{ store: Store; checkReplica: () => Promise<void> }> => {
  const db = new Database(join(location.folder ?? '', 'outbox.db'), location.keys.outbox)
  db.exec(sql)
  db.close()
  let rebuilt = 0
  const { store, report } = await openStore(location)
  store.onRebuilt(() => void (rebuilt += 1))
  expect(report).toMatchObject({ outboxSetAside: null, replicaRebuilt: false })
  return {
    store,
    async checkReplica() {
      expect(await queueIds(store)).toEqual([waiting.id])
      expect(rebuilt).toBe(0)
    },
  }
}

test.each<[string, string, (store: Store) => Promise<unknown>, unknown]>([
  ['a decision that was sent', `update commands set command = ${unreadable} where seq = 1`, async (store) => (await store.query('outbox.history', { limit: 10 })).map(({ command }) => command.command_id), [decided[1].command_id]],
  ['what is no JSON any more of a decision', "update commands set command = '{\"kind' where seq = 1", async (store) => (await store.query('outbox.history', { limit: 10 })).map(({ command }) => command.command_id), [decided[1].command_id]],
  ['a saved entry', `update kept set entry = ${unreadable}`, (store) => store.query('kept.list', { kind: 'note_templates' }), []],
  ['a look', `update looks set at = ${unreadable} where artifact_id = '${before.id}'`, async (store) => ((await store.query('items.detail', { kind: 'artifact', id: waiting.id })) as { seen: unknown }).seen, waiting.id],
  ['a draft', `update drafts set text = ${unreadable} where item_id = '${other.id}'`, async (store) => (await store.inspect()).drafts, 1],
  ['a view', `update saved_views set view = ${unreadable} where id = '${views[0].id}'`, (store) => store.views(), [views[1]]],
  ['a pin', `insert into pins (kind, id, seal) values ('session', ${unreadable}, 'x')`, (store) => store.keepOffline({ kind: 'session', id: randomUUID() }, true), undefined],
])('%s', async (_, sql, ask, answer) => {
  const { store, checkReplica } = await damaged(sql)
  expect(await ask(store)).toEqual(answer)
  await checkReplica()
  await store.close()
})

test('a page of it that cannot be read at all: what asks for it says so, and the replica stays', async () => {
  const { store, checkReplica } = await damaged('select 1')
  const file = join(location.folder ?? '', 'outbox.db')
  const db = new Database(file, location.keys.outbox)
  const page = Number(db.value("select rootpage from sqlite_schema where name = 'kept'"))
  // What another writes makes the store read pages again.
  db.exec("insert into epochs (workspace_id, epoch) values ('other', 'epoch')")
  db.close()
  const bytes = readFileSync(file)
  randomBytes(4096).copy(bytes, (page - 1) * 4096)
  writeFileSync(file, bytes)
  await expect(store.query('kept.list', { kind: 'note_templates' })).rejects.toMatchObject({ code: 'storage_corrupt' })
  await checkReplica()
  await store.close()
})
