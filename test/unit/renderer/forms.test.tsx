// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { queries, queryClient } from '../../../renderer/app/queries.ts'
import { Tray } from '../../../renderer/features/outbox/Tray.tsx'
import { NewProject } from '../../../renderer/features/projects/NewProject.tsx'
import { NewSession } from '../../../renderer/features/sessions/NewSession.tsx'
import { draw, find, findAll, madeUpMain, press, shown, type, until } from './draw.tsx'

/** Another one of its options, by its words. */
async function choose(select: string, isIt: (words: string) => boolean): Promise<void> {
  ;(await shown(select)).focus()
  await press('Enter')
  const option = await until(() => {
    const found = [...document.querySelectorAll<HTMLElement>('[role="menuitemradio"][aria-checked="false"]')].find(({ textContent }) => isIt(textContent))
    if (found === undefined) throw new Error('the menu is not open')
    return found
  })
  option.click()
}

const valueOf = (testId: string) => (find(testId) as HTMLInputElement | null)?.value

test('a new project keeps its words when another workspace is chosen', async () => {
  const { bridge } = madeUpMain('items=3&workspaces=2&role=owner')
  const mine = await bridge.invoke('workspaces.list', undefined)
  if (!mine.ok) throw new Error(mine.error.message)
  queryClient.setQueryData(queries.workspaces().queryKey, mine.value.map((each) => ({ ...each, role: 'owner' as const })))
  draw(<NewProject draft={{}} />)
  await type(await shown('project-name'), 'Harbour study')
  await type(await shown('project-description'), 'What ships carry.')
  const before = (await shown('project-workspace')).textContent
  await choose('project-workspace', () => true)
  await until(() => expect(find('project-workspace')?.textContent).not.toBe(before))
  expect([valueOf('project-name'), valueOf('project-description')]).toEqual(['Harbour study', 'What ships carry.'])
})

test('a new session keeps what was typed for one kind of task while another is looked at', async () => {
  madeUpMain('items=3&role=owner')
  draw(<NewSession draft={{}} onClose={vi.fn()} />)
  await type(await shown('parameter-focus'), 'Container ships')
  find('task-analysis')?.click()
  await until(() => expect(find('parameter-focus')).toBeNull())
  find('task-research')?.click()
  await until(() => expect(valueOf('parameter-focus')).toBe('Container ships'))
})

test('a template leaves the words that were typed, and fills in what it says', async () => {
  madeUpMain('items=3&role=owner')
  draw(<NewSession draft={{}} onClose={vi.fn()} />)
  await type(await shown('task-intent'), 'Count the ships of a week')
  await type(await shown('parameter-focus'), 'Container ships')
  await choose('template', (words) => words.includes('Deep research'))
  await until(() => expect(find('parameter-depth-deep')?.getAttribute('aria-checked') ?? find('parameter-depth-deep')?.getAttribute('data-state')).toMatch(/true|on|checked/))
  expect([valueOf('task-intent'), valueOf('parameter-focus')]).toEqual(['Count the ships of a week', 'Container ships'])
})

test('one template after another leaves nothing of the first, but what was typed over it', async () => {
  const { bridge } = madeUpMain('items=3&role=owner')
  const keep = (id: string, name: string, task_parameters: Record<string, unknown>) =>
    bridge.invoke('kept.put', { kind: 'session_template', id: `00000000-0000-4000-8000-00000000000${id}`, name, value: { task_type: 'research', task_intent: '', task_parameters } })
  await keep('1', 'Harbours', { sources: ['journals'], focus: 'Harbours of the north', depth: 'deep' })
  await keep('2', 'Plain', { sources: [], depth: 'quick' })
  draw(<NewSession draft={{}} onClose={vi.fn()} />)
  await shown('parameter-focus')
  await choose('template', (words) => words.includes('Harbours'))
  await until(() => expect([valueOf('parameter-focus'), valueOf('parameter-sources')]).toEqual(['Harbours of the north', 'journals']))
  await choose('template', (words) => words.includes('Plain'))
  await until(() => expect([valueOf('parameter-focus'), valueOf('parameter-sources')]).toEqual(['', '']))
  await type(await shown('parameter-focus'), 'Of the south')
  await choose('template', (words) => words.includes('A quick look'))
  await until(() => expect([valueOf('parameter-focus'), valueOf('parameter-sources')]).toEqual(['Of the south', 'web']))
})

test('Enter that ends what an input method composes does not save a template', async () => {
  const { mock } = madeUpMain('items=3&role=owner')
  draw(<NewSession draft={{}} onClose={vi.fn()} />)
  ;(await shown('save-template')).click()
  const name = await until(() => {
    const field = document.querySelector<HTMLInputElement>('.templates-name')
    if (field === null) throw new Error('the name is not asked for')
    return field
  })
  name.focus()
  await type(name, '調')
  await press('Enter', { isComposing: true })
  await new Promise((over) => setTimeout(over, 20))
  expect(mock.calls.filter(({ channel }) => channel === 'kept.put')).toEqual([])
  await press('Enter')
  await until(() => expect(mock.calls.filter(({ channel }) => channel === 'kept.put')).toHaveLength(1))
})

test('of ten thousand decisions that came back the tray draws the first, and says how many follow', async () => {
  const { bridge } = madeUpMain('items=20&trouble')
  const list = await bridge.invoke('outbox.list', undefined)
  const [entry] = list.ok ? list.value.filter(({ state }) => state === 'conflict') : []
  if (!entry) throw new Error('nothing has come back')
  queryClient.setQueryData(
    queries.outboxList().queryKey,
    Array.from({ length: 10_000 }, (_, i) => ({ ...entry, command_id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` })),
  )
  draw(<Tray damaged={undefined} />)
  await shown('outbox-entry')
  expect(findAll('outbox-entry')).toHaveLength(200)
  expect(document.body.textContent).toContain('and 9,800 more; they follow as you settle these')
})
