import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import type { Store } from '../../../electron/store/api.ts'
import { addAll, applied, apply, approve, artifact, body, change, checkpoint, newLocation, openStore, page, resolve, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const take = async (store: Store) => (await store.takeBatch(500)).commands.map(({ command_id }) => command_id)
const refusal = (command: Command, code = 'not_allowed') => ({ command_id: command.command_id, outcome: 'rejected', error: { code, message: 'No.' } })
const states = async (store: Store) => (await store.query('outbox.list', undefined)).map(({ state }) => state)

describe('adding', () => {
  test('is durable: another opening of the same folder has it, unsent', async () => {
    const location = newLocation(folder)
    const { store } = await openStore(location)
    const command = approve(artifact(), { feedback: 'well sourced' })
    expect(await store.addCommand(command, 0)).toEqual({ storage: 'disk' })
    await store.close()
    const { store: again } = await openStore(location)
    expect(await again.query('outbox.list', undefined)).toMatchObject([
      { command_id: command.command_id, state: 'unsent', decision: 'approve', note: 'well sourced', attempts: 0 },
    ])
    await again.close()
  })

  test('in memory it says so', async () => {
    const { store, report } = await openStore()
    expect(report.storage).toBe('memory')
    expect(await store.addCommand(approve(artifact()), 0)).toEqual({ storage: 'memory' })
    expect((await store.outboxStatus()).storage).toBe('memory')
  })

  test('the same command again changes nothing, before and after it was settled', async () => {
    const { store } = await openStore()
    const row = artifact()
    const command = approve(row)
    await store.addCommand(command, 0)
    await store.addCommand(structuredClone(command), 0)
    expect(await take(store)).toEqual([command.command_id])
    await store.settle([command.command_id], body([applied(command, { ...row, status: 'approved', row_version: 2 })]))
    await store.addCommand(command, 0)
    expect(await store.outboxStatus()).toMatchObject({ unsent: 0, sending: 0 })
    expect(await take(store)).toEqual([])
  })

  test('other words under the same id are refused', async () => {
    const { store } = await openStore()
    const row = artifact()
    const command = approve(row)
    await store.addCommand(command, 0)
    await expect(store.addCommand(approve(row, { command_id: command.command_id, decision: 'reject' }), 0)).rejects.toMatchObject({ code: 'command_id_reused' })
    expect(await store.query('outbox.list', undefined)).toMatchObject([{ decision: 'approve' }])
  })

  test('an incomplete command is refused and leaves nothing', async () => {
    const { store } = await openStore()
    const broken = { ...approve(artifact()), payload: {} } as unknown as Command
    await expect(store.addCommand(broken, 0)).rejects.toMatchObject({ code: 'invalid_input' })
    expect((await store.outboxStatus()).unsent).toBe(0)
  })
})

describe('sending', () => {
  test('of one target the second waits for the first, others go on', async () => {
    const { store } = await openStore()
    const [row, other] = [artifact(), checkpoint()]
    const [first, second, beside] = [approve(row), approve(row, { decision: 'reject' }), resolve(other)]
    await addAll(store, [first, second, beside], 0)
    expect(await take(store)).toEqual([first.command_id, beside.command_id])
    expect(await take(store)).toEqual([])
    await store.settle([first.command_id], body([refusal(first)]))
    expect(await take(store)).toEqual([second.command_id])
  })

  test('a call that failed as a whole leaves all unsent, in their order', async () => {
    const { store } = await openStore()
    const commands = [approve(artifact()), approve(artifact())]
    await addAll(store, commands, 0)
    const ids = await take(store)
    expect(await store.outboxStatus()).toMatchObject({ unsent: 2, sending: 2 })
    await store.returnBatch(ids)
    expect(await store.outboxStatus()).toMatchObject({ unsent: 2, sending: 0 })
    expect(await take(store)).toEqual(ids)
  })

  test('what was being sent when the app ended is unsent again and cannot be undone any more', async () => {
    const location = newLocation(folder)
    const { store } = await openStore(location)
    const command = approve(artifact())
    await store.addCommand(command, 0)
    await take(store)
    await store.close()
    const { store: again } = await openStore(location)
    expect(await again.query('outbox.list', undefined)).toMatchObject([{ state: 'unsent', attempts: 1 }])
    expect(await again.undoCommand(command.command_id)).toBeNull()
    expect(await take(again)).toEqual([command.command_id])
    await again.close()
  })

  test('answers: applied, duplicate, conflict, refused, retry, and none', async () => {
    const { store } = await openStore()
    const rows = Array.from({ length: 6 }, (_, second) => artifact({}, second))
    const commands = rows.map((row) => approve(row))
    await apply(store, page(rows.map((row) => change('work_artifacts', row))))
    await addAll(store, commands, 0)
    const ids = await take(store)
    const done = rows.map((row) => ({ ...row, status: 'approved' as const, row_version: 2 }))
    const [a, b, c, d, e] = commands as [Command, Command, Command, Command, Command]
    const settled = await store.settle(
      ids,
      body([
        applied(a, done[0] as never),
        { command_id: b.command_id, outcome: 'duplicate', first: applied(b, done[1] as never) },
        { command_id: c.command_id, outcome: 'conflict', error: { code: 'already_decided', message: 'Rejected meanwhile.' }, changes: [] },
        refusal(d),
        { command_id: e.command_id, outcome: 'retry', error: { code: 'server', message: 'Deadlock.' } },
      ]),
    )
    expect(settled).toEqual({ tables: ['work_artifacts'], acknowledged: 2, conflicts: 1, refused: 1, retry: 2 })
    expect(await store.outboxStatus()).toMatchObject({ unsent: 2, sending: 0, conflicts: 1, refused: 1 })
    expect(await states(store)).toEqual(['conflict', 'refused', 'unsent', 'unsent'])
    await store.dismissCommand(c.command_id)
    await store.dismissCommand(e.command_id)
    expect(await states(store)).toEqual(['refused', 'unsent', 'unsent'])
  })

  test('an answer that does not fit the contract settles nothing', async () => {
    const { store } = await openStore()
    const command = approve(artifact())
    await store.addCommand(command, 0)
    const ids = await take(store)
    await expect(store.settle(ids, body([{ command_id: command.command_id, outcome: 'perhaps' }]))).rejects.toMatchObject({ code: 'schema_mismatch' })
    expect(await store.outboxStatus()).toMatchObject({ unsent: 1, sending: 1 })
  })

  test('after a restored backup, acknowledged commands of that workspace are sent again', async () => {
    const { store } = await openStore()
    const row = artifact()
    const command = approve(row)
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 0)
    await store.settle(await take(store), body([applied(command, { ...row, status: 'approved', row_version: 2 })]))
    expect((await apply(store, page([]))).resend).toBe(false)
    expect(await take(store)).toEqual([])
    expect((await apply(store, page([change('work_artifacts', row)], { reset: true, epoch: 'epoch-2' }))).resend).toBe(true)
    expect((await store.query('queue.index', { workspace_id: workspaceId })).total).toBe(0)
    expect(await take(store)).toEqual([command.command_id])
  })

  test('files that were put back keep their epoch: a feed that starts over is enough, also when the app ends right then', async () => {
    let ends = false
    const onPoint = (name: string) => {
      if (ends && name === 'pull.after_commit') throw new Error('the app ends')
    }
    const location = newLocation(folder)
    const { store } = await openStore(location, { onPoint })
    const row = artifact()
    const command = approve(row)
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(command, 0)
    await store.settle(await take(store), body([applied(command, { ...row, status: 'approved', row_version: 2 })]))
    ends = true
    await apply(store, page([change('work_artifacts', row)], { reset: true })).catch(() => undefined)
    await store.close()
    const { store: again } = await openStore(location)
    await apply(again, page([]))
    expect(await take(again)).toEqual([command.command_id])
    await again.close()
  })
})

test('an answer that was on its way when the server was restored counts for nothing: the decision goes again', async () => {
  const { store } = await openStore()
  const row = artifact()
  await apply(store, page([change('work_artifacts', row)]))
  const command = approve(row)
  await store.addCommand(command, 0)
  await store.takeBatch(1)
  await apply(store, page([change('work_artifacts', row)], { reset: true, epoch: 'epoch-2' }))
  const late = body([applied(command, { ...row, status: 'approved', row_version: 2 })])
  expect(await store.settle([command.command_id], late)).toMatchObject({ acknowledged: 0, retry: 1 })
  expect((await store.takeBatch(1)).commands).toEqual([command])
  const now = body([applied(command, { ...row, status: 'approved', row_version: 2 })])
  expect(await store.settle([command.command_id], now)).toMatchObject({ acknowledged: 1 })
})

describe('holds', () => {
  test('a held command is not sent before its time and can be undone until then', async () => {
    const { store, clock } = await openStore()
    const command = approve(artifact())
    await store.addCommand(command, 5_000)
    expect(await states(store)).toEqual(['held'])
    expect(await store.takeBatch(10)).toEqual({ commands: [], nextInMs: 5_000 })
    clock.ms += 4_999
    expect(await store.takeBatch(10)).toEqual({ commands: [], nextInMs: 1 })
    clock.ms += 1
    expect(await states(store)).toEqual(['unsent'])
    expect(await take(store)).toEqual([command.command_id])
    expect(await store.undoCommand(command.command_id)).toBeNull()
  })

  test('a clock that jumps changes nothing', async () => {
    const wall = { ms: Date.UTC(2026, 0, 5) }
    const { store } = await openStore(newLocation(null), { now: () => wall.ms })
    await store.addCommand(approve(artifact()), 5_000)
    for (const day of [1, -2]) {
      wall.ms += day * 86_400_000
      expect(await store.takeBatch(10)).toEqual({ commands: [], nextInMs: 5_000 })
    }
  })

  test('quitting and "send now" end all holds', async () => {
    const { store } = await openStore()
    const command = approve(artifact())
    await store.addCommand(command, 5_000)
    await store.releaseHolds()
    expect(await take(store)).toEqual([command.command_id])
  })

  test('undo of what is unknown or settled does nothing', async () => {
    const { store } = await openStore()
    expect(await store.undoCommand(randomUUID())).toBeNull()
  })
})

describe('drafts', () => {
  const draftOf = async (store: Store, id: string) => (await store.query('items.detail', { kind: 'artifact', id }))?.draft

  test('survive a restart; an empty text removes one', async () => {
    const location = newLocation(folder)
    const row = artifact()
    const { store } = await openStore(location)
    await apply(store, page([change('work_artifacts', row)]))
    await store.putDraft({ kind: 'artifact', id: row.id }, 'half a thou')
    await store.close()
    const { store: again } = await openStore(location)
    expect(await draftOf(again, row.id)).toBe('half a thou')
    await again.putDraft({ kind: 'artifact', id: row.id }, '')
    expect(await draftOf(again, row.id)).toBe('')
    await again.close()
  })

  test('go into the decision that carries words, and come back with its undo', async () => {
    const { store } = await openStore()
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)]))
    await store.putDraft({ kind: 'artifact', id: row.id }, 'add sources')
    const command = approve(row, { decision: 'reject', feedback: 'add sources' })
    await store.addCommand(command, 5_000)
    expect(await draftOf(store, row.id)).toBe('')
    await store.undoCommand(command.command_id)
    expect(await draftOf(store, row.id)).toBe('add sources')
  })

  test('come back behind what was begun meanwhile', async () => {
    const { store } = await openStore()
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)]))
    const command = approve(row, { decision: 'reject', feedback: 'add sources' })
    await store.addCommand(command, 5_000)
    await store.putDraft({ kind: 'artifact', id: row.id }, 'and a date')
    expect(await store.undoCommand(command.command_id)).toMatchObject({ target_id: row.id, item: { kind: 'artifact', id: row.id }, words: { text: 'add sources' } })
    expect(await draftOf(store, row.id)).toBe('and a date\n\nadd sources')
  })

  test('stay when the decision carries no words', async () => {
    const { store } = await openStore()
    const row = artifact()
    await apply(store, page([change('work_artifacts', row)]))
    await store.putDraft({ kind: 'artifact', id: row.id }, 'perhaps later')
    await store.addCommand(approve(row), 0)
    expect(await draftOf(store, row.id)).toBe('perhaps later')
  })
})
