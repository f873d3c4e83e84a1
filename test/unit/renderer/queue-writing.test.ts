import { expect, test, vi } from 'vitest'
import { queueForEach } from './open-queue.ts'

const queue = queueForEach('items=20')
const state = () => queue().controller.state.get()
const id = () => state().mounted?.detail.item.id

/** Approves, and does not put the next item into the document yet: keys wait for it. */
function approveAndHurry(): string | undefined {
  const first = id()
  queue().controller.press('a')
  expect([undefined, first]).not.toContain(id())
  return first
}

test('the menu of templates, asked for before its item is there, opens with it; letters typed behind its key decide nothing', async () => {
  const { controller, confirm, typeAhead, commands } = queue()
  approveAndHurry()
  const second = id()
  controller.openTemplates()
  expect(state().templatesOpen).toBe(false)
  expect(typeAhead('a')).toBe(true)
  confirm()
  await vi.waitFor(() => expect(state().pending).toEqual([]))
  expect(id()).toBe(second)
  expect(state()).toMatchObject({ templatesOpen: true, writing: { text: 'a', open: true } })
  expect(commands()).toHaveLength(1)
})

test('what is written while a decision is being taken back is kept', async () => {
  const { controller, confirm } = queue()
  const first = id()
  controller.press('r')
  controller.type('Too short')
  controller.send()
  confirm()
  const undone = controller.undo()
  expect(id()).toBe(first)
  controller.type('Too short, and late')
  await undone
  confirm()
  controller.move(1)
  controller.move(-1)
  expect([id(), state().writing.text]).toEqual([first, 'Too short, and late'])
})

test('a decision is taken back also where its item is on screen as decided', async () => {
  const { controller, confirm } = queue()
  const first = state().mounted?.detail.item
  if (!first) throw new Error('nothing is mounted')
  controller.press('a')
  confirm()
  await controller.openItem(first)
  await vi.waitFor(() => expect(id()).toBe(first.id))
  expect(state().obstacle).not.toBeNull()
  await controller.undo()
  confirm()
  expect([id(), state().obstacle]).toEqual([first.id, null])
})
