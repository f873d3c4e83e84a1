import { randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { Looks } from '../../../electron/store/outbox/looks.ts'
import { SavedViews } from '../../../electron/store/outbox/saved-views.ts'
import { salvage } from '../../../electron/store/outbox/salvage.ts'
import { outboxMigrations } from '../../../electron/store/outbox/schema.ts'
import { Sealer } from '../../../electron/store/outbox/seal.ts'
import { approve, artifact, newLocation, openStore } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'
import { killedAt } from './killed.ts'

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
  const fresh = open('new.db')
  salvage(() => open('outbox.db'), fresh, sealer, () => undefined)
  fresh.close()

  const found = open('new.db')
  expect(new SavedViews(found, sealer).list()).toEqual([first, second])
  expect(found.value('select count(*) from saved_views')).toBe(2)
  expect(found.column('select item_id from snoozes union all select artifact_id from looks union all select item_id from drafts')).toEqual([row.id, row.id, row.id])
  found.close()
})

describe('a damaged outbox', () => {
  let folder: string
  let location: StoreLocation
  let commands: Command[]
  const file = (name: string) => join(folder, name)
  const kept = async (store: Store) => (await store.query('outbox.list', undefined)).map(({ command_id }) => command_id)
  const idsOf = () => commands.map(({ command_id }) => command_id)

  beforeEach(async () => {
    folder = temporaryFolder()
    location = newLocation(folder)
    commands = Array.from({ length: 60 }, () => approve(artifact(), { feedback: 'words '.repeat(100) }))
    const { store } = await openStore(location)
    for (const each of commands) await store.addCommand(each, 0)
    await store.close()
  })

  /** Garbage over the page where this table or index begins. */
  const damage = (name: string) => {
    const db = new Database(file('outbox.db'), location.keys.outbox)
    const page = Number(db.value('select rootpage from sqlite_schema where name = ?', [name]))
    db.close()
    const bytes = readFileSync(file('outbox.db'))
    randomBytes(4096).copy(bytes, (page - 1) * 4096)
    writeFileSync(file('outbox.db'), bytes)
  }

  test.each(['sqlite_sequence', 'commands_open', 'sqlite_autoindex_commands_1', 'drafts'])('in %s alone: every decision is taken over', async (name) => {
    damage(name)
    const { store, report } = await openStore(location)
    expect(report.outboxSetAside).not.toBeNull()
    expect(await kept(store)).toEqual(idsOf())
    await store.close()
  })

  test('with one draft that is garbage: the others are taken over', async () => {
    const { store } = await openStore(location)
    const items = Array.from({ length: 5 }, () => artifact().id)
    for (const id of items) await store.putDraft({ kind: 'artifact', id }, 'half a thought')
    await store.close()
    const db = new Database(file('outbox.db'), location.keys.outbox)
    db.run("update drafts set text = cast(x'ff41' as text) where item_id = ?", [items[0] ?? ''])
    db.close()
    damage('sqlite_sequence')
    const { store: again } = await openStore(location)
    expect((await again.inspect()).drafts).toBe(4)
    await again.close()
  })

  test('with a page of drafts that is garbage: those before and behind it are taken over', async () => {
    const { store } = await openStore(location)
    for (let n = 0; n < 100; n++) await store.putDraft({ kind: 'artifact', id: artifact().id }, `half a thought ${'and more '.repeat(60)}`)
    await store.close()
    const bytes = readFileSync(file('outbox.db'))
    // The last pages are of what was written last.
    randomBytes(4096).copy(bytes, bytes.length - 3 * 4096)
    writeFileSync(file('outbox.db'), bytes)
    const { store: again, report } = await openStore(location)
    expect(report.outboxSetAside).not.toBeNull()
    const { drafts } = await again.inspect()
    expect(drafts).toBeGreaterThan(85)
    expect(drafts).toBeLessThan(100)
    expect(await kept(again)).toEqual(idsOf())
    await again.close()
  })

  test('with a key that is no text any more, beside a page that is garbage: the reading ends', () => {
    const sealer = new Sealer(location.keys.hmac, location.userId)
    const old = new Database(file('plain.db'), null)
    migrate(old, outboxMigrations)
    const looks = new Looks(old, sealer, Date.now)
    const ids = Array.from({ length: 60 }, (_, n) => `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`)
    for (const id of ids) looks.note(id, 'sha'.repeat(100), new Date().toISOString())
    old.close()
    const bytes = readFileSync(file('plain.db'))
    // One bit makes bytes of a text of 36; they are greater than any text, also than their own.
    const type = bytes.lastIndexOf(0x55, bytes.indexOf(ids[2] ?? ''))
    bytes[type] = 0x54
    bytes.fill(0xff, Math.floor(bytes.indexOf(ids[30] ?? '') / 4096) * 4096, Math.ceil(bytes.indexOf(ids[30] ?? '') / 4096) * 4096)
    writeFileSync(file('plain.db'), bytes)
    const fresh = new Database(':memory:', null)
    salvage(() => new Database(file('plain.db'), null), fresh, sealer, () => undefined)
    const found = fresh.column<string>('select artifact_id from looks')
    expect(found).toEqual(expect.arrayContaining([ids[0], ids[59]]))
    expect(found.length).toBeLessThan(60)
    fresh.close()
  })

  test('whose counter says anything at all: no longer than the rows there are is looked for', async () => {
    const db = new Database(file('outbox.db'), location.keys.outbox)
    db.run("update sqlite_sequence set seq = 9000000000000 where name = 'commands'")
    db.close()
    damage('drafts')
    const { store } = await openStore(location)
    expect(await kept(store)).toEqual(idsOf())
    await store.close()
  })

  test.each(['outbox.salvaging', 'outbox.salvaged', 'outbox.set_aside', 'outbox.put_in_place'])('killed at %s: the next start has everything, and says what was set aside', async (point) => {
    damage('sqlite_sequence')
    const damaged = readFileSync(file('outbox.db'))
    await killedAt(location, point, 0)
    const { store, report } = await openStore(location)
    expect(await kept(store)).toEqual(idsOf())
    expect(readFileSync(file(report.outboxSetAside ?? '')).equals(damaged)).toBe(true)
    await store.close()
    expect(readdirSync(folder).filter((name) => name.includes('salvag'))).toEqual([])
    const { store: again, report: second } = await openStore(location)
    expect(second.outboxSetAside).toBeNull()
    expect(await kept(again)).toEqual(idsOf())
    await again.close()
  })

  test('with a log, killed between the moves of its files: what the log alone holds is taken over, and both are set aside together', async () => {
    // What a crash leaves: the log was never written back.
    const { store } = await openStore(location)
    const late = approve(artifact(), { feedback: 'only in the log' })
    await store.addCommand(late, 0)
    const crashed = temporaryFolder()
    for (const name of ['outbox.db', 'outbox.db-wal']) copyFileSync(file(name), join(crashed, name))
    await store.close()
    folder = crashed
    location = { ...location, folder }
    const bytes = readFileSync(file('outbox.db'))
    randomBytes(4096).copy(bytes, bytes.length - 4096)
    writeFileSync(file('outbox.db'), bytes)
    await killedAt(location, 'outbox.set_aside', 0)
    const copy = readdirSync(folder).find((name) => name.startsWith('outbox-salvaged-') && name.endsWith('.db')) ?? ''
    if (existsSync(file('outbox.db-wal'))) renameSync(file('outbox.db-wal'), file(`${copy.replace('salvaged', 'set-aside')}-wal`))
    const { store: again, report } = await openStore(location)
    expect(report.outboxSetAside).toBe(copy.replace('salvaged', 'set-aside'))
    expect(await kept(again)).toContain(late.command_id)
    await again.close()
  })

  test('killed between the moves of the copy’s files: the log that is in place already is not taken for the damaged one’s', async () => {
    damage('sqlite_sequence')
    await killedAt(location, 'outbox.put_in_place', 0)
    const copy = readdirSync(folder).find((name) => name.startsWith('outbox-salvaged-') && name.endsWith('.db')) ?? ''
    const asideLog = file(`${copy.replace('salvaged', 'set-aside')}-wal`)
    writeFileSync(asideLog, 'of the damaged one')
    writeFileSync(file('outbox.db-wal'), '')
    const { store, report } = await openStore(location)
    expect(report.outboxSetAside).toBe(copy.replace('salvaged', 'set-aside'))
    expect(await kept(store)).toEqual(idsOf())
    expect(readFileSync(asideLog, 'utf8')).toBe('of the damaged one')
    await store.close()
  })

  test('and a copy of it that is damaged since, or of a key of before: it is set aside in its turn', async () => {
    damage('sqlite_sequence')
    await killedAt(location, 'outbox.put_in_place', 0)
    const copy = readdirSync(folder).find((name) => name.startsWith('outbox-salvaged-') && name.endsWith('.db')) ?? ''
    writeFileSync(file(copy), randomBytes(8192))
    const { store, report } = await openStore(location)
    expect(readFileSync(file(report.outboxSetAside ?? '')).length).toBe(8192)
    expect(readdirSync(folder).filter((name) => /^outbox-set-aside-.*db$/.test(name))).toHaveLength(2)
    await store.addCommand(commands[0] as Command, 0)
    await store.close()
  })

  test('and a disk that fills up while it is read: nothing is opened, the file stays as it is, and the next start goes on', async () => {
    damage('sqlite_sequence')
    const before = readFileSync(file('outbox.db'))
    let passed = 0
    const full = (name: string) => {
      if (name === 'outbox.salvaging' && ++passed === 30) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    }
    await expect(openStore(location, { onPoint: full })).rejects.toMatchObject({ code: 'storage_full' })
    expect(readFileSync(file('outbox.db')).equals(before)).toBe(true)
    const { store, report } = await openStore(location)
    expect(report.outboxSetAside).not.toBeNull()
    expect(await kept(store)).toEqual(idsOf())
    await store.close()
  })
})
