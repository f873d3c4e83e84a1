import { afterEach, expect, test, vi } from 'vitest'
import type { ContentState, ItemDetail } from '../../../contract/items.ts'
import { QueueBuffer } from '../../../renderer/features/queue/buffer.ts'
import { artifact } from '../store/fixtures.ts'

afterEach(() => vi.unstubAllGlobals())

test('an item whose content comes while it is being read is read again: nothing else would tell of it', async () => {
  const row = artifact()
  const answer = (content: ContentState) => ({ ok: true, value: { kind: 'artifact', item: { key: 1, kind: 'artifact', id: row.id }, artifact: row, content } as unknown as ItemDetail })
  const answers: ((state: ContentState) => void)[] = []
  vi.stubGlobal('window', { countersign: { invoke: () => new Promise((resolve) => answers.push((state) => resolve(answer(state)))) } })
  const buffer = new QueueBuffer({ rows: () => undefined, detail: () => undefined, error: () => undefined })

  const reading = buffer.read({ kind: 'artifact', id: row.id })
  buffer.contentArrived([row.id])
  answers[0]?.({ state: 'wanted' })
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.({ state: 'ready', text: '{}' })
  expect((await reading)?.detail).toMatchObject({ content: { state: 'ready' } })

  // Another's content is no reason.
  const other = buffer.read({ kind: 'artifact', id: row.id })
  buffer.contentArrived(['another'])
  answers[2]?.({ state: 'wanted' })
  expect((await other)?.detail).toMatchObject({ content: { state: 'wanted' } })
  expect(answers).toHaveLength(3)
})
