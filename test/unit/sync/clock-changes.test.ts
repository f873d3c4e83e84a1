import { describe, expect, test } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import { BackendError } from '../../../electron/backend/api.ts'
import { approve, artifact } from '../store/fixtures.ts'
import { settled, started } from './fakes.ts'

describe('a wall clock that is set', () => {
  const day = 24 * 60 * 60_000
  const jumps: [string, number][] = [
    ['a day back', -day],
    ['a day ahead', day],
    ['an hour back: summer time ends', -day / 24],
    ['an hour ahead: summer time begins', day / 24],
  ]

  test.each(jumps)('%s: pauses last as long as they should, and new workspaces are asked for in time', async (_, ms) => {
    const all = await started()
    all.backend.fail = { pull: () => new BackendError('rate_limited', 'slow down', { retryAfterMs: 20_000 }) }
    all.engine.wake('manual')
    await settled()
    all.clock.jump(ms)
    all.backend.fail = {}
    await all.clock.advance(19_000)
    all.engine.wake('manual')
    await settled()
    expect(all.engine.status().state).toBe('waiting')
    await all.clock.advance(1_000)
    all.engine.wake('manual')
    await settled()
    expect(all.engine.status().state).toBe('live')
    const asked = all.backend.count('workspaces')
    all.clock.jump(ms)
    await all.clock.advance(4 * 60_000)
    expect(all.backend.count('workspaces')).toBe(asked)
    await all.clock.advance(2 * 60_000)
    expect(all.backend.count('workspaces')).toBe(asked + 1)
  })

  test.each(jumps)('%s: decisions are sent when their holds end, each once', async (_, ms) => {
    const all = await started()
    const rows = [artifact({}, 1), artifact({}, 2), artifact({}, 3)]
    const [first, second, third] = rows.map((row) => approve(row)) as [Command, Command, Command]
    await all.store.addCommand(first, 5_000)
    all.engine.wake('command')
    all.clock.jump(ms)
    await all.store.addCommand(second, 5_000)
    await all.clock.advance(4_000)
    all.clock.jump(ms)
    await all.store.addCommand(third, 0)
    await all.clock.advance(4_000)
    expect(all.backend.batches.flat().toSorted()).toEqual([first, second, third].map(({ command_id }) => command_id).toSorted())
    expect(await all.store.outboxStatus()).toMatchObject({ unsent: 0 })
  })
})
