import { expect, test } from 'vitest'
import { ipcChannels, type IpcChannel, type IpcInput } from '../../../contract/ipc.ts'
import { createBridge } from '../../support/renderer-mock/bridge.ts'
import { createWorld, uuidOf, workspaceId } from '../../support/renderer-mock/world.ts'

/** That no channel is missing is the type check's word; this is about what it answers. */
const [session, artifact] = [uuidOf(2, 1), uuidOf(4, 1)]
const period = { workspace_id: null, project_id: null, from: null, to: null }
const asked: { [C in IpcChannel]?: IpcInput<C> } = {
  'app.info': undefined,
  'auth.status': undefined,
  'auth.offers': undefined,
  'auth.progress': undefined,
  'auth.sessions': undefined,
  'accounts.list': undefined,
  'workspaces.list': undefined,
  'people.members': { workspace_id: workspaceId },
  'people.invitations': { workspace_id: workspaceId },
  'palette.find': { workspace_id: null, text: 'a', limit: 20 },
  'queue.index': { workspace_id: null },
  'queue.items': { keys: [1, 2, 5] },
  'queue.facets': { workspace_id: null },
  'queue.progress': undefined,
  'items.detail': { kind: 'artifact', id: artifact },
  'items.content': { id: artifact },
  'sessions.detail': { id: session },
  'projects.list': { workspace_id: null },
  'projects.detail': { id: uuidOf(1, 1) },
  'baskets.list': { workspace_id: null },
  'agents.list': { workspace_id: null },
  'insights.overview': period,
  'conversation.get': { on: 'artifact', id: uuidOf(4, 2) },
  'activity.list': { filter: { ...period, actors: [], kinds: [], targets: [], text: '' }, after: null, limit: 50 },
  'activity.people': { workspace_id: null },
  'activity.verify': { workspace_id: null },
  'outbox.list': undefined,
  'outbox.history': { limit: 20 },
  'outbox.status': undefined,
  'sync.status': undefined,
  'settings.get': undefined,
  'diagnostics.local': undefined,
  'diagnostics.server': undefined,
}

test.each(Object.entries(asked) as [IpcChannel, never][])('%s answers what the contract says', async (channel, input) => {
  const { bridge } = createBridge(new URLSearchParams('trouble&accounts&items=20'))
  const answer = await bridge.invoke(channel, input)
  expect(answer).toMatchObject({ ok: true })
  if (!answer.ok) return
  expect(answer.value).not.toBeNull()
  expect(ipcChannels[channel].output.safeParse(answer.value).error?.issues ?? []).toEqual([])
})

test('a decision is held, listed with its undo, and gone again when it is taken back', async () => {
  const { bridge } = createBridge(new URLSearchParams('items=20'))
  const first = [...createWorld(20).items.values()].find(({ kind }) => kind === 'artifact')
  if (first?.kind !== 'artifact') throw new Error('no artifact')
  const command_id = uuidOf(15, 1)
  await bridge.invoke('outbox.add', {
    command_id, workspace_id: workspaceId, target_id: first.artifact.id, issued_at: new Date().toISOString(), kind: 'review_artifact',
    expected: { status: 'pending', revision: 1, content_sha256: 'a'.repeat(64) }, payload: { decision: 'approve', feedback: null, request_changes: false },
  })
  expect(await bridge.invoke('outbox.history', { limit: 5 })).toMatchObject({ value: [{ title: first.item.title, undo: { kind: 'remove' } }] })
  expect(await bridge.invoke('queue.index', { workspace_id: null })).toMatchObject({ value: { total: 19 } })
  await bridge.invoke('outbox.undo', { command_id })
  expect(await bridge.invoke('outbox.history', { limit: 5 })).toEqual({ ok: true, value: [] })
  expect(await bridge.invoke('queue.index', { workspace_id: null })).toMatchObject({ value: { total: 20 } })
})
