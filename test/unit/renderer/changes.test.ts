import { describe, expect, test } from 'vitest'
import type { ItemDetail } from '../../../contract/items.ts'
import { changeSince } from '../../../renderer/features/queue/changes.ts'
import { createWorld, me } from '../../support/renderer-mock/world.ts'

const detail = createWorld(20).items.get(1)
if (detail?.kind !== 'artifact') throw new Error('the mock begins with an artifact')
const mounted = detail
const change = (now: ItemDetail | null, inQueue = true) => changeSince(mounted, now, inQueue, () => '2 min ago')
const artifact = (values: Partial<typeof mounted.artifact>): ItemDetail => ({ ...mounted, artifact: { ...mounted.artifact, ...values } })

describe('what happened elsewhere to the item on screen', () => {
  test('nothing', () => {
    expect(change(mounted)).toBeNull()
  })

  test('a colleague decided it: by name, with the time', () => {
    expect(change(artifact({ status: 'rejected', reviewed_by_user_id: me, reviewed_at: '2026-11-23T10:00:00Z' }), false)).toEqual({
      text: 'Decided by Maren Vik 2 min ago: rejected.',
      blocks: true,
    })
  })

  test('it was deleted', () => {
    expect(change(null)).toMatchObject({ blocks: true })
  })

  test('a newer revision took its place', () => {
    expect(change(mounted, false)).toMatchObject({ text: expect.stringMatching(/newer revision/), blocks: true })
  })

  test('an item that was opened though decided is no news', () => {
    const done = artifact({ status: 'approved' })
    expect(changeSince(done, done, false, () => '')).toBeNull()
  })

  test('my role was taken away, or the session went on', () => {
    expect(change({ ...mounted, role: 'viewer' })).toMatchObject({ blocks: true })
    const { session } = mounted
    if (!session) throw new Error('the mock has sessions')
    expect(change({ ...mounted, session: { ...session, status: 'failed' } })).toEqual({ text: 'The session is now failed.', blocks: false })
  })
})
