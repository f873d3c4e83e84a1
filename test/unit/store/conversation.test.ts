import { expect, test } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { Command } from '../../../contract/commands.ts'
import { withMentions } from '../../../contract/mentions.ts'
import { apply, artifact, body, change, colleagueId, membership, openStore, page, userId, workspaceId } from './fixtures.ts'

const row = artifact()
const target = { on: 'artifact', id: row.id } as const
const envelope = () => ({ command_id: uuidv7(), workspace_id: workspaceId, target_id: row.id, issued_at: new Date().toISOString(), expected: {} })
const comment = (text: string): Command => ({ ...envelope(), kind: 'comment', payload: { on: 'artifact', body: text } })
const claim = (): Command => ({ ...envelope(), kind: 'claim', payload: { on: 'artifact' } })
const release = (): Command => ({ ...envelope(), kind: 'release', payload: { on: 'artifact' } })
const commentRow = (id: string, author: string, text: string) => ({
  id, workspace_id: workspaceId, artifact_id: row.id, checkpoint_id: null, work_session_id: null, author_user_id: author, body: text, created_at: '2026-11-20T10:00:00.000000+00:00', edited_at: null, row_version: 1,
})
const claimRow = (user: string, expires: Date) => ({
  id: uuidv7(), workspace_id: workspaceId, artifact_id: row.id, checkpoint_id: null, user_id: user, expires_at: expires.toISOString(), created_at: '2026-11-20T10:00:00.000000+00:00', row_version: 1,
})
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000)
const colleague = change('workspace_memberships', membership({ user_id: colleagueId, display_name: 'C. League' }))

async function opened(...changes: Parameters<typeof change>[]) {
  const { store } = await openStore()
  await apply(store, page([colleague, change('work_artifacts', row), ...changes.map(([table, each]) => change(table, each))]))
  return store
}

test('a comment shows at once, once, and its begun words are gone', async () => {
  const store = await opened(['comments', commentRow(uuidv7(), colleagueId, 'Is the second source enough?')])
  await store.putDraft({ kind: 'comment', id: row.id }, 'I think')
  expect(await store.query('conversation.get', target)).toMatchObject({ draft: 'I think', names: { [colleagueId]: 'C. League' } })
  const mine = comment('I think so.')
  await store.addCommand(mine, 0)
  const both = await store.query('conversation.get', target)
  expect(both).toMatchObject({ draft: '', comments: [{ local: null }, { body: 'I think so.', author_user_id: userId, local: { state: 'unsent' } }] })
  const [sent] = (await store.takeBatch(10)).commands
  expect(sent).toEqual(mine)
  await store.settle([mine.command_id], body([{ command_id: mine.command_id, outcome: 'applied', changes: [change('comments', commentRow(mine.command_id, userId, 'I think so.'))] }]))
  expect((await store.query('conversation.get', target))?.comments.map((each) => [each.body, each.local])).toEqual([
    ['Is the second source enough?', null],
    ['I think so.', null],
  ])
})

test('a comment that was taken back before it went is a draft again, as it was typed', async () => {
  const store = await opened()
  const mine = comment(withMentions('@C. League please look', [{ user_id: colleagueId, name: 'C. League' }]))
  await store.addCommand(mine, 60_000)
  await store.undoCommand(mine.command_id)
  expect(await store.query('conversation.get', target)).toMatchObject({ comments: [], draft: '@C. League please look' })
})

test('a note on an item and a comment on it are two drafts', async () => {
  const store = await opened()
  await store.putDraft({ kind: 'artifact', id: row.id }, 'note')
  await store.putDraft({ kind: 'comment', id: row.id }, 'comment')
  expect(await store.query('conversation.get', target)).toMatchObject({ draft: 'comment' })
  expect(await store.query('items.detail', { kind: 'artifact', id: row.id })).toMatchObject({ draft: 'note' })
})

test('a claim is a colleague’s until it expires, or mine from the moment of the key', async () => {
  const theirs = await opened(['claims', claimRow(colleagueId, inMinutes(5))])
  expect(await theirs.query('conversation.get', target)).toMatchObject({ claim: { user_id: colleagueId, me: false, state: null } })
  const expired = await opened(['claims', claimRow(colleagueId, inMinutes(-1))])
  expect(await expired.query('conversation.get', target)).toMatchObject({ claim: null })
  await expired.addCommand(claim(), 0)
  expect(await expired.query('conversation.get', target)).toMatchObject({ claim: { user_id: userId, me: true, state: 'unsent' } })
  await expired.addCommand(release(), 0)
  expect(await expired.query('conversation.get', target)).toMatchObject({ claim: null })
})

test('my claim on the server is gone with the key that releases it; a colleague’s is not', async () => {
  const mine = await opened(['claims', claimRow(userId, inMinutes(5))])
  await mine.addCommand(release(), 0)
  expect((await mine.query('conversation.get', target))?.claim).toBeNull()
  const theirs = await opened(['claims', claimRow(colleagueId, inMinutes(5))])
  await theirs.addCommand(release(), 0)
  expect((await theirs.query('conversation.get', target))?.claim).toMatchObject({ user_id: colleagueId })
})

test('what is not here has no conversation', async () => {
  const store = await opened()
  expect(await store.query('conversation.get', { on: 'session', id: row.id })).toBeNull()
})

test('the news name the comments of others that mention me, and where they stand', async () => {
  const me = withMentions('@Me, is this right?', [{ user_id: userId, name: 'Me' }])
  const store = await opened(
    ['comments', commentRow('00000000-0000-4000-8000-00000000d001', colleagueId, me)],
    ['comments', commentRow('00000000-0000-4000-8000-00000000d002', colleagueId, 'Nobody in particular')],
    ['comments', commentRow('00000000-0000-4000-8000-00000000d003', userId, me)],
  )
  const { mentions } = await store.news({ after: 0, until: 0 })
  expect(mentions).toEqual([{ id: '00000000-0000-4000-8000-00000000d001', by: 'C. League', title: row.title, place: `queue/artifact/${row.id}` }])
})
