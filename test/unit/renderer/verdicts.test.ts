import { describe, expect, test } from 'vitest'
import { command } from '../../../contract/commands.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import { buildCommand, buildReopening } from '../../../renderer/features/queue/commands.ts'
import { missing, needsArming, noWriting, obstacle, verdictFor, write } from '../../../renderer/features/queue/verdicts.ts'
import { createWorld } from '../../support/renderer-mock/world.ts'

const world = createWorld(20)
const itemOf = <K extends ItemDetail['kind']>(kind: K): Extract<ItemDetail, { kind: K }> => {
  for (const detail of world.items.values()) if (detail.kind === kind) return detail as Extract<ItemDetail, { kind: K }>
  throw new Error(`the mock has no ${kind}`)
}
const stamp = { id: '0190f5d0-0000-7000-8000-000000000001', now: new Date('2026-11-23T10:00:00Z') }

describe('arming', () => {
  test('A decides at once, R and M arm first, on both kinds', () => {
    expect((['a', 'r', 'm'] as const).map((key) => verdictFor('artifact', key))).toEqual(['approve', 'reject', 'changes'])
    expect((['a', 'r', 'm'] as const).map((key) => verdictFor('checkpoint', key))).toEqual(['continue', 'reject', 'modify'])
    expect((['approve', 'continue', 'reject', 'changes', 'modify'] as const).map(needsArming)).toEqual([false, false, true, true, true])
  })

  test('opens the note and asks for its focus; another verdict takes over and the words stay', () => {
    let writing = write(noWriting(''), { kind: 'arm', verdict: 'reject' })
    expect(writing).toMatchObject({ armed: 'reject', open: true, asked: 1 })
    writing = write(writing, { kind: 'type', text: 'Too long.' })
    writing = write(writing, { kind: 'arm', verdict: 'changes' })
    expect(writing).toMatchObject({ armed: 'changes', open: true, text: 'Too long.', asked: 2 })
  })

  test('Esc disarms; the note stays open only with words in it', () => {
    const armed = write(noWriting(''), { kind: 'arm', verdict: 'modify' })
    expect(write(armed, { kind: 'escape' })).toMatchObject({ armed: null, open: false })
    expect(write(write(armed, { kind: 'type', text: 'Use public prices.' }), { kind: 'escape' })).toMatchObject({ armed: null, open: true, text: 'Use public prices.' })
  })

  test('a draft that comes back is shown, armed for nothing, and does not take the focus', () => {
    expect(noWriting('half a sentence')).toEqual({ armed: null, open: true, text: 'half a sentence', asked: 0, caret: null })
  })
})

describe('words', () => {
  test('may be missing with a rejection, not with changes or an instruction', () => {
    expect(missing('reject', '')).toBeNull()
    expect(missing('approve', '')).toBeNull()
    expect(missing('changes', '  \n')).toMatch(/which changes/)
    expect(missing('modify', '')).toMatch(/do differently/)
    expect(missing('modify', 'Public prices only.')).toBeNull()
  })

  test('that are too long are said so, and nothing is sent', () => {
    expect(missing('reject', 'x'.repeat(20_003))).toMatch(/3 characters too long/)
  })
})

describe('the command', () => {
  test('of an artifact freezes revision, hash and status as they were on screen', () => {
    const detail = itemOf('artifact')
    const built = buildCommand(detail, 'changes', ' Split the table. ', stamp)
    expect(command.parse(built)).toEqual(built)
    expect(built).toMatchObject({
      kind: 'review_artifact',
      target_id: detail.artifact.id,
      workspace_id: detail.artifact.workspace_id,
      expected: { status: 'pending', revision: detail.artifact.revision, content_sha256: detail.artifact.content_sha256 },
      payload: { decision: 'reject', request_changes: true, feedback: 'Split the table.' },
    })
    expect(buildCommand(detail, 'approve', '', stamp).payload).toEqual({ decision: 'approve', request_changes: false, feedback: null })
    expect(buildCommand(detail, 'reject', '', stamp).payload).toEqual({ decision: 'reject', request_changes: false, feedback: null })
  })

  test('of a checkpoint', () => {
    const detail = itemOf('checkpoint')
    const built = buildCommand(detail, 'modify', 'Public prices only.', stamp)
    expect(command.parse(built)).toEqual(built)
    expect(built).toMatchObject({ kind: 'resolve_checkpoint', expected: { status: 'pending' }, payload: { decision: 'modify', note: 'Public prices only.' } })
    expect(buildCommand(detail, 'continue', '', stamp).payload).toEqual({ decision: 'continue', note: null })
    expect(buildCommand(detail, 'reject', '', stamp).payload).toEqual({ decision: 'reject', note: null })
  })

  test('that reopens exists for an artifact only', () => {
    const rejected = buildCommand(itemOf('artifact'), 'changes', 'More.', stamp)
    const reopening = buildReopening(rejected, { ...stamp, id: '0190f5d0-0000-7000-8000-000000000002' })
    expect(command.parse(reopening)).toMatchObject({ kind: 'reopen', target_id: rejected.target_id, expected: { status: 'rejected', command_id: rejected.command_id } })
    expect(buildReopening(buildCommand(itemOf('checkpoint'), 'continue', '', stamp), stamp)).toBeNull()
  })
})

describe('what stands in the way', () => {
  const artifact = itemOf('artifact')
  test('nothing, for somebody who may review', () => {
    expect(obstacle(artifact, 'disk')).toBeNull()
    expect(obstacle(artifact, 'memory')).toBeNull()
    expect(obstacle({ ...artifact, role: 'reviewer' }, 'disk')).toBeNull()
  })
  test('the role, the disk, a content that nobody has seen, an earlier decision', () => {
    expect(obstacle({ ...artifact, role: 'viewer' }, 'disk')).toMatch(/viewer/)
    expect(obstacle({ ...artifact, role: null }, 'disk')).toMatch(/no longer a member/)
    expect(obstacle(artifact, 'read_only')).toMatch(/read-only/)
    expect(obstacle({ ...artifact, content: { state: 'wanted' } }, 'disk')).toMatch(/not here yet/)
    expect(obstacle({ ...artifact, content: { state: 'broken' } }, 'disk')).toMatch(/damaged/)
    const local = { command_id: stamp.id, state: 'held', decision: 'approve', note: null } as const
    expect(obstacle({ ...artifact, local }, 'disk')).toMatch(/decided here already/)
    expect(obstacle({ ...artifact, local: { ...local, state: 'conflict' } }, 'disk')).toBeNull()
  })
})
