import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { AccountStore } from '../../../electron/store/account-store.ts'
import type { Store } from '../../../electron/store/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { apply, approve, artifact, body, change, deletionOf, member, newLocation, openStore, page, projectId, session, sessionId, sha256, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

const withText = (text: string, second: number, row = {}) => artifact({ content_sha256: sha256(text), content_bytes: Buffer.byteLength(text), ...row }, second)
const contentOf = async (store: Store, id: string) => {
  const detail = await store.query('items.detail', { kind: 'artifact', id })
  return detail?.kind === 'artifact' ? detail.content : null
}
const answer = (id: string, content: string) => ({ id, content, content_sha256: sha256(content) })

describe('contents', () => {
  test('are wanted in the order of the queue, and what is on screen first', async () => {
    const { store } = await openStore()
    const rows = [3, 1, 2].map((second) => withText(`text ${second}`, second))
    const decided = withText('decided', 0, { status: 'approved' })
    await apply(store, page([...rows, decided].map((row) => change('work_artifacts', row))))
    const [third, first, second] = rows.map(({ id }) => id)
    expect(await store.wantedContents(10, 'head')).toEqual([first, second, third])
    expect(await contentOf(store, decided.id)).toEqual({ state: 'wanted' })
    expect(await store.wantedContents(10, 'first')).toEqual([decided.id, first, second, third])
    expect(await store.wantedContents(2, 'head')).toEqual([decided.id, first])
  })

  test('of the first of the queue alone are wanted where there is no time for more', async () => {
    const { store } = await openStore()
    const rows = Array.from({ length: 110 }, (_, i) => withText(`text ${i}`, i))
    await apply(store, page(rows.map((row) => change('work_artifacts', row))))
    expect(await store.wantedContents(200, 'first')).toEqual(rows.slice(0, 100).map(({ id }) => id))
    expect(await store.wantedContents(200, 'head')).toEqual(rows.map(({ id }) => id))
  })

  test('are kept when they agree with their hash, over UTF-8 bytes', async () => {
    const { store } = await openStore()
    const text = '{"title": "žluťoučký \u202Eקפה ☕", "n": 1.0}'
    const row = withText(text, 1)
    await apply(store, page([change('work_artifacts', row)]))
    expect(await store.applyContents([row.id], body([answer(row.id, text)]))).toEqual({ ids: [row.id], broken: [] })
    expect(await contentOf(store, row.id)).toEqual({ state: 'ready', text })
    expect(await store.wantedContents(10, 'head')).toEqual([])
  })

  test('go with their artifacts, and what they took is free; not when the page that deletes them is not kept', async () => {
    const { store } = await openStore()
    const rows = [1, 2].map((second) => withText('x'.repeat(100), second))
    await apply(store, page(rows.map((row) => change('work_artifacts', row))))
    await store.applyContents(rows.map(({ id }) => id), body(rows.map(({ id }) => answer(id, 'x'.repeat(100)))))
    const bytes = async () => (await store.inspect()).contents.bytes
    const gone = deletionOf('work_artifacts', rows[0]?.id ?? '', 2)
    await expect(apply(store, page([gone, { table: 'work_artifacts', row: {} } as never]))).rejects.toMatchObject({ code: 'schema_mismatch' })
    expect(await bytes()).toBe(200)
    await apply(store, page([gone]))
    expect(await bytes()).toBe(100)
  })

  test('are not kept when they do not, and not asked for again at once', async () => {
    const { store, clock } = await openStore()
    const row = withText('true', 1)
    await apply(store, page([change('work_artifacts', row)]))
    expect(await store.applyContents([row.id], body([{ ...answer(row.id, 'false'), content_sha256: row.content_sha256 }]))).toEqual({ ids: [], broken: [row.id] })
    expect(await store.wantedContents(10, 'head')).toEqual([])
    expect(await contentOf(store, row.id)).toEqual({ state: 'broken' })
    clock.ms += 60_000
    expect(await store.wantedContents(10, 'head')).toEqual([row.id])
  })

  test('one that the server leaves out rests for a while', async () => {
    const { store, clock } = await openStore()
    const row = withText('missing', 1)
    await apply(store, page([change('work_artifacts', row)]))
    await store.applyContents([row.id], body([]))
    expect(await store.wantedContents(10, 'head')).toEqual([])
    clock.ms += 60_000
    expect(await store.wantedContents(10, 'head')).toEqual([row.id])
    // Longer from time to time, but for whoever opens it.
    await store.applyContents([row.id], body([]))
    clock.ms += 60_000
    expect(await store.wantedContents(10, 'head')).toEqual([])
    expect(await contentOf(store, row.id)).toEqual({ state: 'broken' })
    expect(await store.wantedContents(10, 'head')).toEqual([row.id])
  })

  test('within the limit: the least recently read goes first, nothing that waits goes, and nothing of what was opened last', async () => {
    const { store } = await openStore(newLocation(null), { contentLimits: { bytes: 550 } })
    const texts = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(100))
    const rows = texts.map((text, index) => withText(text, index, { status: 'approved' }))
    const waits = withText('w'.repeat(100), 9)
    await apply(store, page([...rows, waits].map((row) => change('work_artifacts', row))))
    await store.applyContents([], body([answer(waits.id, 'w'.repeat(100))]))
    const open = async (index: number) => {
      const id = rows[index]?.id ?? ''
      await contentOf(store, id)
      await store.applyContents([id], body([answer(id, texts[index] ?? '')]))
      return (await contentOf(store, id))?.state
    }
    for (const index of [0, 1, 2, 3]) expect(await open(index)).toBe('ready')
    expect(await contentOf(store, rows[0]?.id ?? '')).toMatchObject({ state: 'ready' })
    expect(await open(4)).toBe('ready')
    expect((await contentOf(store, rows[1]?.id ?? ''))?.state).toBe('wanted')
    // Room for two of them besides what waits: the four that were opened last stay all the same.
    await store.setContentLimit(300)
    for (const index of [0, 2, 3, 4]) expect((await contentOf(store, rows[index]?.id ?? ''))?.state).toBe('ready')
    expect(await open(5)).toBe('ready')
    expect((await contentOf(store, waits.id))?.state).toBe('ready')
  })

  test('the prefetch stops where the room ends', async () => {
    const { store } = await openStore(newLocation(null), { contentLimits: { bytes: 250 } })
    const rows = [1, 2, 3].map((second) => withText(String(second).repeat(100), second))
    await apply(store, page(rows.map((row) => change('work_artifacts', row))))
    expect(await store.wantedContents(10, 'head')).toEqual(rows.slice(0, 2).map(({ id }) => id))
  })

  describe('once all the room is taken', () => {
    const bring = async (store: Store, rows: { id: string; title?: string | null }[], texts: Map<string, string>) =>
      await store.applyContents(rows.map(({ id }) => id), body(rows.map(({ id }) => answer(id, texts.get(id) ?? ''))))
    /** of 100 bytes each */
    const of = (count: number, row: object = {}, from = 0) => {
      const texts = new Map<string, string>()
      const rows = Array.from({ length: count }, (_, index) => {
        const text = `${from + index} `.padEnd(100, 'x')
        const made = withText(text, from + index, row)
        texts.set(made.id, text)
        return made
      })
      return { rows, texts }
    }
    const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)

    test('by what has been decided, the queue is fetched ahead all the same, and that goes', async () => {
      const { store } = await openStore(newLocation(null), { contentLimits: { bytes: 250 } })
      const [decided, waiting] = [of(2, { status: 'approved' }), of(3, {}, 10)]
      await apply(store, page([...decided.rows, ...waiting.rows].map((row) => change('work_artifacts', row))))
      await bring(store, decided.rows, decided.texts)
      const wanted = await store.wantedContents(10, 'head')
      expect(wanted).toEqual(idsOf(waiting.rows.slice(0, 2)))
      await bring(store, waiting.rows.slice(0, 2), waiting.texts)
      expect((await contentOf(store, waiting.rows[1]?.id ?? ''))?.state).toBe('ready')
      expect(await store.inspect()).toMatchObject({ contents: { bytes: 200 } })
      // What waits fills it now, and nothing of it goes for what comes after it.
      expect(await store.wantedContents(10, 'head')).toEqual([])
    })

    test('by what is decided and on its way, or kept offline, it is taken', async () => {
      const { store } = await openStore(newLocation(null), { contentLimits: { bytes: 250 } })
      const elsewhere = session({ id: '00000000-0000-4000-8000-0000000000c9' })
      const [pinned, waiting] = [of(1, { status: 'approved', work_session_id: elsewhere.id }), of(3, {}, 10)]
      await apply(store, page([change('work_sessions', session()), change('work_sessions', elsewhere), ...[...pinned.rows, ...waiting.rows].map((row) => change('work_artifacts', row))]))
      await store.keepOffline({ kind: 'session', id: elsewhere.id }, true)
      await bring(store, [...pinned.rows, ...waiting.rows.slice(0, 1)], new Map([...pinned.texts, ...waiting.texts]))
      const [first] = waiting.rows
      if (first === undefined) throw new Error('nothing waits')
      await store.addCommand(approve(first), 0)
      expect(await store.wantedContents(10, 'head')).toEqual([])
    })

    test('what revisions came from is not fetched for ever, each for the place of the other', async () => {
      const { store } = await openStore(newLocation(null), { contentLimits: { bytes: 350 } })
      const before = of(2, { status: 'rejected' })
      const after = of(2, {}, 10)
      const revisions = after.rows.map((row, index) => ({ ...row, revision: 2, revision_of: before.rows[index]?.id ?? null }))
      await apply(store, page([...before.rows, ...revisions].map((row) => change('work_artifacts', row))))
      await bring(store, revisions, after.texts)
      expect(await store.wantedContents(10, 'head')).toEqual(idsOf(before.rows.slice(0, 1)))
      await bring(store, before.rows.slice(0, 1), before.texts)
      expect(await store.wantedContents(10, 'head')).toEqual([])
    })

    /** Everything that is wanted comes, time and again, as the engine has it; how many calls that took. */
    const fetchAll = async (store: Store, texts: Map<string, string>, most = 50) => {
      for (let calls = 0; calls < most; calls++) {
        const ids = await store.wantedContents(10, 'head')
        if (ids.length === 0) return calls
        await bring(store, ids.map((id) => ({ id })), texts)
      }
      return most
    }

    test('what is opened shows, and is not fetched time and again', async () => {
      const { store } = await openStore(newLocation(null), { contentLimits: { bytes: 1_000 } })
      const before = of(6, { status: 'rejected' })
      const after = of(6, {}, 10)
      const opened = of(1, { status: 'approved' }, 30)
      const revisions = after.rows.map((row, index) => ({ ...row, revision: 2, revision_of: before.rows[index]?.id ?? null }))
      await apply(store, page([...before.rows, ...revisions, ...opened.rows].map((row) => change('work_artifacts', row))))
      const texts = new Map([...before.texts, ...after.texts, ...opened.texts])
      expect(await fetchAll(store, texts)).toBeLessThan(10)
      const [row] = opened.rows
      if (row === undefined) throw new Error('nothing to open')
      expect((await contentOf(store, row.id))?.state).toBe('wanted')
      expect(await fetchAll(store, texts)).toBe(1)
      expect((await contentOf(store, row.id))?.state).toBe('ready')
      expect((await store.inspect()).contents.bytes).toBeLessThanOrEqual(1_000)
    })

    test('by what waits beyond the head of the queue too, what revisions came from is not fetched for ever', async () => {
      const store = new AccountStore(newLocation(null), { contentLimits: { bytes: 600, prefetchItems: 4 } })
      store.setWorkspaces([member])
      const before = of(4, { status: 'rejected' })
      const after = of(4, {}, 10)
      const beyond = of(2, {}, 30)
      const revisions = after.rows.map((row, index) => ({ ...row, revision: 2, revision_of: before.rows[index]?.id ?? null }))
      const { staged } = store.stagePage(page([...before.rows, ...revisions, ...beyond.rows].map((row) => change('work_artifacts', row))))
      for (const _ of store.applyPage(workspaceId, staged));
      const texts = new Map([...before.texts, ...after.texts, ...beyond.texts])
      const come = (ids: string[]) => store.applyContents(ids, body(ids.map((id) => answer(id, texts.get(id) ?? ''))))
      for (const { id } of beyond.rows) store.query('items.detail', { kind: 'artifact', id })
      let calls = 0
      for (let ids = store.wantedContents(1, 'head'); ids.length > 0 && calls < 50; ids = store.wantedContents(1, 'head'), calls++) come(ids)
      expect(calls).toBeLessThan(10)
      // What is full of what stays is not looked through at every rest.
      while (store.idle());
      const rows = vi.spyOn(Database.prototype, 'column')
      store.setContentLimit(300)
      const looks = () => rows.mock.calls.filter(([sql]) => sql.includes('contents_used')).length
      expect(looks()).toBe(1)
      while (store.idle());
      expect(looks()).toBe(1)
      rows.mockRestore()
      store.close()
    })

    test('a limit that is lowered by much is met little by little, when nothing waits', async () => {
      const store = new AccountStore(newLocation(null), { contentLimits: { bytes: 1_000_000 } })
      store.setWorkspaces([member])
      const { rows, texts } = of(450, { status: 'approved' })
      const { staged } = store.stagePage(page(rows.map((row) => change('work_artifacts', row))))
      for (const _ of store.applyPage(workspaceId, staged));
      store.applyContents([], body(rows.map(({ id }) => answer(id, texts.get(id) ?? ''))))
      store.setContentLimit(1_000)
      expect(store.inspect().contents.count).toBe(250)
      while (store.idle());
      expect(store.inspect().contents.count).toBe(10)
      store.close()
    })
  })

  test('a decided item needs no prefetch', async () => {
    const { store } = await openStore()
    const row = withText('x', 1)
    await apply(store, page([change('work_artifacts', row)]))
    await store.addCommand(approve(row), 0)
    expect(await store.wantedContents(10, 'head')).toEqual([])
  })

  test('of what is kept offline are fetched beyond the limit, whatever their state, and none of them goes; across a restart and a damaged replica', async () => {
    const folder = temporaryFolder()
    const location = newLocation(folder)
    const options = { contentLimits: { bytes: 10 } }
    const content = '{"a":"0123456789"}'
    const decided = (second: number, row: object = {}) => artifact({ status: 'approved', content_sha256: sha256(content), content_bytes: content.length, ...row }, second)
    const otherSession = session({ id: '00000000-0000-4000-8000-0000000000c9', project_id: '00000000-0000-4000-8000-0000000000b9' })
    const mine = [decided(1), decided(2)]
    const other = decided(3, { work_session_id: otherSession.id })
    const rows = [change('work_sessions', session()), change('work_sessions', otherSession), ...[...mine, other].map((row) => change('work_artifacts', row))]
    const bring = (store: Store, ids: readonly string[]) => store.applyContents([...ids], body(ids.map((id) => ({ id, content, content_sha256: sha256(content) }))))
    const { store } = await openStore(location, options)
    await apply(store, page(rows))
    expect(await store.wantedContents(10, 'head')).toEqual([])
    await store.keepOffline({ kind: 'project', id: projectId }, true)
    expect((await store.wantedContents(10, 'head')).toSorted()).toEqual(mine.map(({ id }) => id).toSorted())
    await bring(store, [...mine, other].map(({ id }) => id))
    const state = (of: Store, id: string) => of.query('offline.state', { kind: 'session', id })
    expect(await state(store, sessionId)).toEqual({ kept: false, by_project: true, contents: 2, here: 2 })
    expect(await state(store, otherSession.id)).toEqual({ kept: false, by_project: false, contents: 1, here: 0 })
    await store.keepOffline({ kind: 'session', id: otherSession.id }, true)
    const { sessions } = await store.query('sessions.list', { workspace_id: null, project_id: null, statuses: [], after: null, limit: 10 })
    expect(new Map(sessions.map(({ id, kept_by }) => [id, kept_by]))).toEqual(new Map([[sessionId, 'project'], [otherSession.id, 'itself']]))
    await store.keepOffline({ kind: 'session', id: otherSession.id }, false)
    await store.close()
    writeFileSync(join(folder, 'replica.db'), 'no database at all')
    const { store: again, report } = await openStore(location, options)
    expect(report.replicaRebuilt).toBe(true)
    await apply(again, page(rows))
    expect((await again.wantedContents(10, 'head')).length).toBe(2)
    await bring(again, mine.map(({ id }) => id))
    await again.keepOffline({ kind: 'project', id: projectId }, false)
    expect(await state(again, sessionId)).toMatchObject({ by_project: false, here: 0 })
    await again.setContentLimit(1_000)
    await bring(again, mine.map(({ id }) => id))
    expect(await state(again, sessionId)).toMatchObject({ here: 2 })
    await again.setContentLimit(20)
    expect(await state(again, sessionId)).toMatchObject({ here: 1 })
    await again.close()
  })
})
