import { expect, test, vi } from 'vitest'
import { guardTime } from '../../../renderer/features/queue/mounted-watch.ts'
import { queueForEach } from './open-queue.ts'

const queue = queueForEach('items=20')
const state = () => queue().controller.state.get()
const kindAt = (row: number) => queue().controller.buffer.row(queue().controller.model.keyAt(row) ?? -1)?.kind

/** Stands on the first item of this kind, which is in the document then. */
async function standOn(kind: 'artifact' | 'checkpoint'): Promise<{ key: number; id: string }> {
  const { controller, confirm } = queue()
  const row = await vi.waitFor(() => {
    const found = Array.from({ length: 20 }, (_, at) => kindAt(at)).indexOf(kind)
    expect(found).toBeGreaterThanOrEqual(0)
    return found
  })
  controller.select(controller.model.keyAt(row) ?? -1)
  await vi.waitFor(() => expect(state().mounted?.key).toBe(state().current))
  confirm()
  return { key: state().current ?? -1, id: state().mounted?.detail.item.id ?? '' }
}

/** As the dialog does it, and until the index knows. */
async function decideAll(): Promise<void> {
  const { bridge, controller } = queue()
  const { list } = controller
  const prepared = await bridge.invoke('bulk.prepare', { of: 'filter', filter: list.filter, sample: 0 })
  if (!prepared.ok) throw new Error(prepared.error.message)
  await list.decide({ bulk_id: prepared.value.bulk_id, decision: 'approve', feedback: null, request_changes: false })
  await vi.waitFor(() => expect(controller.model.size).toBeLessThan(5))
}

test('a checkpoint that a bulk decision left out stays on screen when a colleague answers it', async () => {
  const { controller, mock } = queue()
  const { key, id } = await standOn('checkpoint')
  await decideAll()
  expect([state().current, controller.model.size]).toEqual([key, 3])
  mock.supersede(id)
  await vi.waitFor(() => expect(state().change).toMatchObject({ blocks: true }), 3_000)
  expect(state()).toMatchObject({ current: key, decidable: false })
})

test('an item that it decided makes place for the next, which no key decides that was pressed just then', async () => {
  const { controller, commands } = queue()
  await standOn('artifact')
  await decideAll()
  expect(kindAt(0)).toBe('checkpoint')
  expect(state()).toMatchObject({ current: controller.model.keyAt(0), row: 0 })
  queue().confirm()
  controller.press('a')
  expect(commands()).toEqual([])
  await new Promise((over) => setTimeout(over, guardTime + 10))
  controller.press('a')
  expect(commands()).toHaveLength(1)
})

test('an item that was snoozed, came back and is decided by a colleague later stays on screen with what happened', async () => {
  const { bridge, controller, mock, confirm } = queue()
  const { key, id } = await standOn('artifact')
  await standOn('checkpoint')
  await controller.list.snooze([key], new Date(Date.now() + 60_000), 'later')
  await vi.waitFor(() => expect(controller.model.rowOf(key)).toBe(-1))
  await bridge.invoke('queue.snooze', { items: [{ kind: 'artifact', id }], until: null })
  await vi.waitFor(() => expect(controller.model.rowOf(key)).toBeGreaterThanOrEqual(0), 3_000)
  controller.select(key)
  confirm()
  mock.supersede(id)
  await vi.waitFor(() => expect(state().change).toMatchObject({ blocks: true }), 3_000)
  expect(state().current).toBe(key)
})
