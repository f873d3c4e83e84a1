import { expect, test } from 'vitest'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { timelineOf } from '../../../renderer/features/sessions/timeline.ts'
import { createWorld, me } from '../../support/renderer-mock/world.ts'

const world = createWorld(20)
const [first] = world.sessions
const artifact = [...world.items.values()].find((detail) => detail.kind === 'artifact')
const checkpoint = [...world.items.values()].find((detail) => detail.kind === 'checkpoint')
if (!first || artifact?.kind !== 'artifact' || checkpoint?.kind !== 'checkpoint') throw new Error('the mock has one of each')
const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000000+00:00`
const session = { ...first, created_at: at(0), initiated_by_user_id: me, agent_name: 'Atlas' }
const draft = { ...artifact.artifact, title: 'Launch post', revision: 1, created_at: at(2), local: null }
const revised = { ...draft, id: crypto.randomUUID(), revision: 2, revision_of: draft.id, created_at: at(6) }
const asked = { ...checkpoint.checkpoint, checkpoint_type: 'agent_offered' as const, stage: 2, stages: 3, reason: 'May I go on?', created_at: at(3), local: null }
const common = { workspace_id: session.workspace_id, row_version: 1 }

const detail: SessionDetail = {
  session,
  agent: null,
  artifacts: [draft, revised],
  checkpoints: [asked],
  iterations: [],
  applications: [
    { ...common, id: crypto.randomUUID(), work_session_id: session.id, artifact_id: revised.id, artifact_title: 'Launch post', status: 'failed', attempts: 1, claimed_by: null, claimed_until: null, reason: 'The basket is gone.', finished_at: at(9), created_at: at(8), local: null },
    { ...common, id: crypto.randomUUID(), work_session_id: session.id, artifact_id: draft.id, artifact_title: 'Launch post', status: 'pending', attempts: 0, claimed_by: null, claimed_until: null, reason: null, finished_at: null, created_at: at(8), local: null },
  ],
  mutations: [{ ...common, id: crypto.randomUUID(), work_session_id: session.id, application_id: null, kind: 'update', target: 'Market basket', before: null, after: null, created_at: at(10) }],
  comments: [
    { ...common, id: crypto.randomUUID(), artifact_id: draft.id, checkpoint_id: null, work_session_id: null, author_user_id: me, body: 'Too long', created_at: at(4), edited_at: null, local: { command_id: crypto.randomUUID(), kind: 'comment', state: 'unsent' } },
    { ...common, id: crypto.randomUUID(), artifact_id: null, checkpoint_id: null, work_session_id: session.id, author_user_id: null, body: 'Hello', created_at: at(1), edited_at: null, local: null },
  ],
  events: [
    { ...common, id: crypto.randomUUID(), target_table: 'work_artifacts', target_id: draft.id, seq: 1, kind: 'rejected', actor_user_id: me, command_id: null, before: null, after: { changes_requested: true }, note: 'Shorter, please', content_sha256: null, created_at: at(5), previous_hash: null, hash: 'a'.repeat(64) },
    { ...common, id: crypto.randomUUID(), target_table: 'work_artifacts', target_id: draft.id, seq: 2, kind: 'retried', actor_user_id: me, command_id: null, before: { reason: 'No room.' }, after: {}, note: null, content_sha256: null, created_at: at(11), previous_hash: null, hash: 'b'.repeat(64) },
  ],
  returned: [],
  role: 'owner',
  names: { [me]: 'Maren Vik' },
}

test('everything that happened, the newest first, each with what was said', () => {
  expect(timelineOf(detail).map(({ sentence, words, body, unsent }) => [sentence, words ?? body, unsent])).toEqual([
    ['Maren Vik asked to apply “Launch post” again', 'It had failed: No room.', false],
    ['Market basket was changed', null, false],
    ['“Launch post” could not be applied', 'The basket is gone.', false],
    ['Atlas revised “Launch post”: revision 2', null, false],
    ['Maren Vik asked for changes to “Launch post”', 'Shorter, please', false],
    ['Maren Vik commented on “Launch post”', 'Too long', true],
    ['Atlas asked at stage 2 of 3', 'May I go on?', false],
    ['Atlas made “Launch post”', null, false],
    ['A former member commented', 'Hello', false],
    ['Maren Vik created the session', null, false],
  ])
})

test('what is about an item opens it', () => {
  const entries = timelineOf(detail)
  expect(entries.find(({ kind }) => kind === 'decision')?.item).toEqual({ kind: 'artifact', id: draft.id })
  expect(entries.find(({ sentence }) => sentence.startsWith('Atlas asked'))?.item).toEqual({ kind: 'checkpoint', id: asked.id })
  expect(entries.find(({ body }) => body === 'Hello')?.item).toBeNull()
})
