import { describe, expect, test } from 'vitest'
import { BackendError } from '../../../electron/backend/api.ts'
import { approve, artifact, change, queueIds, workspaceId } from '../store/fixtures.ts'
import { hang, settled, started } from './fakes.ts'

describe('stopping', () => {
  test('ends what is under way, leaves no timer, no channel and no command in flight', async () => {
    const all = await started()
    all.backend.fail = { pull: hang, submit: hang }
    await all.store.addCommand(approve(artifact()), 0)
    all.engine.wake('command')
    all.engine.wake('manual')
    await settled()
    expect((await all.store.outboxStatus()).sending).toBe(1)
    await all.engine.stop()
    expect(all.engine.status().state).toBe('stopped')
    expect(await all.store.outboxStatus()).toMatchObject({ unsent: 1, sending: 0 })
    expect(all.clock.waiting).toBe(0)
    expect(all.backend.subscribed).toEqual([])
    const before = all.backend.calls.length
    for (const reason of ['command', 'focus', 'network'] as const) all.engine.wake(reason)
    all.backend.poke(workspaceId)
    await all.clock.advance(60_000)
    expect(all.backend.calls.length).toBe(before)
  })

  test('reaches what has been under way since before a failure of another lane', async () => {
    const all = await started()
    all.backend.fail = { submit: () => hang() }
    await all.store.addCommand(approve(artifact()), 0)
    all.engine.wake('command')
    await settled()
    all.backend.fail = { ...all.backend.fail, pull: () => new BackendError('server', 'no') }
    all.engine.wake('manual')
    await settled()
    expect(all.engine.status().state).toBe('waiting')
    all.backend.fail = { submit: () => hang() }
    await all.clock.advance(60_000)
    expect(all.engine.status().state).toBe('live')
    await all.engine.stop()
    expect(await all.store.outboxStatus()).toMatchObject({ unsent: 1, sending: 0 })
  })

  test('and starts again where it was', async () => {
    const all = await started()
    await all.engine.stop()
    const row = artifact()
    all.backend.log.push(change('work_artifacts', row))
    all.engine.start()
    await settled()
    expect(all.heard.states).toEqual(['starting', 'pulling', 'live', 'stopped', 'starting', 'pulling', 'live'])
    expect(await queueIds(all.store)).toEqual([row.id])
  })
})
