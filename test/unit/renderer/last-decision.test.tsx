// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { createStore } from '../../../renderer/app/store.ts'
import type { QueueController } from '../../../renderer/features/queue/controller.ts'
import { LastDecision } from '../../../renderer/features/queue/LastDecision.tsx'
import type { DecidedState } from '../../../renderer/features/queue/state.ts'
import { atTheEnd, draw, find, madeUpMain } from './draw.tsx'

test('a decision that was taken back after its line had gone is shown again, with what became of it', async () => {
  madeUpMain('items=3')
  const at = (state: 'sent' | 'reopening' | 'undone'): DecidedState => ({
    last: { id: 'c', title: 'Prices', verdict: 'approve', state, error: null, unread: null },
    canUndo: true,
    done: 1,
  })
  const decided = createStore(at('sent'))
  // React's own scheduling goes on.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  atTheEnd(() => void vi.useRealTimers())
  const after = async (ms: number) => {
    vi.advanceTimersByTime(ms)
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    return find('last-decision')?.dataset['state']
  }
  draw(<LastDecision controller={{ decided } as unknown as QueueController} />)
  expect(await after(0)).toBe('sent')
  expect(await after(12_100)).toBeUndefined()
  for (const state of ['reopening', 'undone'] as const) {
    decided.set(at(state))
    expect(await after(0)).toBe(state)
  }
  expect(await after(12_100)).toBeUndefined()
})
