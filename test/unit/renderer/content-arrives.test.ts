import { expect, test, vi } from 'vitest'
import { QueueBuffer } from '../../../renderer/features/queue/buffer.ts'
import { MountedWatch } from '../../../renderer/features/queue/mounted-watch.ts'
import { queueForEach } from './open-queue.ts'

/** The queue begins with an artifact whose content is not on this computer yet. */
const queue = queueForEach('items=20&wanted')
const state = () => queue().controller.state.get()
const mounted = () => state().mounted?.detail
const id = () => mounted()?.item.id

async function contentArrives(): Promise<void> {
  const { options, mock } = queue()
  options.delete('wanted')
  mock.emit('content.changed', { ids: [id() ?? ''] })
  await vi.waitFor(() => expect(mounted()).toMatchObject({ content: { state: 'ready' } }))
}

test('the menu of templates stays open, and the note as it is, when the content of the item arrives; another item closes the menu', async () => {
  const { controller } = queue()
  controller.type('Half a sen')
  controller.showTemplates(true)
  await contentArrives()
  expect(state()).toMatchObject({ templatesOpen: true, writing: { text: 'Half a sen', open: true } })
  await vi.waitFor(() => expect(state().decidable).toBe(true))
  controller.move(1)
  expect(state().templatesOpen).toBe(false)
})

test('what was said to have changed about it is still said', async () => {
  queue().mock.supersede(id() ?? '')
  await vi.waitFor(() => expect(state().change).toMatchObject({ blocks: true }))
  const { change } = state()
  await contentArrives()
  expect(state()).toMatchObject({ change, decidable: false })
})

test('a key that was not meant for it is not, for all that its content comes in between', () => {
  const loaded = state().mounted
  if (!loaded) throw new Error('nothing is mounted')
  const nothing = () => undefined
  const watch = new MountedWatch(new QueueBuffer({ rows: nothing, detail: nothing, error: nothing }), { inQueue: () => true, mine: () => false, onChange: nothing })
  watch.mount(loaded)
  watch.guard('ignore')
  watch.completed(loaded)
  expect(watch.guarded).toBe('ignore')
  watch.stop()
})

test('a template picked behind a verdict that waits for its content goes to the next item, and so do the words behind it', async () => {
  const { controller, typeAhead, commands, confirm, options, mock } = queue()
  const first = id()
  controller.press('a')
  controller.press('r')
  controller.insertTemplate('Which one?')
  for (const letter of ' Why') expect(typeAhead(letter)).toBe(true)
  expect(typeAhead('Enter', true)).toBe(true)
  expect([id(), state().writing.text, commands()]).toEqual([first, '', []])
  options.delete('wanted')
  mock.emit('content.changed', { ids: controller.model.rows(0, 3).flatMap((key) => controller.buffer.row(key)?.id ?? []) })
  await vi.waitFor(() => expect(commands()).toHaveLength(1))
  const second = id()
  confirm()
  await vi.waitFor(() => expect(commands()).toHaveLength(2))
  expect(commands()).toMatchObject([
    { target_id: first, payload: { decision: 'approve', feedback: null } },
    { target_id: second, payload: { decision: 'reject', feedback: 'Which one? Why' } },
  ])
})
