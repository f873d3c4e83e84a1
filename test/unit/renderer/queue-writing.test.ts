import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openQueue, type OpenQueue } from './open-queue.ts'

let queue: OpenQueue
let controller: OpenQueue['controller']
beforeEach(async () => {
  queue = await openQueue('items=20')
  controller = queue.controller
})
afterEach(() => queue.close())

const state = () => controller.state.get()
const id = () => state().mounted?.detail.item.id
const typed = (key: string, ctrlKey = false) => controller.typeAhead({ key, ctrlKey, metaKey: false, altKey: false, isComposing: false, altGraph: false })
const commands = () => queue.mock.calls.flatMap(({ channel, input }) => (channel === 'outbox.add' ? [input as { target_id: string; payload: object }] : []))

/** Approves, and does not put the next item into the document yet: keys wait for it. */
function approveAndHurry(): string | undefined {
  const first = id()
  controller.press('a')
  expect([undefined, first]).not.toContain(id())
  return first
}

test('a template picked behind a verdict that waits for its content goes to the next item, and so do the words behind it', async () => {
  queue.close()
  queue = await openQueue('items=20&wanted')
  controller = queue.controller
  const first = id()
  controller.press('a')
  controller.press('r')
  controller.insertTemplate('Which one?')
  for (const letter of ' Why') expect(typed(letter)).toBe(true)
  expect(typed('Enter', true)).toBe(true)
  expect([id(), state().writing.text, commands()]).toEqual([first, '', []])
  queue.options.delete('wanted')
  queue.mock.emit('content.changed', { ids: controller.model.rows(0, 3).flatMap((key) => controller.buffer.row(key)?.id ?? []) })
  await vi.waitFor(() => expect(commands()).toHaveLength(1))
  const second = id()
  queue.confirm()
  await vi.waitFor(() => expect(commands()).toHaveLength(2))
  expect(commands()).toMatchObject([
    { target_id: first, payload: { decision: 'approve', feedback: null } },
    { target_id: second, payload: { decision: 'reject', feedback: 'Which one? Why' } },
  ])
})

test('the menu of templates, asked for before its item is there, opens with it; letters typed behind its key decide nothing', async () => {
  approveAndHurry()
  const second = id()
  controller.openTemplates()
  expect(state().templatesOpen).toBe(false)
  expect(typed('a')).toBe(true)
  queue.confirm()
  await vi.waitFor(() => expect(state().pending).toEqual([]))
  expect(id()).toBe(second)
  expect(state()).toMatchObject({ templatesOpen: true, writing: { text: 'a', open: true } })
  expect(commands()).toHaveLength(1)
})

test('what is written while a decision is being taken back is kept', async () => {
  const first = id()
  controller.press('r')
  controller.type('Too short')
  controller.send()
  queue.confirm()
  const undone = controller.undo()
  expect(id()).toBe(first)
  controller.type('Too short, and late')
  await undone
  queue.confirm()
  controller.move(1)
  controller.move(-1)
  expect([id(), state().writing.text]).toEqual([first, 'Too short, and late'])
})

test('a decision is taken back also where its item is on screen as decided', async () => {
  const first = state().mounted?.detail.item
  if (!first) throw new Error('nothing is mounted')
  controller.press('a')
  queue.confirm()
  await controller.openItem(first)
  await vi.waitFor(() => expect(id()).toBe(first.id))
  expect(state().obstacle).not.toBeNull()
  await controller.undo()
  queue.confirm()
  expect([id(), state().obstacle]).toEqual([first.id, null])
})
