import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { QueueBuffer } from '../../../renderer/features/queue/buffer.ts'
import { MountedWatch } from '../../../renderer/features/queue/mounted-watch.ts'
import { openQueue, type OpenQueue } from './open-queue.ts'

let queue: OpenQueue
let controller: OpenQueue['controller']

/** The queue begins with an artifact whose content is not on this computer yet. */
beforeEach(async () => {
  queue = await openQueue('items=20&wanted')
  controller = queue.controller
})
afterEach(() => queue.close())

const mounted = () => controller.state.get().mounted?.detail

async function contentArrives(): Promise<void> {
  queue.options.delete('wanted')
  queue.mock.emit('content.changed', { ids: [mounted()?.item.id ?? ''] })
  await vi.waitFor(() => expect(mounted()).toMatchObject({ content: { state: 'ready' } }))
}

test('the menu of templates stays open, and the note as it is, when the content of the item arrives; another item closes the menu', async () => {
  controller.type('Half a sen')
  controller.showTemplates(true)
  await contentArrives()
  expect(controller.state.get()).toMatchObject({ templatesOpen: true, writing: { text: 'Half a sen', open: true } })
  await vi.waitFor(() => expect(controller.state.get().decidable).toBe(true))
  controller.move(1)
  expect(controller.state.get().templatesOpen).toBe(false)
})

test('what was said to have changed about it is still said', async () => {
  queue.mock.supersede(mounted()?.item.id ?? '')
  await vi.waitFor(() => expect(controller.state.get().change).toMatchObject({ blocks: true }))
  const { change } = controller.state.get()
  await contentArrives()
  expect(controller.state.get()).toMatchObject({ change, decidable: false })
})

test('a key that was not meant for it is not, for all that its content comes in between', () => {
  const loaded = controller.state.get().mounted
  if (!loaded) throw new Error('nothing is mounted')
  const nothing = () => undefined
  const watch = new MountedWatch(new QueueBuffer({ rows: nothing, detail: nothing, error: nothing }), { inQueue: () => true, mine: () => false, onChange: nothing })
  watch.mount(loaded)
  watch.guard('ignore')
  watch.completed(loaded)
  expect(watch.guarded).toBe('ignore')
  watch.stop()
})
