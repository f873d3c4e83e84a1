// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { buildKeymap, keys } from '../../../renderer/app/keyboard/keymap.ts'
import { createStore } from '../../../renderer/app/store.ts'
import type { QueueController } from '../../../renderer/features/queue/controller.ts'
import { ListState } from '../../../renderer/features/queue/list/list-state.ts'
import { Selection } from '../../../renderer/features/queue/list/selection.ts'
import { SelectionBar } from '../../../renderer/features/queue/list/SelectionBar.tsx'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'
import { atTheEnd, draw, find, madeUpMain, shown, until } from './draw.tsx'

let list: ListState
let decided: ReturnType<typeof createStore<{ last: { id: string } | null; canUndo: boolean }>>
const keyOn = (button: Element | null) => button?.querySelector('kbd')?.textContent ?? null
const lastDecision = (id: string) => decided.set({ last: { id }, canUndo: true })

beforeEach(() => {
  madeUpMain('items=20')
  decided = createStore({ last: null as { id: string } | null, canUndo: false })
  list = new ListState(new QueueModel(), { filter: vi.fn(), refresh: vi.fn(), say: vi.fn(), leaves: vi.fn(), lastDecision: () => decided.get().last?.id ?? null })
  draw(<SelectionBar controller={{ list, decided } as unknown as QueueController} size={20} />)
})

const decideAll = async () => {
  const { bulk_id } = await window.countersign.invoke('bulk.prepare', { of: 'filter', filter: { workspace_id: null }, sample: 0 }).then((answer) => (answer.ok ? answer.value : Promise.reject(new Error())))
  await list.decide({ bulk_id, decision: 'approve', feedback: null, request_changes: false })
  return await shown('bulk-undo')
}

test('what undo takes back is the last decision: its key stands at the many only while nothing was decided after them', async () => {
  lastDecision('one before')
  expect(keyOn(await decideAll())).toBe('U')
  lastDecision('one after')
  await until(() => expect(keyOn(find('bulk-undo'))).toBeNull())
  // That one was taken back: the many are the last again.
  lastDecision('one before')
  await until(() => expect(keyOn(find('bulk-undo'))).toBe('U'))
  find('bulk-undo')?.click()
  await until(() => expect(find('bulk-done')).toHaveProperty('dataset.state', 'undone'))
  expect(find('bulk-undo')).toBeNull()
})

test('each button shows the key that the map gives it, and none while single keys are off', async () => {
  const before = keys.get()
  atTheEnd(() => keys.set(before))
  list.selection.set(new Selection(new Set([1, 2]), 2))
  const bar = await shown('selection-bar')
  const printed = () => [...bar.querySelectorAll('button')].map((button) => [button.textContent, button.getAttribute('aria-keyshortcuts')])
  expect(printed()).toEqual([['⇧ AAll 20', 'Shift+A'], ['SSnooze', 'S'], ['BDecide', 'B'], ['', 'Escape']])
  keys.set({ map: buildKeymap({ 'queue.bulk': 'y' }), single: true })
  await until(() => expect(printed()[2]).toEqual(['YDecide', 'Y']))
  keys.set({ map: buildKeymap({}), single: false })
  await until(() => expect(printed()).toEqual([['All 20', null], ['Snooze', null], ['Decide', null], ['', 'Escape']]))
})
