import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDraftFlush } from '../../../electron/ipc/draft-flush.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const over = (work: Promise<void>) => {
  const state = { over: false }
  void work.then(() => (state.over = true))
  return state
}

test('leaving waits for the window’s own answer', async () => {
  const asked: number[] = []
  const { flush, flushed } = createDraftFlush((id) => asked.push(id))
  const first = over(flush())
  await vi.advanceTimersByTimeAsync(300)
  expect(first.over).toBe(true)
  const second = over(flush())
  // The late answer to the first says nothing about what was typed since.
  flushed(asked[0] ?? 0)
  await vi.advanceTimersByTimeAsync(0)
  expect(second.over).toBe(false)
  flushed(asked[1] ?? 0)
  await vi.advanceTimersByTimeAsync(0)
  expect(second.over).toBe(true)
})

test('a window that hangs holds it up for a moment only', async () => {
  const leaving = over(createDraftFlush(() => undefined).flush())
  await vi.advanceTimersByTimeAsync(299)
  expect(leaving.over).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(leaving.over).toBe(true)
})
