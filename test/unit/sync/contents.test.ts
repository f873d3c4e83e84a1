import { describe, expect, test } from 'vitest'
import { artifact, change, sha256 } from '../store/fixtures.ts'
import { down, settled, started } from './fakes.ts'

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

  test('what the server cannot give stops nothing', async () => {
    const all = await started()
    all.backend.fail.contents = down('server')
    all.backend.log.push(change('work_artifacts', artifact()))
    await all.clock.advance(2_000)
    expect(all.backend.count('contents')).toBe(1)
    expect(all.engine.status().state).toBe('live')
  })
})
