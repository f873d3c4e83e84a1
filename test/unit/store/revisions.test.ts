import { describe, expect, test } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { apply, approve, artifact, body, change, colleagueId, membership, newLocation, openStore, page, sha256, userId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

const text = (revision: number) => `{"body": "revision ${revision}"}`
const revisionRow = (revision: number, row = {}) =>
  artifact({ revision, content_sha256: sha256(text(revision)), content_bytes: Buffer.byteLength(text(revision)), ...row }, revision)

/** Three revisions, each of the one before. */
function chain() {
  const first = revisionRow(1, { status: 'rejected', reviewed_by_user_id: colleagueId, reviewed_at: '2026-01-05T09:00:00.000001+00:00', review_feedback: 'Say where this is from.' })
  const second = revisionRow(2, { revision_of: first.id, status: 'rejected', reviewed_by_user_id: colleagueId, reviewed_at: '2026-01-05T10:00:00.000001+00:00' })
  const third = revisionRow(3, { revision_of: second.id })
  return { first, second, third, all: [third, first, second] }
}

const rows = (artifacts: object[]) => page(artifacts.map((row) => change('work_artifacts', row)))
const arrived = async (store: Store, revision: number, id: string) =>
  await store.applyContents([id], body([{ id, content: text(revision), content_sha256: sha256(text(revision)) }]))

async function detailOf(store: Store, id: string) {
  const detail = await store.query('items.detail', { kind: 'artifact', id })
  if (detail?.kind !== 'artifact') throw new Error('not there')
  return detail
}

describe('revisions', () => {
  test('all of them, with what was said about each, from any of them', async () => {
    const { store } = await openStore()
    const { first, second, third, all } = chain()
    await apply(store, page([...all.map((row) => change('work_artifacts', row)), change('workspace_memberships', membership({ user_id: colleagueId, display_name: 'Kim' }))]))
    for (const row of all) {
      const detail = await detailOf(store, row.id)
      expect(detail.revisions.map(({ id, revision, status }) => [id, revision, status])).toEqual([
        [first.id, 1, 'rejected'],
        [second.id, 2, 'rejected'],
        [third.id, 3, 'pending'],
      ])
      expect(detail.revisions[0]?.review_feedback).toBe('Say where this is from.')
      expect(detail.names[colleagueId]).toBe('Kim')
    }
  })

  test('also where each names the first one', async () => {
    const { store } = await openStore()
    const first = revisionRow(1)
    const others = [revisionRow(2, { revision_of: first.id }), revisionRow(3, { revision_of: first.id })]
    await apply(store, rows([first, ...others]))
    expect((await detailOf(store, others[1]?.id ?? '')).revisions.map(({ revision }) => revision)).toEqual([1, 2, 3])
  })

  test('an artifact alone is its only revision', async () => {
    const { store } = await openStore()
    const row = revisionRow(1)
    await apply(store, rows([row]))
    expect(await detailOf(store, row.id)).toMatchObject({ revisions: [{ id: row.id }], seen: null })
  })

  test('what a waiting revision came from is fetched after what waits, and readable alone', async () => {
    const { store } = await openStore()
    const { first, second, third, all } = chain()
    const other = artifact({}, 20)
    await apply(store, rows([...all, other]))
    expect(await store.wantedContents(10, 'head')).toEqual([third.id, other.id, second.id])
    await arrived(store, 2, second.id)
    expect(await store.query('items.content', { id: second.id })).toEqual({ state: 'ready', text: text(2) })
    expect(await store.query('items.content', { id: first.id })).toEqual({ state: 'wanted' })
    expect(await store.wantedContents(1, 'first')).toEqual([first.id])
    expect(await store.query('items.content', { id: '00000000-0000-4000-8000-00000000dead' })).toBeNull()
  })
})

describe('what I have seen', () => {
  test('is what I looked at, as it was then', async () => {
    const { store } = await openStore()
    const { first, second, third, all } = chain()
    await apply(store, rows(all))
    expect((await detailOf(store, third.id)).seen).toBeNull()
    await store.noteLook(first.id, first.content_sha256)
    expect((await detailOf(store, third.id)).seen).toBe(first.id)
    await store.noteLook(second.id, sha256('something else'))
    expect((await detailOf(store, third.id)).seen).toBe(first.id)
    await store.noteLook(third.id, third.content_sha256)
    expect((await detailOf(store, third.id)).seen).toBe(third.id)
  })

  test('is what I decided, on whatever computer', async () => {
    const { store } = await openStore()
    const first = revisionRow(1, { status: 'rejected', reviewed_by_user_id: userId, reviewed_at: '2026-01-05T09:00:00.000001+00:00' })
    const second = revisionRow(2, { revision_of: first.id })
    await apply(store, rows([first, second]))
    expect((await detailOf(store, second.id)).seen).toBe(first.id)
  })

  test('is what I decided here, also when the server refused it; many at once say nothing', async () => {
    const { store } = await openStore()
    const [one, two, three] = [revisionRow(1), revisionRow(1), revisionRow(1)]
    const newer = [one, two, three].map(({ id }) => revisionRow(2, { revision_of: id }))
    await apply(store, rows([one, two, three]))
    await store.addCommand(approve(one), 0)
    const { bulk_id } = await store.prepareBulk({ of: 'filter', filter: { workspace_id: null }, sample: 0 })
    expect((await store.decideBulk({ bulk_id, decision: 'approve', feedback: null, request_changes: false }, 0)).decided).toHaveLength(2)
    await apply(store, rows(newer))
    expect((await Promise.all(newer.map(({ id }) => detailOf(store, id)))).map(({ seen }) => seen)).toEqual([one.id, null, null])
  })

  test('survives a restart and a replica that is pulled again, and is forgotten after half a year', async () => {
    const folder = temporaryFolder()
    const location = newLocation(folder)
    let now = Date.UTC(2026, 0, 1)
    const { first, third, all } = chain()
    const reopened = async () => {
      const { store } = await openStore(location, { now: () => now })
      await apply(store, rows(all))
      return store
    }
    const before = await reopened()
    await before.noteLook(first.id, first.content_sha256)
    await before.close()
    const after = await reopened()
    expect((await detailOf(after, third.id)).seen).toBe(first.id)
    await after.close()
    now += 181 * 24 * 3_600_000
    const later = await reopened()
    expect((await detailOf(later, third.id)).seen).toBeNull()
    await later.close()
  })
})
