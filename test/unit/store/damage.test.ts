import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { outboxMigrations } from '../../../electron/store/outbox/schema.ts'
import { addAll, apply, approve, artifact, body, change, member, newLocation, openStore, page, queueIds, session, sha256 } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let folder: string
let location: StoreLocation
beforeEach(() => {
  folder = temporaryFolder()
  location = newLocation(folder)
})

const row = artifact({ title: 'Recognisable title', content_sha256: sha256('{}') })
const command = approve(row, { feedback: 'recognisable words' })

/** A closed store with one item, its content, a decision on another one and a draft. */
async function filled(): Promise<void> {
  const { store } = await openStore(location)
  await apply(store, page([change('work_artifacts', row)]))
  await store.applyContents([row.id], body([{ id: row.id, content: '{}', content_sha256: sha256('{}') }]))
  await store.putDraft({ kind: 'artifact', id: row.id }, 'recognisable draft')
  await addAll(store, [approve(artifact()), command], 0)
  await store.close()
}
const file = (name: string) => join(folder, name)
const openCommands = async (store: Store) => (await store.query('outbox.list', undefined)).map(({ command_id }) => command_id)
const edit = (name: string, key: Uint8Array, sql: string) => {
  const db = new Database(file(name), key)
  db.exec(sql)
  db.close()
}

describe('encryption', () => {
  test('nothing readable is on disk, while open and after', async () => {
    const { store } = await openStore(location)
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 0)
    const words = ['SQLite format', 'Recognisable', 'recognisable', row.id, 'work_artifacts']
    const found = () => readdirSync(folder).flatMap((name) => words.filter((word) => readFileSync(file(name)).includes(word)))
    expect(readdirSync(folder)).toContain('outbox.db-wal')
    expect(found()).toEqual([])
    await store.close()
    expect(found()).toEqual([])
  })

  test('temporary: no file at all', async () => {
    const { store } = await openStore(newLocation(null))
    await store.addCommand(command, 0)
    expect(readdirSync(folder)).toEqual([])
  })

  test('without a key, or with another one, a file is no database', async () => {
    await filled()
    for (const key of [null, randomBytes(32)]) {
      expect(() => new Database(file('outbox.db'), key).exec('select count(*) from sqlite_schema')).toThrow(expect.objectContaining({ code: 'storage_corrupt' }))
    }
  })
})

describe('a replica that cannot be used is built again', () => {
  const damages: [string, () => void][] = [
    ['another key', () => void (location = { ...location, keys: { ...location.keys, replica: randomBytes(32) } })],
    ['no database', () => writeFileSync(file('replica.db'), randomBytes(8192))],
    ['cut off', () => truncateSync(file('replica.db'), statSync(file('replica.db')).size - 8192)],
    ['of a newer app', () => edit('replica.db', location.keys.replica, 'pragma user_version = 999')],
  ]
  test.each(damages)('%s', async (_, damage) => {
    await filled()
    damage()
    const { store, report } = await openStore(location)
    expect(report).toMatchObject({ replicaRebuilt: true, outboxSetAside: null })
    expect(await queueIds(store)).toEqual([])
    expect(await openCommands(store)).toContain(command.command_id)
    await apply(store, page([change('work_artifacts', artifact()), change('work_artifacts', { ...row, id: command.target_id })]))
    expect((await queueIds(store)).length).toBe(1)
    await store.close()
  })

  test('damage in its middle shows when it is read; then it begins empty', async () => {
    const { store } = await openStore(location)
    const rows = Array.from({ length: 400 }, (_, second) => artifact({ agent_reasoning: 'because '.repeat(50) }, second))
    await apply(store, page(rows.map((each) => change('work_artifacts', each))))
    await store.close()
    const bytes = readFileSync(file('replica.db'))
    randomBytes(bytes.length - 40_960).copy(bytes, 40_960)
    writeFileSync(file('replica.db'), bytes)
    // Opening or reading meets the damage, depending on the page; either way nobody has to do anything.
    const { store: again } = await openStore(location)
    await again.query('queue.index', { workspace_id: null }).catch(() => undefined)
    await Promise.all(rows.slice(0, 20).map(({ id }) => again.query('items.detail', { kind: 'artifact', id }).catch(() => undefined)))
    await again.setWorkspaces([{ id: row.workspace_id, name: 'Market', role: 'reviewer' }])
    await apply(again, page([change('work_artifacts', row)], { reset: true }))
    expect(await queueIds(again)).toEqual([row.id])
    await again.close()
  })

  test('a page of it that is garbage, whichever: it opens, everything can be asked, and a pull brings it all', { timeout: 30_000 }, async () => {
    const { store } = await openStore(location)
    const rows = Array.from({ length: 20 }, (_, second) => artifact({ agent_reasoning: 'because '.repeat(20) }, second))
    await apply(store, page([change('work_sessions', session()), ...rows.map((each) => change('work_artifacts', each))]))
    // Opening rebuilds the marks of what was decided, and so reads and writes rows and indexes.
    const decided = rows.slice(0, 5).map((each) => approve(each))
    await addAll(store, decided, 0)
    await store.close()
    const whole = readFileSync(file('replica.db'))
    const rebuilt = new Set<boolean>()
    for (let at = 0; at < whole.length; at += 4096) {
      const bytes = Buffer.from(whole)
      randomBytes(4096).copy(bytes, at)
      const folder = file(`page-${at / 4096}`)
      mkdirSync(folder)
      copyFileSync(file('outbox.db'), join(folder, 'outbox.db'))
      writeFileSync(join(folder, 'replica.db'), bytes)
      const { store: again, report } = await openStore({ ...location, folder })
      rebuilt.add(report.replicaRebuilt)
      const ask = (): Promise<unknown>[] => [
        queueIds(again),
        again.cursor(row.workspace_id),
        again.query('items.detail', { kind: 'artifact', id: rows[9]?.id ?? '' }),
        again.query('sessions.detail', { id: rows[9]?.work_session_id ?? '' }),
        again.query('queue.index', { workspace_id: null, criteria: { text: 'because' } }),
      ]
      await Promise.all(ask())
      await again.setWorkspaces([member])
      const bring = () => apply(again, page(rows.map((each) => change('work_artifacts', each)), { reset: true }))
      await bring().catch(async (error: unknown) => {
        expect(error, `page ${at / 4096}`).toMatchObject({ code: 'storage_corrupt' })
        await again.setWorkspaces([member])
        await bring()
      })
      expect(await queueIds(again), `page ${at / 4096}`).toEqual(rows.slice(5).map(({ id }) => id))
      expect(await openCommands(again)).toEqual(decided.map(({ command_id }) => command_id))
      await again.close()
    }
    expect(rebuilt.size, 'damage that opening meets, and damage that it does not').toBe(2)
  })

  test('a value in it that is no JSON any more is damage like any other', async () => {
    const { store } = await openStore(location)
    await apply(store, page([change('work_sessions', session()), change('work_artifacts', row)]))
    await store.close()
    edit('replica.db', location.keys.replica, `update work_sessions set metadata = '{"a'; update feeds set cursor = 'x'`)
    const { store: again } = await openStore(location)
    expect(await again.cursor(row.workspace_id)).toBeNull()
    expect(await queueIds(again)).toEqual([])
    await again.close()
  })

  test('a content with a flipped byte is not shown, and wanted again', async () => {
    await filled()
    edit('replica.db', location.keys.replica, `update contents set text = '{ }'`)
    const { store } = await openStore(location)
    expect(await store.query('items.detail', { kind: 'artifact', id: row.id })).toMatchObject({ content: { state: 'broken' } })
    expect(await store.wantedContents(10, 'first')).toEqual([row.id])
    await store.close()
  })

  test('a check of the contents finds the flipped byte, and everything else sound', async () => {
    await filled()
    const { store } = await openStore(location)
    expect(await store.checkContents(0, 10)).toEqual({ checked: 1, broken: [], next: null })
    await store.close()
    edit('replica.db', location.keys.replica, `update contents set text = '{ }'`)
    const { store: again } = await openStore(location)
    expect((await again.inspect()).contents.count).toBe(1)
    expect(await again.checkContents(0, 10)).toEqual({ checked: 1, broken: [row.id], next: null })
    expect(await again.wantedContents(10, 'first')).toEqual([row.id])
    expect((await again.inspect()).contents.count).toBe(0)
    await again.close()
  })
})

describe('an outbox that cannot be opened is set aside, never deleted', () => {
  const damages: [string, () => void][] = [
    ['another key', () => void (location = { ...location, keys: { ...location.keys, outbox: randomBytes(32) } })],
    ['no database', () => writeFileSync(file('outbox.db'), randomBytes(8192))],
    ['cut off', () => truncateSync(file('outbox.db'), statSync(file('outbox.db')).size - 4096)],
  ]
  test.each(damages)('%s', async (_, damage) => {
    await filled()
    damage()
    const before = readFileSync(file('outbox.db'))
    const { store, report } = await openStore(location)
    expect(report.outboxSetAside).toMatch(/^outbox-set-aside-[\dTZ-]+\.db$/)
    expect(readFileSync(file(report.outboxSetAside ?? '')).equals(before)).toBe(true)
    const next = approve(artifact())
    expect(await store.addCommand(next, 0)).toEqual({ storage: 'disk' })
    await store.close()
    const { store: again, report: second } = await openStore(location)
    expect(second.outboxSetAside).toBeNull()
    expect(await openCommands(again)).toContain(next.command_id)
    await again.close()
  })

  test('what can still be read of it is taken over', async () => {
    const { store } = await openStore(location)
    const commands = Array.from({ length: 60 }, () => approve(artifact(), { feedback: 'words '.repeat(100) }))
    for (const each of commands) await store.addCommand(each, 0)
    await store.putDraft({ kind: 'artifact', id: row.id }, 'half a thought')
    await store.close()
    const bytes = readFileSync(file('outbox.db'))
    const middle = Math.floor(bytes.length / 4096 / 2) * 4096
    randomBytes(4096).copy(bytes, middle)
    writeFileSync(file('outbox.db'), bytes)
    const { store: again, report } = await openStore(location)
    expect(report.outboxSetAside).not.toBeNull()
    const kept = await openCommands(again)
    expect(kept.length).toBeGreaterThan(30)
    expect(commands.map(({ command_id }) => command_id)).toEqual(expect.arrayContaining(kept))
    await again.close()
  })

  test('one of before reopenings named a command is taken over, and refused by the app that wrote it from then on', async () => {
    const before = 5
    await filled()
    edit('outbox.db', location.keys.outbox, `pragma user_version = ${before}`)
    const { store } = await openStore(location)
    expect(await openCommands(store)).toContain(command.command_id)
    await store.close()
    const db = new Database(file('outbox.db'), location.keys.outbox)
    expect(() => {
      migrate(db, outboxMigrations.slice(0, before))
    }).toThrow(expect.objectContaining({ code: 'schema_mismatch' }))
    db.close()
  })

  test('one of a newer app is left as it is, and nothing is opened', async () => {
    await filled()
    edit('outbox.db', location.keys.outbox, 'pragma user_version = 999')
    const before = readFileSync(file('outbox.db'))
    await expect(openStore(location)).rejects.toMatchObject({ code: 'schema_mismatch' })
    expect(readFileSync(file('outbox.db')).equals(before)).toBe(true)
  })
})

describe('a row whose seal does not agree', () => {
  const tampered: [string, string][] = [
    ['other words', `command = replace(command, 'recognisable', 'Recognisable')`],
    ['another decision', `command = replace(command, '"approve"', '"reject"')`],
    ['another state', `state = 'acknowledged'`],
    ['another target', `target_id = '${artifact().id}'`],
    ['the seal of another row', `seal = (select other.seal from commands other where other.seq <> commands.seq)`],
  ]
  test.each(tampered)('is kept apart and never sent: %s', async (_, assignment) => {
    await filled()
    edit('outbox.db', location.keys.outbox, `update commands set ${assignment} where command_id = '${command.command_id}'`)
    const { store, report } = await openStore(location)
    expect(report.rowsSetAside).toBe(1)
    const { commands } = await store.takeBatch(10)
    expect(commands.length).toBe(1)
    expect(commands[0]?.command_id).not.toBe(command.command_id)
    await store.close()
    const db = new Database(file('outbox.db'), location.keys.outbox)
    expect(db.value('select count(*) from set_aside')).toBe(1)
    db.close()
  })

  test('a draft is not shown', async () => {
    await filled()
    edit('outbox.db', location.keys.outbox, `update drafts set text = 'Send me money'`)
    const { store } = await openStore(location)
    expect(await store.query('items.detail', { kind: 'artifact', id: row.id })).toMatchObject({ draft: '' })
    await store.close()
  })
})

test('destroy takes replica and outbox, and nothing else', async () => {
  await filled()
  writeFileSync(file('outbox-set-aside-1.db'), 'kept')
  const { store } = await openStore(location)
  await store.destroy()
  expect(readdirSync(folder)).toEqual(['outbox-set-aside-1.db'])
})

test('a folder that is not there is made, for its owner alone', async () => {
  location = newLocation(join(folder, 'profile', 'account'))
  const { store } = await openStore(location)
  await store.close()
  expect(existsSync(join(folder, 'profile', 'account', 'outbox.db'))).toBe(true)
  if (process.platform !== 'win32') expect(statSync(join(folder, 'profile', 'account')).mode & 0o077).toBe(0)
})

test('the outbox, and it alone, is written through the drive’s own cache (macOS asks for that apart)', async () => {
  const exec = vi.spyOn(Database.prototype, 'exec')
  const { store } = await openStore(location)
  const said = exec.mock.calls.map(([sql]) => sql).filter((sql) => /\bfullfsync = on/.test(sql))
  exec.mockRestore()
  expect(said).toEqual([expect.stringContaining('synchronous = full')])
  await store.close()
})
