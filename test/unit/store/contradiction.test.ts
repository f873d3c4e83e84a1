import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { Database, type Value } from '../../../electron/store/driver.ts'
import { Sealer } from '../../../electron/store/outbox/seal.ts'
import { addAll, apply, approve, artifact, change, newLocation, openStore, page, queueIds } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let folder: string
let location: StoreLocation
beforeEach(() => {
  folder = temporaryFolder()
  location = newLocation(folder)
})

const row = artifact()
const command = approve(row, { feedback: 'well sourced, but shorten the end' })
const columns = ['seq', 'command_id', 'workspace_id', 'target_id', 'state', 'landed', 'attempts', 'command', 'error', 'added_at', 'settled_at'] as const

/** The outbox as an app left it that let an approval ask for changes. */
async function leftBehind(state: string): Promise<void> {
  const { store } = await openStore(location)
  await apply(store, page([change('work_artifacts', row)]))
  await addAll(store, [command], 0)
  await store.close()
  const db = new Database(join(folder, 'outbox.db'), location.keys.outbox)
  db.run(`update commands set state = ?, command = replace(command, '"request_changes":false', '"request_changes":true')`, [state])
  const written = db.all<Record<string, Value>>('select * from commands')[0] ?? {}
  const seal = new Sealer(location.keys.hmac, location.userId).seal('commands', columns.map((name) => written[name] ?? null))
  db.run('update commands set seal = ?', [seal])
  db.close()
}

const entries = (store: Store) => store.query('outbox.list', undefined)

test.each(['unsent', 'sending'])('an approval that asks for changes, left behind as %s, waits in the tray with its words', async (state) => {
  await leftBehind(state)
  for (const opening of ['the first time', 'and again']) {
    const { store, report } = await openStore(location)
    expect([opening, report.rowsSetAside]).toEqual([opening, 0])
    expect(await entries(store)).toMatchObject([
      { command_id: command.command_id, state: 'refused', decision: 'approve', note: 'well sourced, but shorten the end', error: { code: 'invalid_command' }, again: { id: row.id } },
    ])
    expect((await store.takeBatch(10)).commands).toEqual([])
    expect(await queueIds(store)).toEqual([row.id])
    await store.close()
  }
  const { store } = await openStore(location)
  await store.dismissCommand(command.command_id)
  expect(await entries(store)).toEqual([])
  await store.close()
})

test('one that the server had refused keeps what the server said', async () => {
  await leftBehind('refused')
  const { store } = await openStore(location)
  expect(await entries(store)).toMatchObject([{ state: 'refused', error: null, note: 'well sourced, but shorten the end' }])
  await store.close()
})
