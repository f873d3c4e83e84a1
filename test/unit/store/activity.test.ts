import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ActivityFilter } from '../../../contract/activity.ts'
import type { ReviewEventRow } from '../../../contract/entities.ts'
import { apply, change, openStore, page, sha256, userId, workspaceId } from './fixtures.ts'

const event = (note: string | null, row: Partial<ReviewEventRow> = {}): ReviewEventRow => ({
  id: randomUUID(),
  workspace_id: workspaceId,
  target_table: 'work_artifacts',
  target_id: randomUUID(),
  seq: 1,
  kind: 'rejected',
  actor_user_id: userId,
  command_id: randomUUID(),
  before: { status: 'pending' },
  after: { status: 'rejected' },
  note,
  content_sha256: sha256('{}'),
  created_at: '2026-01-05T09:00:00.000001+00:00',
  previous_hash: null,
  hash: sha256(note ?? ''),
  row_version: 1,
  ...row,
})
const all: ActivityFilter = { workspace_id: null, project_id: null, actors: [], kinds: [], targets: [], from: null, to: null, text: '' }

/** The notes of the events that a text finds. */
async function notesWith(text: string, notes: readonly (string | null)[]): Promise<(string | null)[]> {
  const { store } = await openStore()
  await apply(store, page(notes.map((note) => change('review_events', event(note)))))
  const { events } = await store.query('activity.list', { filter: { ...all, text }, after: null, limit: 50 })
  await store.close()
  return events.map(({ note }) => note)
}

test.each([
  ['ÄRGER', 'viel ärger mit der Quelle'],
  ['arger', 'viel Ärger mit der Quelle'],
  ['STRASSE', 'Die Straße fehlt'],
  ['ΣΊΣΥΦΟΣ', 'ο Σίσυφος'],
  ['σισυφοσ', 'ο Σίσυφος'],
  ['ИСТОЧНИК', 'нет источника'],
  ['ｗｉｄｅ', 'Too wide'],
  ['来源', '缺少来源'],
  ['% _WRONG', '100 % _wrong_'],
  ['source missing', 'Missing: the second source'],
])('%s finds a note that says “%s”, and no other', async (text, note) => {
  expect(await notesWith(text, ['Fine.', null, note])).toEqual([note])
})

test('the Turkish letters i and ı are one, dotted or not, in either case: more is found, nothing is missed', async () => {
  const notes = ['İSTANBUL', 'Istanbul', 'istanbul', 'ıstanbul']
  for (const text of notes) expect(await notesWith(text, notes)).toHaveLength(4)
})

test('a note that is changed is found by what it says now', async () => {
  const { store } = await openStore()
  const row = event('Ärger')
  await apply(store, page([change('review_events', row)]))
  await apply(store, page([change('review_events', { ...row, note: 'Öl', row_version: 2 })]))
  const found = async (text: string) => (await store.query('activity.list', { filter: { ...all, text }, after: null, limit: 50 })).events.length
  expect([await found('ärger'), await found('ÖL')]).toEqual([0, 1])
})
