import { describe, expect, test } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { matchOf, stringsIn } from '../../../electron/store/replica/search-text.ts'
import { apply, applied, approve, artifact, body, change, checkpoint, deletionOf, newLocation, openStore, page, session, sha256 } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

async function found(store: Store, text: string): Promise<string[]> {
  // Each look indexes what has come, for a few ms at most: on a busy computer the first does not get through.
  let index = await store.query('queue.index', { workspace_id: null, criteria: { text } })
  while (!index.complete) index = await store.query('queue.index', { workspace_id: null, criteria: { text } })
  const { keys, total } = index
  expect(total).toBe(keys.length)
  return (await store.query('queue.items', { keys: [...keys] })).map(({ id }) => id)
}

describe('search', () => {
  test('finds items by title, intent, reasoning, question and content, in the order of the queue', async () => {
    const { store } = await openStore()
    const content = '{"title": "Kettle", "sections": [{"body": "An espresso machine"}]}'
    const byTitle = artifact({ title: 'Špatné ceny', agent_reasoning: null }, 3)
    const byContent = artifact({ title: null, agent_reasoning: 'Marginalia', content_sha256: sha256(content) }, 2)
    const asked = checkpoint({ reason: 'May I contact vendors?' }, 1)
    await apply(store, page([change('work_sessions', session()), ...[byTitle, byContent].map((row) => change('work_artifacts', row)), change('work_checkpoints', asked)]))
    expect(await found(store, 'espresso')).toEqual([])
    await store.applyContents([byContent.id], body([{ id: byContent.id, content, content_sha256: sha256(content) }]))
    expect(await found(store, 'espr mach')).toEqual([byContent.id])
    expect(await found(store, 'sections')).toEqual([])
    expect(await found(store, 'spatne')).toEqual([byTitle.id])
    expect(await found(store, 'ŠPATNÉ CENY')).toEqual([byTitle.id])
    expect(await found(store, 'marginalia')).toEqual([byContent.id])
    expect(await found(store, 'vendors')).toEqual([asked.id])
    expect(await found(store, 'compare')).toEqual([asked.id, byContent.id, byTitle.id])
    expect(await found(store, '')).toEqual([asked.id, byContent.id, byTitle.id])
    expect(await found(store, 'compare nowhere')).toEqual([])
  })

  test('follows changes, deletions and decisions', async () => {
    const { store } = await openStore()
    const row = artifact({ title: 'Before' })
    await apply(store, page([change('work_artifacts', row), change('work_sessions', session({ task_intent: 'Weather' }))]))
    expect(await found(store, 'before weather')).toEqual([row.id])
    await apply(store, page([change('work_artifacts', { ...row, title: 'After', row_version: 2 }), change('work_sessions', session({ task_intent: 'Climate', row_version: 2 }))]))
    expect(await found(store, 'before')).toEqual([])
    expect(await found(store, 'after climate')).toEqual([row.id])
    const command = approve(row)
    await store.addCommand(command, 0)
    expect(await found(store, 'after')).toEqual([])
    await store.takeBatch(1)
    await store.settle([command.command_id], body([applied(command, { ...row, title: 'After', row_version: 3 })]))
    expect(await found(store, 'after')).toEqual([row.id])
    await apply(store, page([deletionOf('work_artifacts', row.id, 4)]))
    expect(await found(store, 'after')).toEqual([])
  })

  test('a key that is given again after a restart is indexed again', async () => {
    const folder = temporaryFolder()
    const location = newLocation(folder)
    const first = artifact({ title: 'First' })
    const second = artifact({ title: 'Second' })
    const { store } = await openStore(location)
    await apply(store, page([change('work_artifacts', first)]))
    expect(await found(store, 'first')).toEqual([first.id])
    await apply(store, page([deletionOf('work_artifacts', first.id, 2)]))
    expect(await found(store, 'first')).toEqual([])
    await store.close()
    const { store: again } = await openStore(location)
    await apply(again, page([change('work_artifacts', second)]))
    expect(await found(again, 'first')).toEqual([])
    expect(await found(again, 'second')).toEqual([second.id])
    await again.close()
  })

  test('finds parts of what is written without spaces', async () => {
    const { store } = await openStore()
    const row = artifact({ title: '競合他社の価格調査' })
    await apply(store, page([change('work_artifacts', row), change('work_artifacts', artifact({ title: '価値と格式' }))]))
    expect(await found(store, '価格')).toEqual([row.id])
    expect(await found(store, '調査 競合')).toEqual([row.id])
  })

  test.each(['"', "'", '*', 'AND', 'a OR', 'NEAR(a b)', 'title:x', '-x', '^x', '(', 'a"b', '{a}', '\0', 'x\0y', '😀', 'title : "', '\uD800'])('nothing typed is syntax: %j', async (typed) => {
    const { store } = await openStore()
    await apply(store, page([change('work_artifacts', artifact())]))
    expect(await store.query('queue.index', { workspace_id: null, criteria: { text: typed } })).toMatchObject({ complete: true })
  })

  test('texts', () => {
    expect(matchOf('  ?! ')).toBeNull()
    expect(matchOf('Q4, list-price')).toBe('"Q4" * AND "list price" *')
    expect(stringsIn('{"a": ["x", {"b": "y"}], "n": 1}')).toBe('x\ny')
    expect(stringsIn('{cut')).toBe('{cut')
  })
})
