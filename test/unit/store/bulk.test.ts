import { describe, expect, test } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import type { BulkDecision } from '../../../contract/queue.ts'
import type { Store } from '../../../electron/store/api.ts'
import { apply, applied, approve, artifact, body, change, checkpoint, colleagueId, member, membership, newLocation, openStore, page, project, queueIds, session, userId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

const yes = (bulk_id: string): BulkDecision => ({ bulk_id, decision: 'approve', feedback: null, request_changes: false })

async function filled(location = newLocation(null)) {
  const opened = await openStore(location)
  const rows = Array.from({ length: 20 }, (_, i) => artifact({ agent_confidence: (20 - i) / 20 }, i + 1))
  const asked = checkpoint()
  await apply(
    opened.store,
    page([change('projects', project()), change('work_sessions', session()), ...rows.map((row) => change('work_artifacts', row)), change('work_checkpoints', asked)]),
  )
  const prepare = (sample = 0) => opened.store.prepareBulk({ of: 'filter', filter: { workspace_id: null }, sample })
  return { ...opened, rows, asked, prepare }
}

describe('bulk decisions', () => {
  test('a preview says what would be decided, leaves checkpoints out and draws a sample', async () => {
    const { prepare, rows } = await filled()
    const preview = await prepare(5)
    expect(preview).toMatchObject({ artifacts: 20, checkpoints: 1, not_allowed: 0, by_project: [{ name: 'Pricing', items: 20 }], by_agent: [{ name: null, items: 20 }] })
    expect(preview.least_confident.map(({ id }) => id)).toEqual(rows.slice(10).reverse().map(({ id }) => id))
    expect(new Set(preview.sample.map(({ id }) => id)).size).toBe(5)
  })

  test('is not decided when the replica began anew since: its keys are others now', async () => {
    const { store, rows, prepare } = await filled()
    const { bulk_id } = await prepare()
    await (store as Store & { rebuildReplica(): Promise<void> }).rebuildReplica()
    await store.setWorkspaces([member])
    await apply(store, page(rows.toReversed().slice(5).map((row) => change('work_artifacts', row))))
    await expect(store.decideBulk(yes(bulk_id), 0)).rejects.toMatchObject({ code: 'not_found' })
    expect(await store.outboxStatus()).toMatchObject({ unsent: 0 })
    const { bulk_id: anew } = await prepare()
    expect((await store.decideBulk(yes(anew), 0)).decided).toHaveLength(15)
  })

  test('chosen items alone, and nothing where my role decides nothing', async () => {
    const { store, rows } = await filled()
    const { keys } = await store.query('queue.index', { workspace_id: null })
    expect(await store.prepareBulk({ of: 'keys', keys: keys.slice(0, 3), sample: 0 })).toMatchObject({ artifacts: 3, checkpoints: 0 })
    await apply(store, page([change('workspace_memberships', membership({ role: 'viewer' }))]))
    expect(await store.prepareBulk({ of: 'keys', keys, sample: 0 })).toMatchObject({ artifacts: 0, checkpoints: 1, not_allowed: rows.length })
  })

  test('decides what was shown, durably, with its revision and content frozen at the preview', async () => {
    const folder = temporaryFolder()
    const location = newLocation(folder)
    const { store, rows, asked, prepare } = await filled(location)
    const { bulk_id } = await prepare()
    const [first, newer] = [artifact({}, 40), { ...rows[0], content_sha256: 'b'.repeat(64), row_version: 2 }]
    await apply(store, page([change('work_artifacts', first), change('work_artifacts', newer)]))
    const { keys: before } = await store.query('queue.index', { workspace_id: null })
    const done = await store.decideBulk(yes(bulk_id), 0)
    const { keys: after } = await store.query('queue.index', { workspace_id: null })
    expect(done).toEqual({ decided: before.filter((key) => !after.includes(key)).sort(), gone: 0, storage: 'disk' })
    expect(done.decided).toHaveLength(20)
    expect(await store.decideBulk(yes(bulk_id), 0)).toEqual(done)
    expect(new Set(await queueIds(store))).toEqual(new Set([asked.id, first.id]))
    await store.close()

    const { store: again } = await openStore(location)
    expect(new Set(await queueIds(again))).toEqual(new Set([asked.id, first.id]))
    const { commands } = await again.takeBatch(500)
    expect(commands).toHaveLength(20)
    expect(commands.find(({ target_id }) => target_id === rows[0]?.id)?.expected).toMatchObject({ content_sha256: rows[0]?.content_sha256 })
    await again.close()
  })

  test('leaves out what was decided since the preview', async () => {
    const { store, rows, prepare } = await filled()
    const { bulk_id } = await prepare()
    await store.addCommand(approve(rows[3] ?? artifact()), 0)
    const { decided, gone } = await store.decideBulk(yes(bulk_id), 0)
    expect([decided.length, gone]).toEqual([19, 1])
  })

  test('one undo takes back all that was not sent and asks to reopen the rest', async () => {
    const { store, rows, asked, prepare } = await filled()
    const { bulk_id } = await prepare()
    await store.decideBulk({ bulk_id, decision: 'reject', feedback: 'Not now', request_changes: false }, 0)
    const { commands } = await store.takeBatch(4)
    await store.settle(commands.map(({ command_id }) => command_id), body(commands.map((command) => applied(command, { ...(rows.find(({ id }) => id === command.target_id) ?? artifact()), status: 'rejected', row_version: 2 }))))
    expect(await store.undoBulk(bulk_id)).toEqual({ removed: 16, reopening: 4 })
    expect(new Set(await queueIds(store))).toEqual(new Set([asked.id, ...rows.map(({ id }) => id).filter((id) => !commands.some(({ target_id }) => target_id === id))]))
    const next = await store.takeBatch(500)
    expect(next.commands.map(({ kind }) => kind)).toEqual(['reopen', 'reopen', 'reopen', 'reopen'])
  })

  test('the undo leaves alone what a colleague decided and was kept as theirs', async () => {
    const { store, rows, prepare } = await filled()
    const { bulk_id } = await prepare()
    await store.decideBulk(yes(bulk_id), 0)
    const { commands } = await store.takeBatch(2)
    const [mine, theirs] = commands as [Command, Command]
    const row = (id: string) => rows.find((each) => each.id === id) ?? artifact()
    await store.settle(
      [mine.command_id, theirs.command_id],
      body([
        applied(mine, { ...row(mine.target_id), status: 'approved', reviewed_by_user_id: userId, row_version: 2 }),
        { command_id: theirs.command_id, outcome: 'conflict', error: { code: 'already_decided', message: 'Ana approved it.' }, changes: [change('work_artifacts', { ...row(theirs.target_id), status: 'approved', reviewed_by_user_id: colleagueId, row_version: 2 })] },
      ]),
    )
    await store.dismissCommand(theirs.command_id)
    expect(await store.undoBulk(bulk_id)).toMatchObject({ removed: 18, reopening: 1 })
    const next = await store.takeBatch(500)
    expect(next.commands).toMatchObject([{ kind: 'reopen', target_id: mine.target_id, expected: { status: 'approved', command_id: mine.command_id } }])
  })

  test('what was written to one of the items stays its own, before and after', async () => {
    const { store, rows, prepare } = await filled()
    const item = { kind: 'artifact', id: rows[0]?.id ?? '' } as const
    const draft = async () => (await store.query('items.detail', item))?.draft
    await store.putDraft(item, 'which month?')
    const { keys } = await store.query('queue.index', { workspace_id: null })
    for (const { bulk_id } of [await prepare(), await store.prepareBulk({ of: 'keys', keys: keys.slice(0, 1), sample: 0 })]) {
      await store.decideBulk({ bulk_id, decision: 'reject', feedback: 'Not now', request_changes: false }, 5_000)
      expect(await draft()).toBe('which month?')
      await store.undoBulk(bulk_id)
      expect(await draft()).toBe('which month?')
    }
  })

  test('tells how many wait, and how many came back', async () => {
    const { store, prepare } = await filled()
    const { bulk_id } = await prepare()
    await store.decideBulk(yes(bulk_id), 0)
    expect(await store.bulkProgress(bulk_id)).toEqual({ waiting: 20, returned: 0 })
    const { commands } = await store.takeBatch(20)
    const [refused, ...taken] = commands as [Command, ...Command[]]
    await store.settle(
      commands.map(({ command_id }) => command_id),
      body([
        { command_id: refused.command_id, outcome: 'rejected', error: { code: 'not_allowed', message: 'You are a viewer.' } },
        ...taken.slice(1).map((command) => ({ command_id: command.command_id, outcome: 'applied', changes: [] })),
      ]),
    )
    expect(await store.bulkProgress(bulk_id)).toEqual({ waiting: 1, returned: 1 })
    const fates = await store.query('outbox.fates', { command_ids: [refused, ...taken.slice(0, 2)].map(({ command_id }) => command_id) })
    expect(fates.map(({ state, error }) => [state, error?.code])).toEqual([['refused', 'not_allowed'], ['unsent', undefined], ['sent', undefined]])
    await store.dismissCommand(refused.command_id)
    expect(await store.query('outbox.fates', { command_ids: [refused.command_id] })).toMatchObject([{ state: 'gone' }])
    expect(await store.bulkProgress(bulk_id)).toEqual({ waiting: 1, returned: 0 })
  })

  test('a preview that is not known any more decides nothing', async () => {
    const { store, prepare } = await filled()
    await expect(store.decideBulk(yes('00000000-0000-4000-8000-00000000ffff'), 0)).rejects.toMatchObject({ code: 'not_found' })
    const { bulk_id } = await prepare()
    for (let i = 0; i < 8; i++) await prepare()
    await expect(store.decideBulk(yes(bulk_id), 0)).rejects.toMatchObject({ code: 'not_found' })
  })
})
