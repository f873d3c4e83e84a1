import { expect, test } from 'vitest'
import { isOverdue } from '../../../renderer/features/queue/list/due.ts'

const created_at = '2026-01-05T08:00:00Z'
const after = (hours: number) => Date.parse(created_at) + hours * 3_600_000

test('an item is overdue when it has waited longer than its own workspace allows, else two days', () => {
  const limits = new Map([['quick', 4], ['slow', 100]])
  const late = (workspace_id: string, hours: number) => isOverdue({ workspace_id, created_at }, limits, after(hours))
  expect([late('quick', 4), late('quick', 4.01)]).toEqual([false, true])
  expect([late('slow', 99), late('slow', 101)]).toEqual([false, true])
  expect([late('unknown', 47), late('unknown', 49)]).toEqual([false, true])
})
