import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ListPlace, SessionRow } from '../../../contract/entities.ts'
import type { IpcInput } from '../../../contract/ipc.ts'
import type { Store } from '../../../electron/store/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { foldedMigration, replicaMigrations } from '../../../electron/store/replica/schema.ts'
import { apply, artifact, change, deletionOf, newLocation, openStore, page, project, projectId, session, workspace, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let store: Store
const agentId = randomUUID()
const other = randomUUID()
const agent = { id: agentId, workspace_id: workspaceId, name: 'Atlas', description: null, created_at: '2026-01-05T08:00:00+00:00', row_version: 1 }
const made = (task_intent: string, created_at: string, rest: object = {}) => change('work_sessions', session({ id: randomUUID(), task_intent, created_at, ...rest }))

beforeEach(async () => {
  ;({ store } = await openStore())
  await apply(
    store,
    page([
      change('workspaces', workspace()),
      change('agents', agent),
      change('projects', project()),
      change('projects', project({ id: other, name: 'Harbour' })),
      made('Compare 100% prices', '2026-11-20T10:00:00+00:00', { executed_by_agent_id: agentId }),
      made('Write a post', '2026-11-21T23:59:59.999999+00:00', { task_type: 'content_creation', status: 'paused' }),
      made('Count ships', '2026-11-22T00:00:00.000001+00:00', { project_id: other, status: 'completed' }),
    ]),
  )
})
afterEach(() => store.close())

const list = async (filter: Partial<IpcInput<'sessions.list'>>) =>
  (await store.query('sessions.list', { workspace_id: null, project_id: null, statuses: [], after: null, limit: 50, ...filter })).sessions.map(({ task_intent }) => task_intent)

test.each([
  [{}, ['Count ships', 'Write a post', 'Compare 100% prices']],
  [{ task_types: ['content_creation'] }, ['Write a post']],
  [{ agent_id: agentId }, ['Compare 100% prices']],
  [{ created_from: '2026-11-22T00:00:00.000Z' }, ['Count ships']],
  [{ created_to: '2026-11-22T00:00:00.000Z' }, ['Write a post', 'Compare 100% prices']],
  [{ created_from: '2026-11-21T00:00:00.000Z', created_to: '2026-11-22T00:00:00.000Z' }, ['Write a post']],
  [{ text: 'ships HARBOUR' }, ['Count ships']],
  [{ text: 'atlas' }, ['Compare 100% prices']],
  [{ text: 'ATLAS compare' }, ['Compare 100% prices']],
  [{ text: '100%' }, ['Compare 100% prices']],
  [{ text: '1%0' }, []],
  [{ text: 'ships', statuses: ['running'] }, []],
  [{ project_id: projectId, statuses: ['paused', 'running'], task_types: ['research', 'content_creation'], text: 'r' }, ['Write a post', 'Compare 100% prices']],
] as [Partial<IpcInput<'sessions.list'>>, string[]][])('sessions by %o', async (filter, expected) => {
  expect(await list(filter)).toEqual(expected)
})

test.each([
  ['Étude des MÂTS', 'étude mâts'],
  ['Étude des MÂTS', 'ETUDE des mats'],
  ['Straßen und Brücken', 'STRASSEN brücken'],
  ['ΟΔΟΣ Ερμού', 'οδοσ ερμου'],
  ['Обзор Рынка Ёлок', 'обзор рынка ёлок'],
  ['İstanbul ve ılıca', 'istanbul ILICA'],
  ['東京の価格を比べる', '価格'],
  ['ﬁnance in ｗｉｄｅ', 'finance wide'],
])('“%s” is found by “%s”, in its own text, its project’s and its agent’s name', async (name, text) => {
  const [home, by, plain] = [randomUUID(), randomUUID(), 'Something else']
  await apply(store, page([change('projects', project({ id: home, name })), change('agents', { ...agent, id: by, name }), made(name, '2026-11-25T10:00:00+00:00'), made(plain, '2026-11-25T09:00:00+00:00', { project_id: home }), made(plain, '2026-11-25T08:00:00+00:00', { executed_by_agent_id: by })]))
  expect(await list({ text })).toEqual([name, plain, plain])
  // renamed, it goes by its new name
  await apply(store, page([change('projects', project({ id: home, name: 'Renamed', row_version: 2 }))]))
  expect(await list({ text })).toEqual([name, plain])
  expect(await list({ text: 'rENAMED' })).toEqual([plain])
})

test('what was written here and has not been sent is found as well', async () => {
  const command = { command_id: randomUUID(), workspace_id: workspaceId, target_id: randomUUID(), issued_at: '2026-11-25T10:00:00.000Z', expected: {} }
  const payload = { project_id: other, task_type: 'research' as const, task_intent: 'Grüße zählen', task_parameters: { focus: 'x', sources: ['web'], depth: 'quick' }, agent_id: null }
  await store.addCommand({ ...command, kind: 'create_session', payload }, 0)
  expect(await list({ text: 'GRÜSSE harbour' })).toEqual(['Grüße zählen'])
})

describe('page by page', () => {
  const second = (i: number) => `2026-10-0${1 + (i % 3)}T10:00:0${i % 5}+00:00`
  const many = Array.from({ length: 60 }, (_, i) => session({ id: randomUUID(), task_intent: `No. ${i}`, created_at: second(i), status: i % 2 === 0 ? 'completed' : 'running' }))
  const pageAfter = (after: ListPlace | null, filter: Partial<IpcInput<'sessions.list'>> = {}) =>
    store.query('sessions.list', { workspace_id: null, project_id: null, statuses: [], after, limit: 7, ...filter })
  const walk = async (filter: Partial<IpcInput<'sessions.list'>>, between: () => Promise<unknown> = async () => undefined) => {
    const found: string[] = []
    let at = await pageAfter(null, filter)
    expect(at.total).toBeGreaterThan(0)
    for (;;) {
      found.push(...at.sessions.map(({ id }) => id))
      if (at.next === null) return found
      await between()
      at = await pageAfter(at.next, filter)
      expect(at.total).toBeNull()
    }
  }
  const inOrder = (rows: readonly SessionRow[]) => rows.toSorted((a, b) => (a.created_at + a.id < b.created_at + b.id ? 1 : -1)).map(({ id }) => id)
  beforeEach(() => apply(store, page(many.map((row) => change('work_sessions', row)))))

  test('each session comes once, in order, also those of the same moment, under every filter', async () => {
    const old = { created_to: '2026-11-01T00:00:00.000Z' }
    expect(await walk(old)).toEqual(inOrder(many))
    expect(await walk({ ...old, statuses: ['completed'], text: 'no.' })).toEqual(inOrder(many.filter(({ status }) => status === 'completed')))
    expect((await pageAfter(null, old)).total).toBe(60)
  })

  test('what comes in above and what goes meanwhile moves nothing', async () => {
    let newer = 0
    const expected = inOrder(many)
    const seen = await walk({ project_id: projectId, created_to: '2027-01-01T00:00:00.000Z', text: 'no.' }, async () => {
      // one above, and the very session at which the page ended is deleted
      const ended = expected[(newer + 1) * 7 - 1] as string
      newer += 1
      await apply(store, page([made(`No. new ${newer}`, `2026-12-0${newer}T10:00:00+00:00`), deletionOf('work_sessions', ended, 2)]))
    })
    expect(seen).toEqual(expected)
    expect(newer).toBe(8)
  })
})

describe('a project’s numbers', () => {
  test('add up what was decided, per day as well, through changes and deletions', async () => {
    const day = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '000+00:00')
    const home = session({ status: 'running' })
    const decided = artifact({ status: 'approved', reviewed_at: day })
    const refused = artifact({ status: 'rejected', reviewed_at: day })
    await apply(store, page([change('work_sessions', home), change('work_artifacts', decided), change('work_artifacts', refused), change('work_artifacts', artifact())]))
    const numbers = async () => (await store.query('projects.detail', { id: projectId }))?.project
    expect(await numbers()).toMatchObject({ approved: 1, rejected: 1, pending_artifacts: 1, last_activity_at: day })
    expect((await numbers())?.days).toHaveLength(14)
    expect((await numbers())?.days.reduce((sum, each) => sum + each.approved + each.rejected, 0)).toBe(2)
    await apply(store, page([change('work_artifacts', { ...decided, status: 'pending', reviewed_at: null, row_version: 2 }), deletionOf('work_artifacts', refused.id, 2)]))
    expect(await numbers()).toMatchObject({ approved: 0, rejected: 0, pending_artifacts: 2 })
  })

  test('say what goes with it', async () => {
    await apply(store, page([change('work_sessions', session()), change('work_artifacts', artifact())]))
    expect(await store.query('projects.detail', { id: projectId })).toMatchObject({ content: { sessions: 3, artifacts: 1, checkpoints: 0, unsent: 0 }, server_version: 1, role: 'reviewer' })
    expect(await store.query('projects.detail', { id: randomUUID() })).toBeNull()
    expect(await store.query('agents.list', { workspace_id: null })).toMatchObject([{ name: 'Atlas' }])
  })
})

test('filters and templates are kept over a restart, by name, and go when they are told to', async () => {
  const folder = temporaryFolder()
  const place = newLocation(folder)
  const first = (await openStore(place)).store
  const [one, two] = [randomUUID(), randomUUID()]
  await first.putKept({ kind: 'session_filter', id: one, name: 'Running', value: { filters: { statuses: ['running'] } } })
  await first.putKept({ kind: 'session_filter', id: two, name: 'Mine', value: {} })
  await first.close()
  const second = (await openStore(place)).store
  expect((await second.query('kept.list', { kind: 'session_filter' })).map(({ name }) => name)).toEqual(['Mine', 'Running'])
  await second.removeKept('session_filter', one)
  expect((await second.query('kept.list', { kind: 'session_filter' })).map(({ name }) => name)).toEqual(['Mine'])
  expect(await second.query('kept.list', { kind: 'session_template' })).toEqual([])
  await second.close()
})

test('a replica of before the folded names finds by them after its next opening', () => {
  const db = new Database(':memory:', null)
  migrate(db, replicaMigrations.slice(0, replicaMigrations.indexOf(foldedMigration)))
  db.run("insert into projects (id, name, generation) values ('p', 'Straße', 1)")
  db.run("insert into work_sessions (id, task_intent, generation) values ('s', 'Übung', 1), ('t', null, 1)")
  db.run("insert into review_events (id, target_table, target_id, workspace_id, seq, hash, note, generation) values ('e', 't', 'a', 'w', 1, 'x', 'Ärger', 1), ('f', 't', 'b', 'w', 1, 'y', null, 1)")
  migrate(db, replicaMigrations)
  expect(['projects', 'work_sessions', 'review_events'].map((table) => db.column(`select folded from ${table} order by id`))).toEqual([['STRASSE'], ['UBUNG', ''], ['ARGER', '']])
  db.close()
})
