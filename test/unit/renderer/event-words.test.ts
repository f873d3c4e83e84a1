import { expect, test } from 'vitest'
import type { ReviewEventRow } from '../../../contract/entities.ts'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { eventWords } from '../../../renderer/features/sessions/event-words.ts'
import { createWorld, me } from '../../support/renderer-mock/world.ts'

const world = createWorld(20)
const [session] = world.sessions
const artifact = [...world.items.values()].find((detail) => detail.kind === 'artifact')
const checkpoint = [...world.items.values()].find((detail) => detail.kind === 'checkpoint')
if (!session || artifact?.kind !== 'artifact' || checkpoint?.kind !== 'checkpoint') throw new Error('the mock has one of each')
const detail: SessionDetail = {
  session,
  artifacts: [{ ...artifact.artifact, title: 'Launch post', local: null }],
  checkpoints: [{ ...checkpoint.checkpoint, stage: 2, stages: 3, local: null }],
  agent: null,
  iterations: [],
  applications: [],
  mutations: [],
  comments: [],
  events: [],
  returned: [],
  role: 'owner',
  names: { [me]: 'Maren Vik' },
}
const words = (target: 'artifact' | 'checkpoint' | 'session' | 'gone', kind: string, after: Record<string, unknown> = {}, actor: string | null = me) => {
  const ids = { artifact: artifact.artifact.id, checkpoint: checkpoint.checkpoint.id, session: session.id, gone: 'gone' }
  const tables = { artifact: 'work_artifacts', checkpoint: 'work_checkpoints', session: 'work_sessions', gone: 'work_artifacts' }
  const event: ReviewEventRow = {
    id: 'e', workspace_id: session.workspace_id, target_table: tables[target], target_id: ids[target], seq: 1, kind, actor_user_id: actor, command_id: null,
    before: null, after, note: null, content_sha256: null, created_at: '2026-11-23T10:00:00Z', previous_hash: null, hash: 'a'.repeat(64), row_version: 1,
  }
  return eventWords(event, detail)
}

test.each([
  [words('artifact', 'approved', { status: 'approved' }), 'Maren Vik approved “Launch post”'],
  [words('artifact', 'rejected', { changes_requested: false }), 'Maren Vik rejected “Launch post”'],
  [words('artifact', 'rejected', { changes_requested: true }), 'Maren Vik asked for changes to “Launch post”'],
  [words('artifact', 'reopened'), 'Maren Vik reopened “Launch post”'],
  [words('checkpoint', 'resolved', { user_decision: 'continue' }), 'Maren Vik let the session continue at the checkpoint of stage 2'],
  [words('checkpoint', 'resolved', { user_decision: 'modify' }), 'Maren Vik gave an instruction at the checkpoint of stage 2'],
  [words('checkpoint', 'resolved', { user_decision: 'reject' }), 'Maren Vik ended the session at the checkpoint of stage 2'],
  [words('checkpoint', 'superseded', {}, null), 'The checkpoint of stage 2 needed no answer any more'],
  [words('artifact', 'imported', { status: 'approved' }, null), 'Before this record began, “Launch post” was decided: approved'],
  [words('session', 'cancelled'), 'Maren Vik cancelled the session'],
  [words('gone', 'deleted', {}, 'somebody'), 'A former member deleted something'],
  [words('artifact', 'retried', { application_status: 'pending' }), 'Maren Vik asked to apply “Launch post” again'],
  [words('artifact', 'second_opinion'), 'Maren Vik: second opinion, “Launch post”'],
])('%s', (said, expected) => {
  expect(said).toBe(expected)
})
