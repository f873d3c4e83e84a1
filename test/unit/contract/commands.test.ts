import { describe, expect, test } from 'vitest'
import { command } from '../../../contract/commands.ts'
import { bulkDecision } from '../../../contract/queue.ts'

const id = '0190f5d0-0000-7000-8000-000000000001'
const review = (payload: object) => ({
  command_id: id,
  workspace_id: id,
  target_id: id,
  issued_at: '2026-11-23T10:00:00Z',
  kind: 'review_artifact',
  expected: { status: 'pending', revision: 1, content_sha256: 'a'.repeat(64) },
  payload,
})

describe('a review', () => {
  test.each([
    [{ decision: 'approve', feedback: null, request_changes: false }, true],
    [{ decision: 'reject', feedback: 'Too long.', request_changes: false }, true],
    [{ decision: 'reject', feedback: 'Split the table.', request_changes: true }, true],
    [{ decision: 'approve', feedback: 'Split the table.', request_changes: true }, false],
  ])('%j: %s, of one artifact and of many', (payload, good) => {
    expect(command.safeParse(review(payload)).success).toBe(good)
    expect(bulkDecision.safeParse({ bulk_id: id, ...payload }).success).toBe(good)
  })
})
