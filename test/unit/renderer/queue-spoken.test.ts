import { expect, test, vi } from 'vitest'
import { announcement } from '../../../renderer/app/announce.ts'
import { queueForEach } from './open-queue.ts'

const queue = queueForEach('items=20')
const state = () => queue().controller.state.get()
const title = () => state().mounted?.detail.item.title ?? ''
const spoken = () => announcement.get().trim()

test('a decision is spoken with its outcome and what comes next', () => {
  const first = title()
  queue().controller.press('a')
  expect(spoken()).toMatch(/^.*: (approved|the session continues)\. Next: /)
  expect(spoken().startsWith(`${first}: `)).toBe(true)
  expect(spoken().endsWith(`Next: ${title()}.`)).toBe(true)
})

test('that there is no next one is not said where it is only not known yet', () => {
  const { controller } = queue()
  controller.buffer.clear()
  controller.press('a')
  expect(controller.state.get().current).not.toBeNull()
  expect(spoken()).not.toMatch(/last one/)
})

test('so is the item that one goes to, once one stays there: while the key is held not each of thirty in a second', async () => {
  const heard: string[] = []
  const stop = announcement.subscribe(() => heard.push(spoken()))
  for (let i = 0; i < 8; i++) queue().controller.move(1)
  await vi.waitFor(() => expect(spoken()).toBe(title()))
  stop()
  expect(heard).toEqual([title()])
})

test('and not behind what was decided there meanwhile', async () => {
  const { controller, confirm } = queue()
  controller.move(1)
  confirm()
  controller.press('a')
  const decided = spoken()
  expect(decided).toMatch(/Next: /)
  await new Promise((over) => setTimeout(over, 400))
  expect(spoken()).toBe(decided)
})

test('what changed elsewhere is said by its bar, an alert, and not once more', async () => {
  queue().controller.move(1)
  queue().confirm()
  await vi.waitFor(() => expect(spoken()).toBe(title()))
  const before = spoken()
  queue().mock.supersede(state().mounted?.detail.item.id ?? '')
  await vi.waitFor(() => expect(state().change).not.toBeNull(), 3_000)
  expect(spoken()).toBe(before)
})

test('what the server did not take is spoken, whatever the line above the verdicts says by then', async () => {
  const { controller, confirm, mock } = queue()
  const item = state().mounted?.detail.item
  controller.press('a')
  confirm()
  await vi.waitFor(() => expect(controller.decided.get().last?.state).toBe('saved'))
  mock.sendBack(item?.id ?? '')
  await vi.waitFor(() => expect(spoken()).toMatch(/^Not kept: /), 3_000)
  expect(spoken()).toContain(item?.title ?? '?')
})
