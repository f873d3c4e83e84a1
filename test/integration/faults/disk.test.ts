import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import type { Store, StoreLocation } from '../../../electron/store/api.ts'
import { canMount, mount, unmount } from '../../support/mounts.ts'
import { createRandom } from '../../support/random.ts'
import { addAll, apply, approve, artifact, body, change, newLocation, openStore, page, queueIds, sha256 } from '../../unit/store/fixtures.ts'

/** Real disks that fail, and files that are damaged. */
let base = ''
const mounted: string[] = []
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
})
afterEach(() => {
  for (const folder of mounted.splice(0).reverse()) unmount(folder)
  rmSync(base, { recursive: true, force: true })
})

const mountAt = (name: string, ...args: string[]): string => {
  const folder = join(base, name)
  mkdirSync(folder)
  mount(...args, folder)
  mounted.push(folder)
  return folder
}

const words = (name: string) => `${name} `.repeat(200)
const openCommands = async (store: Store) => new Map((await store.query('outbox.list', undefined)).map((entry) => [entry.command_id, entry.note]))
const fill = (folder: string) => {
  // Until not a byte goes in any more, in ever smaller pieces.
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (let piece = 0; ; piece++) writeFileSync(join(folder, `filler-${size}-${piece}`), Buffer.alloc(size))
    } catch {
      // full
    }
  }
}
const empty = (folder: string) => {
  for (const name of readdirSync(folder)) if (name.startsWith('filler')) rmSync(join(folder, name))
}

/** Adds decisions until one is refused; returns those that were called saved, and the refusal. */
async function addUntilRefused(store: Store): Promise<{ saved: Command[]; refused: Command; error: unknown }> {
  const saved: Command[] = []
  for (let count = 0; count < 2_000; count++) {
    const command = approve(artifact(), { feedback: words('kept') })
    try {
      await store.addCommand(command, 0)
      saved.push(command)
    } catch (error) {
      return { saved, refused: command, error }
    }
  }
  throw new Error('this disk takes everything')
}

describe.skipIf(!canMount)('a disk', () => {
  test('that is full (ENOSPC): the decision is refused and says so, what was saved stays, and it goes on when there is room', async () => {
    const disk = mountAt('small', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs')
    const location = newLocation(join(disk, 'account'))
    const { store } = await openStore(location)
    await store.addCommand(approve(artifact()), 0)
    fill(disk)
    const { saved, refused, error } = await addUntilRefused(store)
    expect(error).toMatchObject({ code: 'storage_full', retry: true })
    expect((await openCommands(store)).size).toBe(saved.length + 1)
    empty(disk)
    await store.addCommand(refused, 0)
    await store.close()
    const { store: again, report } = await openStore(location)
    expect(report).toMatchObject({ outboxSetAside: null, rowsSetAside: 0 })
    const kept = await openCommands(again)
    expect([...kept.keys()]).toEqual(expect.arrayContaining([...saved, refused].map(({ command_id }) => command_id)))
    await again.close()
  })

  test('that is full when an answer comes: the decisions go again once there is room, and so does what follows them', async () => {
    const disk = mountAt('small', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs')
    const { store } = await openStore(newLocation(join(disk, 'account')))
    const row = artifact()
    const [first, second] = [approve(row, { feedback: words('kept') }), approve(row, { feedback: words('and then') })]
    await addAll(store, [first, second], 0)
    expect((await store.takeBatch(500)).commands).toEqual([first])
    fill(disk)
    const answer = () => body([{ command_id: first.command_id, outcome: 'applied', changes: [] }])
    await expect(store.settle([first.command_id], answer())).rejects.toMatchObject({ code: 'storage_full' })
    await store.returnBatch([first.command_id])
    expect(await store.outboxStatus()).toMatchObject({ unsent: 2, sending: 0 })
    await expect(store.takeBatch(500)).rejects.toMatchObject({ code: 'storage_full' })
    empty(disk)
    expect((await store.takeBatch(500)).commands).toEqual([first])
    expect(await store.settle([first.command_id], answer())).toMatchObject({ acknowledged: 1 })
    expect((await store.takeBatch(500)).commands).toEqual([second])
    await store.close()
  })

  test('that is full in the middle of a pull: the page is not half there, and comes again when there is room', async () => {
    const disk = mountAt('small', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs')
    const { store } = await openStore(newLocation(join(disk, 'account')))
    fill(disk)
    const rows = Array.from({ length: 2_000 }, (_, second) => artifact({ agent_reasoning: words('because') }, second))
    const big = () => page(rows.map((row) => change('work_artifacts', row)))
    await expect(apply(store, big())).rejects.toMatchObject({ code: 'storage_full' })
    expect(await queueIds(store)).toEqual([])
    expect(await store.cursor(rows[0]?.workspace_id ?? '')).toBeNull()
    empty(disk)
    mount('-o', 'remount,size=64m', disk)
    await apply(store, big())
    expect((await queueIds(store)).length).toBe(rows.length)
    await store.close()
  })

  test('that is read-only: what is there can be read, deciding says why not, and the files are as they were', async () => {
    const location = newLocation(join(base, 'account'))
    const row = artifact()
    const { store: before } = await openStore(location)
    await apply(before, page([change('work_artifacts', row)]))
    const command = approve(artifact(), { feedback: words('kept') })
    await before.addCommand(command, 0)
    await before.close()
    const locked = mountAt('locked', '--bind', join(base, 'account'))
    mount('-o', 'remount,bind,ro', locked)
    const bytes = readFileSync(join(base, 'account', 'outbox.db'))
    const { store, report } = await openStore({ ...location, folder: locked })
    expect(report.storage).toBe('read_only')
    expect(await queueIds(store)).toEqual([row.id])
    expect(await openCommands(store)).toEqual(new Map([[command.command_id, words('kept')]]))
    await expect(store.addCommand(approve(row), 0)).rejects.toMatchObject({ code: 'storage_read_only' })
    await store.close()
    expect(readFileSync(join(base, 'account', 'outbox.db')).equals(bytes)).toBe(true)
  })

  test('that fails to sync (EIO): the decision is refused as not saved; what was saved before is there on another disk', async () => {
    const tray = mountAt('tray', '-t', 'tmpfs', '-o', 'size=6m', 'tmpfs')
    const image = join(tray, 'image')
    writeFileSync(image, '')
    truncateSync(image, 64 * 1024 * 1024)
    execFileSync('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', image], { stdio: 'pipe' })
    const disk = mountAt('failing', '-o', 'loop,errors=continue', image)
    const location = newLocation(join(disk, 'account'))
    const { store } = await openStore(location)
    const saved = approve(artifact(), { feedback: words('kept') })
    await store.addCommand(saved, 0)
    // The device below has no room for what the file system above promised: writing back fails, and sync says EIO.
    fill(tray)
    const { error } = await addUntilRefused(store)
    expect(error).toMatchObject({ code: 'internal', retry: true })
    expect((error as Error).message).toContain('was not saved')
    await store.close().catch(() => undefined)
    const elsewhere = join(base, 'elsewhere')
    cpSync(join(disk, 'account'), elsewhere, { recursive: true })
    const { store: again } = await openStore({ ...location, folder: elsewhere })
    expect((await openCommands(again)).get(saved.command_id)).toBe(words('kept'))
    await again.close()
  })
})

describe('damaged files', () => {
  const count = 20
  let location: StoreLocation
  let commands: Command[]

  /** What a crash leaves: main file and log, before anything was written back. */
  async function crashed(): Promise<string> {
    location = newLocation(join(base, 'account'))
    commands = Array.from({ length: count }, (_, index) => approve(artifact(), { feedback: words(`decision ${index}`) }))
    const { store } = await openStore(location)
    for (const command of commands) await store.addCommand(command, 0)
    const folder = join(base, 'crashed')
    cpSync(join(base, 'account'), folder, { recursive: true })
    rmSync(join(folder, 'outbox.db-shm'), { force: true })
    rmSync(join(folder, 'replica.db-shm'), { force: true })
    await store.close()
    return folder
  }

  /** Opens a damaged copy: whatever happened to it, each decision is there as it was decided, or not at all. */
  async function keptIn(folder: string): Promise<{ ids: string[]; setAside: boolean }> {
    const { store, report } = await openStore({ ...location, folder })
    const kept = await openCommands(store)
    for (const [id, note] of kept) {
      const index = commands.findIndex(({ command_id }) => command_id === id)
      expect(note).toBe(words(`decision ${index}`))
    }
    const { commands: toSend } = await store.takeBatch(500)
    expect(commands).toEqual(expect.arrayContaining(toSend))
    await store.close()
    return { ids: [...kept.keys()], setAside: report.outboxSetAside !== null || report.rowsSetAside > 0 }
  }

  test('a log that was cut anywhere: the decisions up to there, in order, and no error', async () => {
    const folder = await crashed()
    const log = join(folder, 'outbox.db-wal')
    const size = statSync(log).size
    const random = createRandom(5)
    for (let round = 0; round < 12; round++) {
      const copy = join(base, `cut-${round}`)
      cpSync(folder, copy, { recursive: true })
      truncateSync(join(copy, 'outbox.db-wal'), random.between(0, size - 1))
      const { ids } = await keptIn(copy)
      expect(ids).toEqual(commands.slice(0, ids.length).map(({ command_id }) => command_id))
    }
  })

  test('a log with a flipped byte anywhere: the decisions before it, none changed', async () => {
    const folder = await crashed()
    const random = createRandom(6)
    for (let round = 0; round < 12; round++) {
      const copy = join(base, `flip-log-${round}`)
      cpSync(folder, copy, { recursive: true })
      flip(join(copy, 'outbox.db-wal'), random.between(32, statSync(join(copy, 'outbox.db-wal')).size - 1))
      const { ids } = await keptIn(copy)
      expect(ids).toEqual(commands.slice(0, ids.length).map(({ command_id }) => command_id))
    }
  })

  test('an outbox with a flipped byte anywhere: no decision is changed, and what is missing is kept aside', async () => {
    await crashed()
    const random = createRandom(7)
    const size = statSync(join(base, 'account', 'outbox.db')).size
    let found = 0
    for (let round = 0; round < 40; round++) {
      const copy = join(base, `flip-${round}`)
      mkdirSync(copy)
      copyFileSync(join(base, 'account', 'outbox.db'), join(copy, 'outbox.db'))
      flip(join(copy, 'outbox.db'), random.between(0, size - 1))
      const { ids, setAside } = await keptIn(copy)
      if (ids.length < count) expect(setAside, `byte flipped in round ${round}`).toBe(true)
      if (setAside) found += 1
    }
    // Not every byte means something; most do.
    expect(found).toBeGreaterThan(10)
  })

  test('a replica with a flipped byte anywhere: no content is shown that is not the artifact’s', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => JSON.stringify({ title: `Report ${index}`, body: words(`finding ${index}`) }))
    const rows = texts.map((text, second) => artifact({ content_sha256: sha256(text), content_bytes: text.length }, second))
    location = newLocation(join(base, 'account'))
    const { store } = await openStore(location)
    await apply(store, page(rows.map((row) => change('work_artifacts', row))))
    await store.applyContents([], body(rows.map(({ id, content_sha256 }, index) => ({ id, content: texts[index], content_sha256 }))))
    await store.close()
    expect(existsSync(join(base, 'account', 'replica.db-wal')) && statSync(join(base, 'account', 'replica.db-wal')).size > 0).toBe(false)
    const random = createRandom(8)
    const size = statSync(join(base, 'account', 'replica.db')).size
    let shown = 0
    for (let round = 0; round < 25; round++) {
      const copy = join(base, `replica-${round}`)
      cpSync(join(base, 'account'), copy, { recursive: true })
      for (let byte = 0; byte < 3; byte++) flip(join(copy, 'replica.db'), random.between(0, size - 1))
      const { store: again } = await openStore({ ...location, folder: copy })
      for (const [index, { id }] of rows.entries()) {
        const detail = await again.query('items.detail', { kind: 'artifact', id }).catch(() => null)
        if (detail?.kind !== 'artifact' || detail.content.state !== 'ready') continue
        shown += 1
        if (detail.artifact.content_sha256 === sha256(texts[index] ?? '')) expect(detail.content.text).toBe(texts[index])
        else expect(sha256(detail.content.text)).toBe(detail.artifact.content_sha256)
      }
      await again.close()
    }
    expect(shown).toBeGreaterThan(100)
  })
})

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x41, at)
  writeFileSync(path, bytes)
}
