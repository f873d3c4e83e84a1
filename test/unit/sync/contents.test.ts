import { describe, expect, test } from 'vitest'
import { artifact, change, sha256 } from '../store/fixtures.ts'
import { down, rig, settled, started } from './fakes.ts'

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

  test('what the server cannot give stops nothing', async () => {
    const all = await started()
    all.backend.fail.contents = down('server')
    all.backend.log.push(change('work_artifacts', artifact()))
    await all.clock.advance(2_000)
    expect(all.backend.count('contents')).toBe(1)
    expect(all.engine.status().state).toBe('live')
  })
})
