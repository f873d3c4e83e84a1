import { afterEach, beforeEach, expect, vi } from 'vitest'
import { QueueController } from '../../../renderer/features/queue/controller.ts'
import type { QueueState } from '../../../renderer/features/queue/state.ts'
import { createBridge } from '../../support/renderer-mock/bridge.ts'

export interface OpenQueue {
  controller: QueueController
  mock: ReturnType<typeof createBridge>['mock']
  bridge: ReturnType<typeof createBridge>['bridge']
  /** what the made-up main goes by; may be changed on the way */
  options: URLSearchParams
  /** what React does once the mounted item is in the document */
  confirm(): void
  /** a key that was typed before its item was there; whether it was for the queue */
  typeAhead(key: string, ctrlKey?: boolean): boolean
  /** waits for this state, and goes on in its very moment */
  until(isSo: (state: QueueState) => boolean): Promise<void>
  /** what has been decided, in its order */
  commands(): { target_id: string; payload: object }[]
  close(): void
}

/** The queue's controller without a screen, on a made-up main (test/support/renderer-mock), with its first item mounted and the next ones in memory. */
async function openQueue(parameters: string): Promise<OpenQueue> {
  const options = new URLSearchParams(parameters)
  const { bridge, mock } = createBridge(options)
  vi.stubGlobal('window', { countersign: bridge })
  vi.stubGlobal('requestAnimationFrame', (work: () => void) => setTimeout(work))
  vi.stubGlobal('requestIdleCallback', (work: () => void) => setTimeout(work))
  const controller = new QueueController()
  controller.start()
  const confirm = () => controller.confirm(controller.state.get().mounted?.detail.item.id ?? '')
  const { model, buffer } = controller
  await vi.waitFor(() => expect(model.rows(0, 3).map((key) => buffer.get(key) !== undefined)).toEqual([true, true, true]))
  confirm()
  return {
    controller,
    mock,
    bridge,
    options,
    confirm,
    typeAhead: (key, ctrlKey = false) => controller.typeAhead({ key, ctrlKey, metaKey: false, altKey: false, isComposing: false, altGraph: false }),
    until: (isSo) =>
      new Promise((resolve) => {
        const stop = controller.state.subscribe(() => {
          if (!isSo(controller.state.get())) return
          stop()
          resolve()
        })
      }),
    commands: () => mock.calls.flatMap(({ channel, input }) => (channel === 'outbox.add' ? [input as { target_id: string; payload: object }] : [])),
    close() {
      controller.stop()
      vi.unstubAllGlobals()
    },
  }
}

/** The same for each test of a file: answers the one of the test that runs. */
export function queueForEach(parameters: string): () => OpenQueue {
  let queue: OpenQueue | undefined
  beforeEach(async () => {
    queue = await openQueue(parameters)
  })
  afterEach(() => queue?.close())
  return () => {
    if (queue === undefined) throw new Error('no test runs')
    return queue
  }
}
