import { expect, vi } from 'vitest'
import { QueueController } from '../../../renderer/features/queue/controller.ts'
import { createBridge } from '../../support/renderer-mock/bridge.ts'

export interface OpenQueue {
  controller: QueueController
  mock: ReturnType<typeof createBridge>['mock']
  /** what the made-up main goes by; may be changed on the way */
  options: URLSearchParams
  /** what React does once the mounted item is in the document */
  confirm(): void
  close(): void
}

/** The queue's controller without a screen, on a made-up main (test/support/renderer-mock), with its first item mounted and the next ones in memory. */
export async function openQueue(parameters: string): Promise<OpenQueue> {
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
    options,
    confirm,
    close() {
      controller.stop()
      vi.unstubAllGlobals()
    },
  }
}
