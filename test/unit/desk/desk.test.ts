import { readdirSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ItemRef } from '../../../contract/items.ts'
import type { OpenAccount } from '../../../electron/auth/auth.ts'
import type { AccountBackend } from '../../../electron/backend/backend.ts'
import { createDesk, type AccountDesk } from '../../../electron/desk/desk.ts'
import { createLog } from '../../../electron/shell/log.ts'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { createStoreInProcess } from '../../../electron/store/in-process.ts'
import type { SyncStatus } from '../../../contract/status.ts'
import type { SyncEngine } from '../../../electron/sync/api.ts'
import { apply, artifact, change, member, newLocation, page, parents } from '../store/fixtures.ts'
import { temporaryFolder } from '../store/folder.ts'

/** A desk on a real store whose thread can be made to end, with an engine and a server that do nothing. */
let desk: AccountDesk
let account: OpenAccount
let limit: number
let opened: { store: Store; crash: (error: Error) => void }[]
/** stores open when it resolves */
let opening: Promise<void>
let beforeClosing: () => Promise<void>
let heard: { rebuilt: number; sync: SyncStatus[]; tables: number }

const idleEngine = (): SyncEngine => {
  const status: SyncStatus = { state: 'live', since: '', last_pull_at: null, progress: null, next_try_at: null, realtime: false, error: null }
  return { start: () => undefined, stop: () => Promise.resolve(), resume: () => undefined, wake: () => undefined, status: () => status }
}

function crashable(): Store {
  const store = createStoreInProcess()
  const place = { store, crash: (_error: Error): void => undefined }
  opened.push(place)
  return new Proxy(store, {
    get(target, name: keyof Store) {
      if (name === 'open') return (location: StoreLocation) => opening.then(() => target.open(location))
      if (name !== 'onCrash') return target[name]
      return (listener: (error: Error) => void) => {
        place.crash = listener
        return () => undefined
      }
    },
  })
}

beforeEach(async () => {
  const folder = temporaryFolder()
  const { keys, userId } = newLocation(folder)
  account = {
    folder,
    connection: { url: 'https://project.example.com', publishable_key: 'sb_publishable_abcdefgh' },
    account: { id: 'a', user_id: userId, email: null, display_name: null, key_store: 'key_file' },
    keys: { ...keys, vault: new Uint8Array(32) },
    session: { onRenewed: () => undefined },
  } as unknown as OpenAccount
  limit = 512 * 1_048_576
  opened = []
  opening = Promise.resolve()
  beforeClosing = () => Promise.resolve()
  heard = { rebuilt: 0, sync: [], tables: 0 }
  desk = createDesk({
    createStore: crashable,
    createBackend: () => ({ renewed: () => undefined }) as unknown as AccountBackend,
    createEngine: idleEngine,
    network: { online: () => true, onChange: () => () => undefined },
    events: {
      replicaChanged: () => void (heard.tables += 1),
      takenBack: () => undefined,
      replicaRebuilt: () => void (heard.rebuilt += 1),
      contentChanged: () => undefined,
      syncStatus: (status) => void heard.sync.push(status),
      outboxStatus: () => undefined,
      viewers: () => undefined,
      signInNeeded: () => undefined,
    },
    holdMs: () => 0,
    contentLimitBytes: () => limit,
    beforeClosing: () => beforeClosing(),
    painted: new Promise(() => undefined),
    log: createLog([]),
  })
  await desk.open(account)
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
const crash = async () => {
  const at = opened.at(-1)
  // What a thread that ends leaves: nothing holds the files any more.
  await at?.store.close()
  at?.crash(new Error('ended'))
  for (let turns = 0; turns < 5; turns++) await turn()
}

test('a store that stops again and again is given up, and every screen says what to do', async () => {
  for (let times = 0; times < 3; times++) {
    await crash()
    expect(await desk.outboxStatus()).toMatchObject({ unsent: 0 })
  }
  const before = heard.tables
  await crash()
  expect(opened).toHaveLength(4)
  expect(desk.syncStatus()).toMatchObject({ state: 'failed', error: { code: 'internal', message: expect.stringContaining('Restart Countersign. What was saved is in its file.') as string } })
  expect(heard.sync.at(-1)).toEqual(desk.syncStatus())
  expect(heard.tables).toBe(before + 1)
  const said = { code: 'internal', message: expect.stringContaining('Restart Countersign') as string }
  await expect(desk.query('queue.index', { workspace_id: null })).rejects.toMatchObject(said)
  await expect(desk.outboxStatus()).rejects.toMatchObject(said)
  await expect(desk.unsent()).rejects.toMatchObject(said)
  // The end is not held up by it, and another account can be opened.
  expect(await desk.settle(10)).toEqual({ unsent: 0, returned: 0, kept: true })
  expect(await desk.news({ after: 0, until: 0 })).toBeNull()
  await desk.close()
  await desk.open(account)
  expect(await desk.outboxStatus()).toMatchObject({ unsent: 0 })
  await desk.close()
})

test('whoever leaves while the store is started again leaves what was started: nothing of it is open, or there, afterwards', async () => {
  const at = opened.at(-1)
  await at?.store.close()
  at?.crash(new Error('ended'))
  await desk.destroy()
  for (let turns = 0; turns < 10; turns++) await turn()
  await expect(desk.query('queue.index', { workspace_id: null })).rejects.toMatchObject({ code: 'signed_out' })
  expect(readdirSync(account.folder ?? '')).toEqual([])
})

test('an account that is left while its store is being opened again is closed, and the next one stays the open one', async () => {
  let release = () => {}
  opening = new Promise((resolve) => (release = resolve))
  await crash()
  const closed = desk.close()
  for (let turns = 0; turns < 5; turns++) await turn()
  release()
  await closed
  await desk.open({ ...account, folder: temporaryFolder(), account: { ...account.account, key_store: 'passphrase' } })
  for (let turns = 0; turns < 10; turns++) await turn()
  expect((await desk.diagnostics()).key_store).toBe('passphrase')
  expect(opened).toHaveLength(3)
  await expect(opened[1]?.store.outboxStatus()).rejects.toMatchObject({ code: 'signed_out' })
  await desk.close()
})

test('work of many steps that began in one account is not continued in another', async () => {
  const here = desk.here()
  expect(await here.query('activity.people', { workspace_id: null })).toEqual([])
  await desk.close()
  await desk.open({ ...account, folder: temporaryFolder() })
  await expect(here.query('activity.people', { workspace_id: null })).rejects.toMatchObject({ code: 'signed_out' })
  await desk.close()
})

test('a replica that begins anew while it is open is told, once', async () => {
  const store = opened[0]?.store as Store & { rebuildReplica(): Promise<void> }
  expect(heard.rebuilt).toBe(0)
  await store.rebuildReplica()
  expect(heard.rebuilt).toBe(1)
  await desk.close()
})

test('the room for texts is what the settings say, from the opening on and when they change', async () => {
  const room = async () => (await desk.diagnostics()).contents.limit_bytes
  expect(await room()).toBe(512 * 1_048_576)
  limit = 64 * 1_048_576
  desk.contentLimitChanged()
  expect(await room()).toBe(64 * 1_048_576)
  await desk.close()
})

describe('what was typed and is not written down', () => {
  const item: ItemRef = { kind: 'artifact', id: artifact().id }
  const kept = async () => (await desk.query('conversation.get', { on: 'artifact', id: item.id }))?.draft

  test('is waited for before the account is left, and stands in its files when it is opened again', async () => {
    await opened[0]?.store.setWorkspaces([member])
    await apply(opened[0]?.store as Store, page([...parents(), change('work_artifacts', artifact({ id: item.id }))]))
    let written = () => {}
    const order: string[] = []
    beforeClosing = async () => {
      await new Promise<void>((resolve) => (written = resolve))
      await desk.putDraft({ kind: 'comment', id: item.id }, 'half a sentence')
      order.push('written')
    }
    const left = desk.close().then(() => order.push('closed'))
    for (let turns = 0; turns < 20; turns++) await turn()
    expect(order).toEqual([])
    written()
    await left
    expect(order).toEqual(['written', 'closed'])
    beforeClosing = () => Promise.resolve()
    await desk.open(account)
    expect(await kept()).toBe('half a sentence')
    await desk.close()
  })

  test('is not asked for where nothing could take it: no account is open, or its store does not stay up', async () => {
    let asked = 0
    beforeClosing = () => Promise.resolve(void (asked += 1))
    for (let times = 0; times < 4; times++) await crash()
    await desk.close()
    await desk.close()
    expect(asked).toBe(0)
  })
})
