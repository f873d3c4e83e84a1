import { describe, expect, test } from 'vitest'
import { BackendError } from '../../../electron/backend/api.ts'
import { addAll, approve, artifact, change, sha256 } from '../store/fixtures.ts'
import { rig, settled, started } from './fakes.ts'

describe('contents', () => {
  test('the head of the queue is fetched once the pull is done, and what is on screen at once', async () => {
    const all = await started()
    const text = '{"a": 1}'
    const row = artifact({ content_sha256: sha256(text) })
    all.backend.texts.set(row.id, text)
    all.backend.log.push(change('work_artifacts', row))
    await all.clock.advance(2_000)
    expect(all.heard.contents).toEqual([[row.id]])
    const decided = artifact({ status: 'approved', content_sha256: sha256('[]') })
    all.backend.texts.set(decided.id, '[]')
    all.backend.log.push(change('work_artifacts', decided))
    await all.clock.advance(10_000)
    await all.store.query('items.detail', { kind: 'artifact', id: decided.id })
    all.engine.wake('content')
    await settled()
    expect(all.heard.contents).toEqual([[row.id], [decided.id]])
  })

  test('the first of the queue are fetched beside a long pull', async () => {
    const all = await rig()
    const text = '{"a": 1}'
    const rows = [0, 1, 2].map((second) => artifact({ content_sha256: sha256(text) }, second))
    for (const { id } of rows) all.backend.texts.set(id, text)
    all.backend.log.push(...rows.map((row) => change('work_artifacts', row)))
    all.backend.pageSize = 1
    const { promise, resolve } = Promise.withResolvers<never>()
    all.backend.fail.pull = () => (all.backend.count('pull') === 3 ? promise : null)
    all.engine.start()
    await settled()
    expect(all.engine.status().state).toBe('pulling')
    expect(all.heard.contents.flat()).toEqual(rows.slice(0, 2).map(({ id }) => id))
    resolve(undefined as never)
  })

  /** Sixty items, each with its text. */
  async function many(fails: (ids: string[]) => boolean) {
    const all = await started()
    all.random.value = 1
    const text = '{"a": 1}'
    const ids = Array.from({ length: 60 }, (_, second) => {
      const row = artifact({ content_sha256: sha256(text) }, second)
      all.backend.texts.set(row.id, text)
      all.backend.log.push(change('work_artifacts', row))
      return row.id
    })
    const calls: string[][] = []
    all.backend.fail.contents = (asked) => {
      calls.push(asked as string[])
      return fails(asked as string[]) ? new BackendError('server', 'no') : null
    }
    return { ...all, ids, calls, arrived: () => all.heard.contents.flat() }
  }

  test('a server that gives none is asked ever less often, holds up nothing else, and nothing rests for it', async () => {
    let up = false
    const { backend, clock, engine, store, ids, calls, arrived } = await many(() => !up)
    await clock.advance(60_000)
    expect(engine.status().state).toBe('live')
    expect([calls.length > 4, calls.length < 20, arrived()]).toEqual([true, true, []])
    const pulls = backend.count('pull')
    await addAll(store, [approve(artifact({ id: ids[0] ?? '' }))], 0)
    engine.wake('command')
    await settled()
    expect([backend.count('submit'), backend.count('pull') >= pulls]).toEqual([1, true])
    up = true
    await clock.advance(17_000)
    expect(new Set(arrived())).toEqual(new Set(ids.slice(1)))
  })

  test('one that it cannot give rests alone; all others come', async () => {
    let poisoned = ''
    const { clock, ids, calls, arrived, engine } = await many((asked) => asked.includes(poisoned))
    poisoned = ids[17] ?? ''
    await clock.advance(5_000)
    expect(new Set(arrived())).toEqual(new Set(ids.filter((id) => id !== poisoned)))
    expect(calls.length).toBeLessThan(20)
    expect(engine.status().state).toBe('live')
    poisoned = ''
    await clock.advance(120_000)
    expect(new Set(arrived())).toEqual(new Set(ids))
  })

  test('a single failure of the server hides nothing', async () => {
    let first = true
    const { clock, ids, arrived } = await many(() => first && !(first = false))
    await clock.advance(2_000)
    expect(new Set(arrived())).toEqual(new Set(ids))
  })

  test('too many at once for it come by halves', async () => {
    const { clock, ids, arrived } = await many((asked) => asked.length > 10)
    await clock.advance(3_000)
    expect(new Set(arrived())).toEqual(new Set(ids))
  })

  test('a server that fails at each, though not at none, is not asked for one after the other', async () => {
    const { clock, calls, engine } = await many((asked) => asked.length > 0)
    await clock.advance(3_000)
    expect(calls.length).toBeLessThan(40)
    expect(engine.status().state).toBe('live')
    const before = calls.length
    await clock.advance(10 * 60_000)
    // One, and none, every 16 s.
    expect((calls.length - before) / 10).toBeLessThan(10)
  })

  test('many neighbours that it cannot give hold up what stands behind them for a while only', async () => {
    let bad = new Set<string>()
    const { clock, ids, arrived } = await many((asked) => asked.some((id) => bad.has(id)))
    bad = new Set(ids.slice(0, 20))
    await clock.advance(15 * 60_000)
    expect(new Set(arrived())).toEqual(new Set(ids.slice(20)))
    bad.clear()
    await clock.advance(35 * 60_000)
    expect(new Set(arrived())).toEqual(new Set(ids))
  })

  test('one that takes too long is no outage: nothing else is held up', async () => {
    let slow = ''
    const { backend, clock, engine, heard, ids, arrived } = await many(() => false)
    slow = ids[17] ?? ''
    backend.fail.contents = (asked) => ((asked as string[]).includes(slow) ? new BackendError('network', 'no answer in time', { timedOut: true }) : null)
    await clock.advance(5_000)
    expect(new Set(arrived())).toEqual(new Set(ids.filter((id) => id !== slow)))
    expect(heard.states).not.toContain('offline')
    expect(engine.status().state).toBe('live')
  })
})
