import { describe, expect, test } from 'vitest'
import { BackendError } from '../../../electron/backend/api.ts'
import { approve, artifact, change, queueIds } from '../store/fixtures.ts'
import { allDown, down, hang, lastOutbox, settled, started } from './fakes.ts'

describe('failures', () => {
  test('offline: decisions are kept, "since" stays, everything goes on by itself', async () => {
    const all = await started()
    all.backend.fail = { ...allDown }
    await all.clock.advance(2_000)
    expect(all.engine.status()).toMatchObject({ state: 'offline', error: { code: 'network' } })
    const { since } = all.engine.status()
    await all.store.addCommand(approve(artifact()), 0)
    all.engine.wake('command')
    await all.clock.advance(10 * 60_000)
    expect(all.engine.status()).toMatchObject({ state: 'offline', since })
    expect(all.heard.states).toEqual(['starting', 'pulling', 'live', 'offline'])
    all.backend.fail = {}
    await all.clock.advance(60_000)
    expect(all.engine.status()).toMatchObject({ state: 'live', error: null, next_try_at: null })
    expect(all.backend.applied.size).toBe(1)
  })

  test('waits longer with each failure, up to a minute, and anywhere below by chance', async () => {
    const all = await started()
    const waits: number[] = []
    all.random.value = 0.999
    all.backend.fail = { ...allDown }
    await all.clock.advance(2_000)
    for (let failure = 0; failure < 9; failure++) {
      const { next_try_at } = all.engine.status()
      const wait = Date.parse(next_try_at ?? '') - all.clock.now()
      waits.push(Math.round(wait / 1_000))
      await all.clock.advance(wait)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    all.random.value = 0
    await all.clock.advance(60_000)
    expect(Date.parse(all.engine.status().next_try_at ?? '') - all.clock.now()).toBeLessThanOrEqual(100)
    all.backend.fail = {}
  })

  test('the network comes back: at once, without waiting for the next try', async () => {
    const all = await started()
    all.backend.fail = { ...allDown }
    all.network.change(false)
    await settled()
    expect(all.engine.status()).toMatchObject({ state: 'offline', error: null })
    all.backend.fail = {}
    all.network.change(true)
    await settled()
    expect(all.engine.status().state).toBe('live')
  })

  test('a request that hangs when the network goes does not hold up the next try', async () => {
    const all = await started()
    all.backend.fail.pull = hang
    all.engine.wake('manual')
    await settled()
    all.network.change(false)
    all.backend.fail = {}
    all.network.change(true)
    await settled()
    expect(all.engine.status().state).toBe('live')
  })

  test('5xx: waiting, with the reason', async () => {
    const all = await started()
    all.backend.fail.pull = down('server')
    await all.clock.advance(2_000)
    expect(all.engine.status()).toMatchObject({ state: 'waiting', error: { code: 'server', retry: true } })
    all.backend.fail = {}
    all.engine.wake('focus')
    await settled()
    expect(all.engine.status().state).toBe('live')
  })

  test('429: not before the time that the server names, whatever wakes us', async () => {
    const all = await started()
    all.random.value = 0
    let refusals = 0
    all.backend.fail.pull = () => (refusals++ === 0 ? new BackendError('rate_limited', 'slow down', { retryAfterMs: 20_000 }) : null)
    await all.clock.advance(2_000)
    expect(all.engine.status()).toMatchObject({ state: 'waiting', error: { code: 'rate_limited' } })
    const before = all.backend.calls.length
    for (const reason of ['focus', 'resume', 'manual', 'network', 'command', 'content'] as const) all.engine.wake(reason)
    await all.clock.advance(19_900)
    expect(all.backend.calls.length).toBe(before)
    await all.clock.advance(200)
    expect(all.engine.status().state).toBe('live')
  })

  test('unauthorized: stops, says so once, goes on after the sign-in', async () => {
    const all = await started()
    const command = approve(artifact())
    all.backend.fail = { pull: () => new BackendError('unauthorized', '401'), submit: () => new BackendError('unauthorized', '401') }
    await all.store.addCommand(command, 0)
    all.engine.wake('command')
    await settled()
    expect(all.engine.status()).toMatchObject({ state: 'sign_in_needed', error: { code: 'sign_in_needed' }, next_try_at: null })
    expect(lastOutbox(all)).toMatchObject({ unsent: 1, sending: 0 })
    const before = all.backend.calls.length
    for (const reason of ['focus', 'resume', 'manual', 'network', 'command'] as const) all.engine.wake(reason)
    await all.clock.advance(10 * 60_000)
    expect(all.backend.calls.length).toBe(before)
    expect(all.heard.signIn).toBe(1)
    all.backend.fail = {}
    all.engine.resume()
    await settled()
    expect(all.engine.status().state).toBe('live')
    expect(all.backend.applied.has(command.command_id)).toBe(true)
  })

  test('a newer schema: failed, readable, tried again only when asked', async () => {
    const all = await started()
    const row = artifact()
    all.backend.log.push(change('work_artifacts', row))
    await all.clock.advance(2_000)
    all.backend.log.push(change('work_artifacts', { ...artifact(), status: 'in_review' }))
    await all.clock.advance(10_000)
    expect(all.engine.status()).toMatchObject({ state: 'failed', error: { code: 'schema_mismatch' } })
    expect(await queueIds(all.store)).toEqual([row.id])
    const before = all.backend.calls.length
    all.engine.wake('focus')
    await all.clock.advance(10 * 60_000)
    expect(all.backend.calls.length).toBe(before)
    all.backend.log.pop()
    all.engine.wake('manual')
    await settled()
    expect(all.engine.status().state).toBe('live')
  })

  test('membership lost: the rows go, the decision stays, the others go on', async () => {
    const all = await started()
    const row = artifact()
    all.backend.log.push(change('work_artifacts', row))
    await all.clock.advance(2_000)
    all.backend.fail = { pull: () => new BackendError('not_member', 'gone'), submit: down('server') }
    await all.store.addCommand(approve(artifact()), 60_000)
    all.backend.mine = []
    await all.clock.advance(5_000)
    expect(await queueIds(all.store)).toEqual([])
    expect((await all.store.outboxStatus()).unsent).toBe(1)
    expect(all.engine.status().state).toBe('live')
    expect(all.heard.tables.some((tables) => tables.includes('work_artifacts'))).toBe(true)
  })

  test('listed as mine and refused at once: a pause, no loop', async () => {
    const all = await started()
    all.backend.fail.pull = () => new BackendError('not_member', 'no')
    await all.clock.advance(2_000)
    expect(all.engine.status().state).toBe('waiting')
    expect(all.backend.count('pull')).toBeLessThan(6)
  })
})
