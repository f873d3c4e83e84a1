// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { queries, queryClient } from '../../../renderer/app/queries.ts'
import { Tray } from '../../../renderer/features/outbox/Tray.tsx'
import { NewProject } from '../../../renderer/features/projects/NewProject.tsx'
import { NewSession } from '../../../renderer/features/sessions/NewSession.tsx'
import { draw, find, findAll, madeUpMain, press, shown, type, until } from './draw.tsx'

const valueOf = (testId: string) => (find(testId) as HTMLInputElement | null)?.value

test('a new project keeps its words when another workspace is chosen', async () => {
  const { bridge } = madeUpMain('items=3&workspaces=2&role=owner')
  const mine = await bridge.invoke('workspaces.list', undefined)
  if (!mine.ok) throw new Error(mine.error.message)
  queryClient.setQueryData(queries.workspaces().queryKey, mine.value.map((each) => ({ ...each, role: 'owner' as const })))
  draw(<NewProject draft={{}} />)
  await type(await shown('project-name'), 'Harbour study')
  await type(await shown('project-description'), 'What ships carry.')
  const select = await shown('project-workspace')
  const before = select.textContent
  select.focus()
  await press('Enter')
  const other = await until(() => {
    const found = document.querySelector<HTMLElement>('[role="menuitemradio"][aria-checked="false"]')
    if (found === null) throw new Error('the menu is not open')
    return found
  })
  other.click()
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
