import { notifyManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { deliverTogether } from '../../../renderer/app/notify.ts'

const reported: unknown[] = []
beforeEach(() => {
  reported.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  deliverTogether(notifyManager)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Subscribers of two queries, as React's are; those of the names given throw. */
function subscribed(...broken: string[]) {
  const client = new QueryClient()
  const heard: string[] = []
  for (const name of ['a1', 'a2', 'a3', 'b1']) {
    const observer = new QueryObserver(client, { queryKey: [name[0]], enabled: false })
    const hear = () => {
      heard.push(`${name} ${String(observer.getCurrentResult().data)}`)
      if (broken.includes(name)) throw new Error(name)
    }
    observer.subscribe(notifyManager.batchCalls(hear))
  }
  return { client, heard }
}

test('a subscriber that throws keeps nobody else from hearing, and its error is reported', () => {
  const { client, heard } = subscribed('a1', 'a2')
  client.setQueryData(['a'], 1)
  client.setQueryData(['b'], 2)
  vi.runAllTimers()
  expect(heard).toEqual(['a1 1', 'a2 1', 'a3 1', 'b1 2'])
  expect(reported).toEqual([new Error('a1'), new Error('a2')])
  client.setQueryData(['b'], 3)
  vi.runAllTimers()
  expect(heard.at(-1)).toBe('b1 3')
})

test('all that is due is delivered in one task', () => {
  const { client, heard } = subscribed()
  client.setQueryData(['a'], 1)
  client.setQueryData(['b'], 2)
  expect(heard).toEqual([])
  expect(vi.getTimerCount()).toBe(1)
  vi.runAllTimers()
  expect(heard).toHaveLength(4)
})
