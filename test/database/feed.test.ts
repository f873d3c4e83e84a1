import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Cursor, type FeedChange, type PullPage, artifactContents } from '../../contract/feed.ts'
import { workspaceChoice } from '../../contract/status.ts'
import { place, session, world } from './support/each.ts'
import { type Caller, become, refusal } from './support/world.ts'

const idOf = (change: FeedChange) => ('deleted' in change ? change.id : change.row.id)
const keyOf = (change: FeedChange) => `${change.table} ${idOf(change)}`

/** All pages of one run. */
async function run(caller: Caller, cursor: Cursor | null, limit = 1_000): Promise<{ pages: PullPage[]; changes: FeedChange[]; cursor: Cursor }> {
  const pages: PullPage[] = []
  let next = cursor
  for (;;) {
    const page = await world.pull(caller, place.id, next, limit)
    pages.push(page)
    next = page.cursor
    if (!page.more) return { pages, changes: pages.flatMap((each) => each.changes), cursor: page.cursor }
  }
}

describe('sync_pull', () => {
  test('an artifact without a confidence has none in the feed either', async () => {
    await world.artifact(session, { agent_confidence: null })
    await world.artifact(session, { agent_confidence: 0 })
    const { changes } = await run(place.viewer, null)
    const artifacts = changes.flatMap((change) => (change.table === 'work_artifacts' && !('deleted' in change) ? [change.row] : []))
    expect(artifacts.map((row) => row.agent_confidence).sort()).toEqual([0, null])
  })

  test('brings everything once, in pages, then only what changed', async () => {
    for (let each = 0; each < 7; each += 1) await world.artifact(session)
    const checkpoint = await world.checkpoint(session)
    const { pages, changes, cursor } = await run(place.viewer, null, 5)
    expect(pages.map((page) => page.reset)).toEqual(pages.map((_, index) => index === 0))
    for (const page of pages.slice(0, -1)) expect(page.changes).toHaveLength(5)
    expect(new Set(changes.map(keyOf)).size).toBe(changes.length)
    const counts = Object.groupBy(changes, (change) => change.table)
    expect(Object.fromEntries(Object.entries(counts).map(([table, rows]) => [table, rows.length]))).toEqual({
      workspaces: 1,
      workspace_memberships: 4,
      baskets: 1,
      agents: 1,
      projects: 1,
      work_sessions: 1,
      work_artifacts: 7,
      work_checkpoints: 1,
      review_events: 5,
    })
    expect((await run(place.viewer, cursor)).changes).toEqual([])
    await world.query(place.reviewer, `update work_checkpoints set status = 'resolved', user_decision = 'continue' where id = $1`, [checkpoint.id])
    const later = await run(place.viewer, cursor)
    expect(later.pages[0]?.reset).toBe(false)
    expect(later.changes.map((change) => change.table).sort()).toEqual(['review_events', 'review_events', 'work_checkpoints', 'work_sessions'])
  })

  test('sync_size counts what a first run brings, for members only', async () => {
    await world.artifact(session)
    const tables = ['comments', 'no_such_table']
    const { changes } = await run(place.viewer, null)
    const counts = Object.groupBy(changes, (change) => change.table)
    const found = await world.rpc(place.viewer, 'sync_size', { workspace: place.id })
    expect(found).toEqual({ work_checkpoints: 0, ...Object.fromEntries(Object.entries(counts).map(([table, rows]) => [table, rows.length])) })
    expect(await world.rpc(place.viewer, 'sync_size', { workspace: place.id, tables })).toEqual({ ...(found as object), comments: 0 })
    expect(await refusal(world.rpc(await world.user('Stranger'), 'sync_size', { workspace: place.id }))).toBe('not_member')
  })

  test('brings a transaction that commits after a later one', async () => {
    const { cursor } = await run(place.viewer, null)
    const early = await world.pool.connect()
    await early.query('begin')
    await early.query(`insert into agents (workspace_id, name) values ($1, 'Early')`, [place.id])
    await world.insert('agents', { workspace_id: place.id, name: 'Late' })
    const names = (changes: FeedChange[]) => changes.flatMap((change) => (change.table === 'agents' && 'row' in change ? [change.row.name] : []))
    const first = await run(place.viewer, cursor)
    expect(names(first.changes)).toEqual(['Late'])
    await early.query('commit')
    early.release()
    const second = await run(place.viewer, first.cursor)
    expect(names(second.changes)).toEqual(['Early'])
    expect((await run(place.viewer, second.cursor)).changes).toEqual([])
  })

  test('is not held back by a transaction that stays open', async () => {
    const open = await world.pool.connect()
    await open.query('begin')
    await open.query('select pg_current_xact_id()')
    let { cursor } = await run(place.viewer, null)
    for (let version = 0; version < 3; version += 1) {
      await world.admin('update projects set description = $2 where id = $1', [place.project_id, String(version)])
      const next = await run(place.viewer, cursor)
      expect(next.changes).toMatchObject([{ table: 'projects', row: { description: String(version) } }])
      cursor = next.cursor
    }
    await open.query('rollback')
    open.release()
  })

  test('a row that changes while its run goes on comes with the next run', async () => {
    const artifacts = [await world.artifact(session), await world.artifact(session), await world.artifact(session)]
    const page = await world.pull(place.viewer, place.id, null, 3)
    for (const artifact of artifacts) await world.query(place.reviewer, `update work_artifacts set status = 'approved' where id = $1`, [artifact.id])
    const rest = await run(place.viewer, page.cursor, 3)
    const next = await run(place.viewer, rest.cursor, 3)
    const versions = new Map<string, number>()
    for (const change of [...page.changes, ...rest.changes, ...next.changes]) {
      if (change.table === 'work_artifacts' && 'row' in change) versions.set(change.row.id, Math.max(change.row.row_version, versions.get(change.row.id) ?? 0))
    }
    expect([...versions.values()]).toEqual([2, 2, 2])
  })

  test('leaves tombstones, for cascades too, and a row that comes back outranks its own', async () => {
    const artifact = await world.artifact(session)
    const { cursor } = await run(place.viewer, null)
    await world.admin('delete from work_sessions where id = $1', [session])
    const gone = await run(place.viewer, cursor)
    expect(gone.changes.filter((change) => 'deleted' in change)).toEqual(
      expect.arrayContaining([
        { table: 'work_sessions', deleted: true, id: session, row_version: 2 },
        { table: 'work_artifacts', deleted: true, id: artifact.id, row_version: 2 },
      ]),
    )
    await world.session(place, { id: session })
    const back = await run(place.viewer, gone.cursor)
    expect(back.changes).toMatchObject([{ table: 'work_sessions', row: { id: session, row_version: 3 } }])
  })

  test('starts over for a foreign, malformed, old or future cursor and after a new epoch', async () => {
    const { cursor } = await run(place.viewer, null)
    const resets = async (given: Cursor) => (await world.pull(place.viewer, place.id, given)).reset
    expect(await resets(cursor)).toBe(false)
    expect(await resets({ ...cursor, epoch: 'another' })).toBe(true)
    expect(await resets({ ...cursor, membership_id: place.id })).toBe(true)
    expect(await resets({ ...cursor, base: "1:1:'; drop table projects" })).toBe(true)
    expect(await resets({ ...cursor, at: 'x' })).toBe(true)
    expect(await resets({ ...cursor, since: Date.now() / 1000 - 90 * 86_400 })).toBe(true)
    expect(await resets({ ...cursor, base: '999999999:999999999:' })).toBe(true)
    expect(await resets({})).toBe(true)
    await world.admin('truncate work_checkpoints cascade')
    expect(await resets(cursor)).toBe(true)
  })

  test('is for members, of the moment', async () => {
    const stranger = await world.user('Stranger')
    expect(await refusal(world.pull(stranger, place.id, null))).toBe('not_member')
    expect(await refusal(world.rpc('anon', 'sync_pull', { workspace: place.id }))).toBe('42501')
    const { cursor } = await run(place.viewer, null)
    await world.admin('delete from workspace_memberships where user_id = $1', [place.viewer.user])
    expect(await refusal(world.pull(place.viewer, place.id, cursor))).toBe('not_member')
    await world.admin(`insert into workspace_memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')`, [place.id, place.viewer.user])
    expect((await world.pull(place.viewer, place.id, cursor)).reset).toBe(true)
  })
})

describe('artifact_contents', () => {
  test('answers text whose hash agrees, of readable artifacts only', async () => {
    const large = await world.artifact(session, { content: { title: 'Long', body: 'ä'.repeat(250_000) } })
    const exact = await world.artifact(session, { content: '{"n": 1.0, "b": 12345678901234567890}' })
    const elsewhere = await world.workspace('Elsewhere')
    const foreign = await world.artifact(await world.session(elsewhere))
    const answer = artifactContents.parse(await world.rpc(place.viewer, 'artifact_contents', { ids: [exact.id, foreign.id, large.id, exact.id] }))
    expect(answer.map((each) => each.id)).toEqual([exact.id, large.id])
    for (const each of answer) expect(createHash('sha256').update(each.content).digest('hex')).toBe(each.content_sha256)
    expect(answer[0]?.content).toBe('{"b": 12345678901234567890, "n": 1.0}')
  })

  test('stops at its size limit, after at least one', async () => {
    const ids: string[] = []
    for (let each = 0; each < 3; each += 1) ids.push((await world.artifact(session, { content: { body: 'x'.repeat(4_500_000) } })).id)
    const answer = artifactContents.parse(await world.rpc(place.viewer, 'artifact_contents', { ids }))
    expect(answer.map((each) => each.id)).toEqual(ids.slice(0, 1))
  })
})

describe('workspaces', () => {
  test('get_or_create_workspace makes one, once, even when called at once', async () => {
    const person = await world.user('Nadia')
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.rpc(person, 'get_or_create_workspace', { name: 'Mine' })))
    const [first] = answers.map((answer) => workspaceChoice.parse(answer))
    expect(first).toMatchObject({ name: 'Mine', role: 'owner' })
    expect(new Set(answers.map((answer) => workspaceChoice.parse(answer).id)).size).toBe(1)
    expect(await world.rpc(person, 'my_workspaces')).toEqual([first])
    const page = await world.pull(person, String(first?.id), null)
    expect(page.changes).toContainEqual(
      expect.objectContaining({ table: 'workspace_memberships', row: expect.objectContaining({ display_name: 'Nadia', role: 'owner' }) as unknown }),
    )
  })

  test('health_check counts what the caller may see', async () => {
    await world.artifact(session)
    await world.checkpoint(session)
    expect(await world.rpc(place.viewer, 'health_check')).toMatchObject({ ok: true, pending_artifacts: 1, pending_checkpoints: 1 })
    const versions = await world.admin<{ newest: string }>('select max(version) as newest from supabase_migrations.schema_migrations')
    expect(await world.rpc('service_role', 'health_check')).toMatchObject({ schema_version: versions[0]?.newest })
    expect(await world.rpc(await world.user('New'), 'health_check')).toMatchObject({ pending_artifacts: 0, oldest_pending_at: null })
  })
})

test('times travel in UTC whatever the connection’s time zone', async () => {
  const client = await world.pool.connect()
  await client.query('begin')
  await become(client, place.viewer)
  await client.query(`set local timezone = 'Asia/Tokyo'`)
  const { rows } = await client.query<{ page: { changes: { row: { created_at: string } }[] } }>('select sync_pull($1) as page', [place.id])
  await client.query('rollback')
  client.release()
  for (const change of rows[0]?.page.changes ?? []) expect(change.row.created_at).toMatch(/\+00:00$/)
})
