import { expect, test } from 'vitest'
import type { SyncOptions } from '../../../electron/sync/api.ts'
import { Workspaces } from '../../../electron/sync/workspaces.ts'

test('a list that comes into doubt while it is asked for is asked for again', async () => {
  const answers: ((ids: string[]) => void)[] = []
  const workspaces = new Workspaces({
    backend: { workspaces: () => new Promise((resolve) => answers.push((ids) => resolve(ids.map((id) => ({ id }))))) },
    store: { setWorkspaces: () => Promise.resolve({ tables: [] }) },
    clock: { monotonic: () => 0 },
    emit: { replicaChanged: () => undefined },
  } as unknown as SyncOptions)
  const { signal } = new AbortController()

  const first = workspaces.learn(signal)
  workspaces.doubt()
  answers.shift()?.(['a'])
  expect(await first).toEqual(['a'])
  expect(workspaces.mustLearn()).toBe(true)

  const second = workspaces.learn(signal)
  answers.shift()?.(['a', 'b'])
  expect(await second).toEqual(['a', 'b'])
  expect(workspaces.mustLearn()).toBe(false)
})
