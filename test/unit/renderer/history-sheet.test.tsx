// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ItemRef } from '../../../contract/items.ts'
import { buildKeymap, keys } from '../../../renderer/app/keyboard/keymap.ts'
import type { QueueController } from '../../../renderer/features/queue/controller.ts'
import { HistorySheet } from '../../../renderer/features/queue/HistorySheet.tsx'
import { createWorld, uuidOf, workspaceId } from '../../support/renderer-mock/world.ts'
import { atTheEnd, draw, find, findAll, madeUpMain, press, shown, until } from './draw.tsx'

const undoOne = vi.fn()
const closed = vi.fn()
/** newest first, as they are listed */
let items: ItemRef[]

async function open(decisions: number): Promise<void> {
  const { bridge } = madeUpMain('items=20')
  const waiting = [...createWorld(20).items.values()].flatMap(({ item }) => (item.kind === 'artifact' ? [{ kind: item.kind, id: item.id }] : [])).slice(0, decisions)
  for (const [n, { id }] of waiting.entries()) {
    await bridge.invoke('outbox.add', {
      command_id: uuidOf(15, n), workspace_id: workspaceId, target_id: id, issued_at: new Date().toISOString(), kind: 'review_artifact',
      expected: { status: 'pending', revision: 1, content_sha256: 'a'.repeat(64) }, payload: { decision: 'approve', feedback: null, request_changes: false },
    })
  }
  items = waiting.toReversed()
  draw(<HistorySheet controller={{ undoOne } as unknown as QueueController} open onClose={closed} />)
  await shown(decisions === 0 ? 'history' : 'history-line')
}

beforeEach(() => {
  undoOne.mockClear()
  closed.mockClear()
})
const focused = () => findAll('history-line').indexOf(document.activeElement?.closest<HTMLElement>('li') ?? document.body)
const lineHasFocus = (line: number) => until(() => expect(focused()).toBe(line))
const undone = () => undoOne.mock.calls.map(([entry]) => (entry as { item: ItemRef }).item)

describe('the latest decisions', () => {
  test('begin with the focus on the newest; J, K and the arrows move it, and stop at both ends', async () => {
    await open(3)
    await lineHasFocus(0)
    await press('j')
    expect(focused()).toBe(1)
    await press('ArrowDown')
    await press('j')
    expect(focused()).toBe(2)
    await press('k')
    await press('ArrowUp')
    await press('k')
    expect(focused()).toBe(0)
  })

  test('U takes back the one that has the focus, and closes the list', async () => {
    await open(3)
    await lineHasFocus(0)
    await press('j')
    await press('u')
    expect([undone(), closed.mock.calls.length]).toEqual([[items[1]], 1])
  })

  test('U is for no line while none has the focus, unless there is only one', async () => {
    await open(2)
    await lineHasFocus(0)
    find('history')?.focus()
    await press('u')
    expect(undone()).toEqual([])
  })

  test('Esc closes it, and takes nothing back', async () => {
    await open(2)
    await lineHasFocus(0)
    await press('Escape')
    expect([undone(), closed.mock.calls.length]).toEqual([[], 1])
  })

  test('go by the keys of the map, and say which; with single keys off the arrows are left', async () => {
    const before = keys.get()
    atTheEnd(() => keys.set(before))
    keys.set({ map: buildKeymap({ 'queue.next': 'y' }), single: true })
    await open(2)
    await lineHasFocus(0)
    const hint = () => document.querySelector('.history-hint')?.textContent
    expect(hint()).toMatch(/^Y K move, U takes/)
    await press('j')
    expect(focused()).toBe(0)
    await press('y')
    expect(focused()).toBe(1)
    keys.set({ map: buildKeymap({}), single: false })
    await until(() => expect(hint()).toMatch(/^↓ ↑ move, Undo takes/))
    await press('k')
    await press('u')
    expect([focused(), undone()]).toEqual([1, []])
    await press('ArrowUp')
    expect(focused()).toBe(0)
  })
})
