import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { AccountStore } from '../../../electron/store/account-store.ts'
import { createStoreInProcess } from '../../../electron/store/in-process.ts'
import { CommandTable } from '../../../electron/store/outbox/commands.ts'
import { applied, apply, approve, artifact, body, change, member, newLocation, openStore, page, queueIds, sessionId, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const fault = (code: string) => Object.assign(new Error(code), { code })
/** Throws at the named point while `broken` says so. */
const failing = (point: string, code: string) => {
  const state = { broken: false }
  const onPoint = (name: string) => {
    if (state.broken && name === point) throw fault(code)
  }
  return { state, onPoint }
}

describe('a disk that does not take the write', () => {
  test.each([
    ['SQLITE_FULL', 'storage_full'],
    ['ENOSPC', 'storage_full'],
    ['SQLITE_READONLY', 'storage_read_only'],
    ['SQLITE_IOERR_WRITE', 'internal'],
  ])('%s: the decision is refused as %s, nothing of it stays, and the next one is kept', async (code, answer) => {
    const { state, onPoint } = failing('outbox.before_commit', code)
    const location = newLocation(folder)
    const { store } = await openStore(location, { onPoint })
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)]))
    await store.putDraft({ kind: 'artifact', id: row.id }, 'words')
    const command = approve(row, { feedback: 'words' })
    state.broken = true
    await expect(store.addCommand(command, 0)).rejects.toMatchObject({ code: answer, retry: true })
    state.broken = false
    expect(await store.outboxStatus()).toMatchObject({ unsent: 0 })
    expect(await queueIds(store)).toEqual([row.id])
    expect(await store.query('items.detail', { kind: 'artifact', id: row.id })).toMatchObject({ draft: 'words', local: null })
    await store.addCommand(command, 0)
    await store.close()
    const { store: again } = await openStore(location)
    expect((await again.takeBatch(10)).commands).toEqual([command])
    await again.close()
  })

  test('a page that could not be written leaves rows and cursor as they were, and decisions taken meanwhile their mark', async () => {
    const { state, onPoint } = failing('pull.before_commit', 'SQLITE_FULL')
    const { store } = await openStore(newLocation(folder), { onPoint })
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)], { cursor: { at: 1 } }))
    await store.addCommand(approve(row), 0)
    state.broken = true
    await expect(apply(store, page([change('work_artifacts', artifact())], { cursor: { at: 2 } }))).rejects.toMatchObject({ code: 'storage_full' })
    expect(await queueIds(store)).toEqual([])
    expect(await store.cursor(row.workspace_id)).toEqual({ at: 1 })
    await store.close()
  })
})

test('a damaged replica on a full disk: it begins empty once there is room', async () => {
  const { state, onPoint } = failing('replica.migrate', 'SQLITE_FULL')
  const { store } = await openStore(newLocation(folder), { onPoint })
  await apply(store, page([change('work_artifacts', artifact())]))
  const rebuild = () => (store as Store & { rebuildReplica(): Promise<void> }).rebuildReplica()
  state.broken = true
  await expect(rebuild()).rejects.toMatchObject({ code: 'storage_full' })
  await expect(queueIds(store)).rejects.toMatchObject({ code: 'storage_full' })
  const command = approve(artifact())
  expect(await store.addCommand(command, 0)).toEqual({ storage: 'disk' })
  state.broken = false
  expect(await queueIds(store)).toEqual([])
  await store.setWorkspaces([member])
  const row = artifact()
  await apply(store, page([change('work_artifacts', row), change('work_artifacts', artifact({ id: command.target_id }))]))
  expect(await queueIds(store)).toEqual([row.id])
  await store.close()
})

test('what is kept offline while a page comes that is not kept stays so', () => {
  const { state, onPoint } = failing('pull.before_commit', 'SQLITE_FULL')
  const store = new AccountStore(newLocation(folder), { onPoint })
  store.setWorkspaces([member])
  const steps = store.applyPage(workspaceId, store.stagePage(page([change('work_artifacts', artifact()), change('work_artifacts', artifact())])).staged)
  steps.next()
  store.keepOffline({ kind: 'session', id: sessionId }, true)
  state.broken = true
  expect(() => {
    while (!steps.next().done);
  }).toThrow()
  expect(store.query('offline.state', { kind: 'session', id: sessionId })).toMatchObject({ kept: true })
  store.close()
})

test('a decision whose call failed while the disk was full goes again, also when the server turns out to have been restored meanwhile', async () => {
  const { store } = await openStore(newLocation(folder))
  await apply(store, page([]))
  const [first, second] = [approve(artifact()), approve(artifact())]
  await store.addCommand(first, 0)
  await store.takeBatch(10)
  await store.settle([first.command_id], body([applied(first, artifact({ id: first.target_id, status: 'approved', row_version: 2 }))]))
  await store.addCommand(second, 0)
  await store.takeBatch(10)
  const update = vi.spyOn(CommandTable.prototype, 'update').mockImplementationOnce(() => {
    throw fault('SQLITE_FULL')
  })
  await store.returnBatch([second.command_id])
  update.mockRestore()
  expect(await apply(store, page([], { epoch: 'another' }))).toMatchObject({ resend: true })
  expect((await store.takeBatch(10)).commands).toEqual([first, second])
  await store.close()
})

describe('a folder that cannot be written', () => {
  test('what is there can be read; deciding says why not; nothing is sent and nothing changes', async () => {
    const location = newLocation(folder)
    const { store: before } = await openStore(location)
    const [row, decided] = [artifact({}, 1), artifact({}, 2)]
    await apply(before, page([change('work_artifacts', row), change('work_artifacts', decided)]))
    await before.addCommand(approve(decided), 0)
    await before.close()

    const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('countersign-read-only-'))
    const others = copies()
    const { state, onPoint } = failing('folder.probe', 'EROFS')
    state.broken = true
    const { store, report } = await openStore(location, { onPoint })
    expect(report.storage).toBe('read_only')
    expect(await queueIds(store)).toEqual([row.id])
    expect(await store.outboxStatus()).toMatchObject({ unsent: 1, storage: 'read_only' })
    await expect(store.addCommand(approve(row), 0)).rejects.toMatchObject({ code: 'storage_read_only' })
    await expect(store.putDraft({ kind: 'artifact', id: row.id }, 'x')).rejects.toMatchObject({ code: 'storage_read_only' })
    expect(await store.takeBatch(10)).toEqual({ commands: [], nextInMs: null })
    await store.close()
    expect(copies()).toEqual(others)

    const { store: after } = await openStore(location)
    expect((await after.takeBatch(10)).commands.length).toBe(1)
    await after.close()
  })

  test('with nothing in it, opening says so', async () => {
    const { state, onPoint } = failing('folder.probe', 'EACCES')
    state.broken = true
    await expect(createStoreInProcess({ onPoint }).open(newLocation(folder))).rejects.toMatchObject({ code: 'storage_read_only' })
  })
})

test('an answer that the disk does not take: its commands are unsent again, and go once it does', async () => {
  const { state, onPoint } = failing('outbox.before_settle', 'SQLITE_FULL')
  const { store } = await openStore(newLocation(folder), { onPoint })
  const command = approve(artifact())
  await store.addCommand(command, 0)
  await store.takeBatch(10)
  // Neither the answer nor the word that they are unsent can be written.
  const update = CommandTable.prototype.update
  const full = vi.spyOn(CommandTable.prototype, 'update').mockImplementation(function (this: CommandTable, ...args) {
    if (state.broken) throw fault('SQLITE_FULL')
    update.apply(this, args)
  })
  onTestFinished(() => full.mockRestore())
  state.broken = true
  const answer = () => body([applied(command, artifact({ id: command.target_id, status: 'approved', row_version: 2 }))])
  await expect(store.settle([command.command_id], answer())).rejects.toMatchObject({ code: 'storage_full' })
  await store.returnBatch([command.command_id])
  expect(await store.outboxStatus()).toMatchObject({ unsent: 1, sending: 0 })
  state.broken = false
  expect((await store.takeBatch(10)).commands).toEqual([command])
  expect(await store.settle([command.command_id], answer())).toMatchObject({ acknowledged: 1 })
  await store.close()
})
