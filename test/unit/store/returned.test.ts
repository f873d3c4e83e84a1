import { expect, test } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { apply, approve, artifact, body, change, checkpoint, colleagueId, deletionOf, membership, openStore, page, resolve, userId } from './fixtures.ts'

const conflict = { code: 'already_decided', message: 'Decided meanwhile.' }

async function returned(store: Store, command: ReturnType<typeof approve>, changes: object[]) {
  await store.addCommand(command, 0)
  await store.takeBatch(10)
  await store.settle([command.command_id], body([{ command_id: command.command_id, outcome: 'conflict', error: conflict, changes }]))
  return async () => (await store.query('outbox.list', undefined))[0]
}

test('a conflict stands beside what a colleague decided, with name, time and words', async () => {
  const { store } = await openStore()
  const row = artifact()
  await apply(store, page([change('workspace_memberships', membership({ user_id: colleagueId, display_name: 'C. League' })), change('work_artifacts', row)]))
  const theirs = { ...row, status: 'rejected' as const, reviewed_by_user_id: colleagueId, reviewed_at: row.created_at, review_feedback: 'Two sources are missing.', row_version: 2 }
  const entry = await returned(store, approve(row, { feedback: 'well sourced' }), [change('work_artifacts', theirs)])
  expect(await entry()).toMatchObject({
    state: 'conflict',
    decision: 'approve',
    note: 'well sourced',
    theirs: { status: 'rejected', decision: 'reject', by: 'C. League', by_me: false, at: row.created_at, note: 'Two sources are missing.' },
    again: null,
  })
})

test('my own decision from another device is told as mine', async () => {
  const { store } = await openStore()
  const row = artifact()
  await apply(store, page([change('work_artifacts', row)]))
  const entry = await returned(store, approve(row), [change('work_artifacts', { ...row, status: 'approved', reviewed_by_user_id: userId, row_version: 2 })])
  expect((await entry())?.theirs).toMatchObject({ decision: 'approve', by_me: true })
})

test.each(['the revision before', 'the first revision'])('a newer revision can be decided, where it names %s', async (named) => {
  const { store } = await openStore()
  const first = artifact({ status: 'rejected' })
  const second = artifact({ revision: 2, revision_of: first.id })
  const third = artifact({ revision: 3, revision_of: named === 'the first revision' ? first.id : second.id })
  await apply(store, page([first, second].map((row) => change('work_artifacts', row))))
  const entry = await returned(store, approve(second), [])
  expect((await entry())?.again).toEqual({ kind: 'artifact', id: second.id })
  await apply(store, page([change('work_artifacts', third)]))
  expect((await entry())?.again).toEqual({ kind: 'artifact', id: third.id })
})

test('a reopened item can be decided again; one that is gone cannot', async () => {
  const { store } = await openStore()
  const row = artifact()
  await apply(store, page([change('work_artifacts', row)]))
  const entry = await returned(store, approve(row), [change('work_artifacts', { ...row, status: 'approved', reviewed_by_user_id: colleagueId, row_version: 2 })])
  await apply(store, page([change('work_artifacts', { ...row, row_version: 3 })]))
  expect(await entry()).toMatchObject({ theirs: { status: 'pending', decision: null, by: null }, again: { kind: 'artifact', id: row.id } })
  await apply(store, page([deletionOf('work_artifacts', row.id, 4)]))
  expect(await entry()).toMatchObject({ theirs: null, again: null })
})

test('a checkpoint says how it was answered', async () => {
  const { store } = await openStore()
  const row = checkpoint()
  await apply(store, page([change('work_checkpoints', row)]))
  const theirs = { ...row, status: 'resolved' as const, user_decision: 'modify' as const, resolution_note: 'Only by e-mail.', resolved_by_user_id: colleagueId, row_version: 2 }
  const entry = await returned(store, resolve(row), [change('work_checkpoints', theirs)])
  expect(await entry()).toMatchObject({ theirs: { decision: 'modify', note: 'Only by e-mail.', by: null }, again: null })
})
