import { describe, expect, test } from 'vitest'
import type { Store } from '../../../electron/store/api.ts'
import { apply, artifact, change, deletionOf, openStore, page, project, session, workspaceId } from './fixtures.ts'

const find = (store: Store, text: string, limit = 5, workspace: string | null = null) => store.query('palette.find', { workspace_id: workspace, text, limit })
const elsewhere = '00000000-0000-4000-8000-000000000099'

describe('the palette', () => {
  test('finds projects, sessions and agents by letters in order, items by beginnings of words', async () => {
    const { store } = await openStore()
    const agent = { id: '00000000-0000-4000-8000-0000000000f1', workspace_id: workspaceId, name: 'Atlas', description: null, created_at: '2026-11-01T00:00:00Z', row_version: 1 }
    const titled = artifact({ title: 'Competitor pricing' })
    await apply(store, page([change('projects', project({ name: 'Market basket' })), change('agents', agent), change('work_sessions', session({ task_intent: 'Compare list prices' })), change('work_artifacts', titled)]))
    expect((await find(store, 'mktbask')).projects.map(({ name }) => name)).toEqual(['Market basket'])
    expect((await find(store, 'atl')).agents.map(({ name }) => name)).toEqual(['Atlas'])
    expect((await find(store, 'list pri')).sessions.map(({ name }) => name)).toEqual(['Compare list prices'])
    await expect.poll(async () => (await find(store, 'compet pri')).items.map(({ id }) => id)).toEqual([titled.id])
    expect(await find(store, '   ')).toEqual({ projects: [], sessions: [], agents: [], items: [] })
    expect((await find(store, 'market', 5, elsewhere)).projects).toEqual([])
  })

  test('follows what is renamed and deleted', async () => {
    const { store } = await openStore()
    const row = project({ name: 'Before' })
    await apply(store, page([change('projects', row)]))
    expect((await find(store, 'before')).projects).toHaveLength(1)
    await apply(store, page([change('projects', { ...row, name: 'After', row_version: 2 })]))
    expect((await find(store, 'before')).projects).toEqual([])
    expect((await find(store, 'after')).projects).toHaveLength(1)
    await apply(store, page([deletionOf('projects', row.id, 3)]))
    expect((await find(store, 'after')).projects).toEqual([])
  })

  test('shows what waits before what is done, and titles before texts', async () => {
    const { store } = await openStore()
    const done = artifact({ title: 'Kettle one', status: 'approved' }, 3)
    const inText = artifact({ title: 'Other', agent_reasoning: 'about a kettle' }, 4)
    const inTitle = artifact({ title: 'Kettle two' }, 2)
    await apply(store, page([done, inText, inTitle].map((row) => change('work_artifacts', row))))
    // What has just come is indexed a few ms at a time.
    await expect.poll(async () => (await find(store, 'kett')).items.map(({ id }) => id)).toEqual([inTitle.id, inText.id, done.id])
    expect((await find(store, 'kett', 1)).items).toHaveLength(1)
  })
})
