import { describe, expect, test } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { applied, apply, approve, artifact, body, change, checkpoint, colleagueId, member, membership, newLocation, openStore, page, resolve, session, userId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

const history = (store: Store) => store.query('outbox.history', { limit: 50 })

async function send(store: Store, command: ReturnType<typeof approve>, row: ReturnType<typeof artifact>): Promise<void> {
  await store.takeBatch(10)
  await store.settle([command.command_id], body([applied(command, row)]))
}

describe('the history of decisions', () => {
  test('has the newest first, and says what undo would do', async () => {
    const { store } = await openStore()
    const [first, second] = [artifact({ title: 'First' }), artifact({ title: 'Second' })]
    const asked = checkpoint()
    await apply(store, page([change('work_sessions', session()), change('work_artifacts', first), change('work_artifacts', second), change('work_checkpoints', asked)]))
    const command = { ...approve(first), issued_at: new Date().toISOString() }
    await store.addCommand(command, 0)
    await send(store, command, { ...first, status: 'approved', reviewed_by_user_id: userId, row_version: 2 })
    await store.addCommand(resolve(asked), 60_000)
    await store.addCommand(approve(second, { decision: 'reject', feedback: 'No.' }), 60_000)
    const entries = await history(store)
    expect(entries.map(({ title, state, undo }) => [title, state, undo.kind])).toEqual([
      ['Second', 'held', 'remove'],
      [expect.any(String), 'held', 'remove'],
      ['First', 'sent', 'reopen'],
    ])
    expect(await store.undoCommand(entries[0]?.command.command_id ?? '')).not.toBeNull()
    expect((await history(store)).map(({ title }) => title)).not.toContain('Second')
  })

  test('is there after a restart', async () => {
    const folder = temporaryFolder()
    const location = newLocation(folder)
    const row = artifact({ title: 'Kept' })
    const { store } = await openStore(location)
    await apply(store, page([change('work_artifacts', row)]))
    const command = { ...approve(row), issued_at: new Date().toISOString() }
    await store.addCommand(command, 0)
    await send(store, command, { ...row, status: 'approved', reviewed_by_user_id: userId, row_version: 2 })
    await store.close()
    const { store: again } = await openStore(location)
    expect(await history(again)).toMatchObject([{ title: 'Kept', state: 'sent', undo: { kind: 'reopen' } }])
    await again.close()
  })

  test('offers no reopening of what was decided again by somebody else, though it is of the same status', async () => {
    const { store } = await openStore()
    const row = artifact({ title: 'Again' })
    await apply(store, page([change('workspace_memberships', membership({ role: 'admin' })), change('work_artifacts', row)]))
    const command = { ...approve(row), issued_at: new Date().toISOString() }
    await store.addCommand(command, 0)
    await send(store, command, { ...row, status: 'approved', reviewed_by_user_id: userId, row_version: 2 })
    expect(await history(store)).toMatchObject([{ state: 'sent', undo: { kind: 'reopen' } }])
    await apply(store, page([change('work_artifacts', { ...row, status: 'approved', reviewed_by_user_id: colleagueId, row_version: 4 })]))
    expect(await history(store)).toMatchObject([{ state: 'sent', undo: { kind: 'no', why: 'It was decided again since.' } }])
  })

  test('says why something cannot be taken back', async () => {
    const { store } = await openStore()
    await store.setWorkspaces([member])
    const old = artifact({ title: 'Old' })
    const reopened = artifact({ title: 'Reopened' })
    const revised = artifact({ title: 'Revised' })
    await apply(store, page([old, reopened, revised].map((row) => change('work_artifacts', row))))
    for (const [row, issued_at, after] of [
      [old, '2026-01-01T00:00:00.000Z', { status: 'approved', reviewed_by_user_id: userId }],
      [reopened, new Date().toISOString(), { status: 'pending' }],
      [revised, new Date().toISOString(), { status: 'approved', reviewed_by_user_id: userId }],
    ] as const) {
      const command = { ...approve(row), issued_at }
      await store.addCommand(command, 0)
      await send(store, command, { ...row, ...after, row_version: 2 })
    }
    await apply(store, page([change('work_artifacts', artifact({ revision: 2, revision_of: revised.id }))]))
    const found = new Map((await history(store)).map(({ title, undo }) => [title, undo]))
    expect(found.get('Old')).toEqual({ kind: 'no', why: 'It was sent more than ten minutes ago; an admin can reopen it.' })
    expect(found.get('Reopened')).toEqual({ kind: 'no', why: 'It is in the queue again.' })
    expect(found.get('Revised')).toEqual({ kind: 'no', why: 'The agent has made a newer revision of it.' })
  })
})
