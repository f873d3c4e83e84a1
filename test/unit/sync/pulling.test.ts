import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { syncStatus } from '../../../contract/status.ts'
import { BackendError } from '../../../electron/backend/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { artifact, change, newLocation, queueIds, session, sessionId, workspaceId } from '../store/fixtures.ts'
import { temporaryFolder } from '../store/folder.ts'
import { rig, settled, started } from './fakes.ts'

describe('starting', () => {
  test('learns the workspaces, pulls all pages, then is live', async () => {
    const all = await rig()
    all.backend.pageSize = 2
    const rows = [1, 2, 3, 4, 5].map((second) => artifact({}, second))
    all.backend.log.push(...rows.map((row) => change('work_artifacts', row)))
    all.engine.start()
    await settled()
    expect(all.heard.states).toEqual(['starting', 'pulling', 'live'])
    expect(await queueIds(all.store)).toEqual(rows.map(({ id }) => id))
    expect(all.backend.subscribed).toEqual([workspaceId])
    expect(all.engine.status().last_pull_at).not.toBeNull()
    for (const status of all.heard.statuses) syncStatus.parse(status)
  })

  test('twice is once', async () => {
    const all = await started()
    all.engine.start()
    await settled()
    expect(all.backend.count('workspaces')).toBe(1)
  })

  test('without a network it is offline from the beginning, readable, and goes on when there is one', async () => {
    const all = await rig()
    all.network.online = false
    all.engine.start()
    await settled()
    expect(all.heard.states).toEqual(['offline'])
    expect(all.backend.calls).toEqual([])
    all.network.change(true)
    await settled()
    expect(all.heard.states).toEqual(['offline', 'pulling', 'live'])
  })

  test('when the system wrongly says offline, it is tried all the same after a while', async () => {
    const all = await rig()
    all.network.online = false
    all.engine.start()
    await all.clock.advance(30_000)
    expect(all.engine.status().state).toBe('live')
  })
})

describe('while somebody decides', () => {
  const many = Array.from({ length: 12 }, (_, second) => change('work_artifacts', artifact({}, second)))

  async function deciding() {
    const all = await rig()
    all.backend.pageSize = 1
    all.backend.log.push(...many)
    all.engine.start()
    all.engine.wake('command')
    await settled()
    return all
  }

  test('a pull goes on in small pages with breaks, and then as fast as before', async () => {
    const all = await deciding()
    expect(all.backend.limits).toEqual([500])
    await all.clock.advance(250)
    expect(all.backend.limits).toEqual([500, 500])
    await all.clock.advance(1_000)
    expect(all.backend.limits.slice(-2)).toEqual([2_000, 2_000])
    expect(all.engine.status().state).toBe('live')
  })

  test('a break ends with the engine', async () => {
    const all = await deciding()
    await all.engine.stop()
    expect(all.clock.waiting).toBe(0)
    expect(all.backend.count('pull')).toBe(1)
  })
})

test('damage that a look at the screen finds has everything pulled again, unasked', async () => {
  const folder = temporaryFolder()
  const location = newLocation(folder)
  const all = await rig({ location })
  const row = artifact()
  all.backend.log.push(change('work_sessions', session()), change('work_artifacts', row))
  all.engine.start()
  await settled()
  const db = new Database(join(folder, 'replica.db'), location.keys.replica)
  db.exec(`update work_sessions set metadata = '{"a'`)
  db.close()
  const pulls = all.backend.count('pull')
  all.heard.tables.length = 0
  expect(await all.store.query('sessions.detail', { id: sessionId })).toBeNull()
  expect(all.heard.tables.at(-1)).toContain('work_sessions')
  await settled()
  expect(all.backend.count('pull')).toBe(pulls + 1)
  expect(all.engine.status().state).toBe('live')
  expect(await queueIds(all.store)).toEqual([row.id])
  expect(await all.store.query('sessions.detail', { id: sessionId })).toMatchObject({ session: { id: sessionId } })
  await all.engine.stop()
  await all.store.close()
})

describe('pokes and polling', () => {
  test('pokes that come together make one pull', async () => {
    const all = await started()
    all.backend.channel(true)
    await settled()
    const before = all.backend.count('pull')
    for (let poke = 0; poke < 20; poke++) {
      all.backend.poke(workspaceId)
      await all.clock.advance(2)
    }
    await all.clock.advance(100)
    expect(all.backend.count('pull')).toBe(before + 1)
    expect(all.engine.status().state).toBe('live')
  })

  test('a poke during a pull makes one more', async () => {
    const all = await started()
    all.backend.channel(true)
    await settled()
    let release: () => void = () => undefined
    all.backend.fail.pull = () => new Promise<never>((resolve) => (release = resolve as () => void))
    const before = all.backend.count('pull')
    all.backend.poke(workspaceId)
    await all.clock.advance(50)
    all.backend.fail.pull = undefined
    all.backend.poke(workspaceId)
    all.backend.poke(workspaceId)
    await all.clock.advance(50)
    expect(all.backend.count('pull')).toBe(before + 1)
    release()
    await settled()
    expect(all.backend.count('pull')).toBe(before + 2)
  })

  test('without pokes it polls: quickly at first, ever slower, quickly again when something comes', async () => {
    const all = await started()
    const pullsIn = async (ms: number) => {
      const before = all.backend.count('pull')
      await all.clock.advance(ms)
      return all.backend.count('pull') - before
    }
    expect(await pullsIn(2_000)).toBe(1)
    await all.clock.advance(10 * 60_000)
    expect(await pullsIn(60_000)).toBe(2)
    all.backend.log.push(change('work_artifacts', artifact()))
    while ((await queueIds(all.store)).length === 0) await all.clock.advance(1_000)
    expect(await pullsIn(5_000)).toBe(2)
  })

  test('with pokes it rarely polls, and pulls when the channel comes up', async () => {
    const all = await started()
    const before = all.backend.count('pull')
    all.backend.channel(true)
    await settled()
    expect(all.backend.count('pull')).toBe(before + 1)
    expect(all.engine.status().realtime).toBe(true)
    await all.clock.advance(59_000)
    expect(all.backend.count('pull')).toBe(before + 1)
    all.backend.channel(false)
    expect(all.engine.status().realtime).toBe(false)
    await all.clock.advance(4_000)
    expect(all.backend.count('pull')).toBeGreaterThan(before + 1)
  })

  test('after five minutes it asks for new workspaces, and leaves those that are gone', async () => {
    const all = await started()
    all.backend.log.push(change('work_artifacts', artifact()))
    await all.clock.advance(60_000)
    expect((await queueIds(all.store)).length).toBe(1)
    all.backend.mine = []
    await all.clock.advance(6 * 60_000)
    expect(await queueIds(all.store)).toEqual([])
    expect(all.backend.subscribed).toEqual([])
  })
})

test('progress is told at most ten times a second', async () => {
  const all = await rig()
  all.backend.pageSize = 1
  all.backend.log.push(...Array.from({ length: 30 }, (_, second) => change('work_artifacts', artifact({}, second))))
  all.backend.fail.pull = () => new Promise<never>((resolve) => void all.clock.setTimeout(() => resolve(undefined as never), 20))
  all.engine.start()
  await all.clock.advance(700)
  const told = all.heard.statuses.filter(({ progress }) => progress !== null)
  expect(told.length).toBeGreaterThan(3)
  expect(told.length).toBeLessThanOrEqual(8)
  expect(told.at(-1)?.progress?.rows).toBeGreaterThan(told[0]?.progress?.rows ?? 0)
})

test('a first pull tells the whole and the time left; later ones do not ask, and a server that does not count is no obstacle', async () => {
  const all = await rig()
  all.backend.pageSize = 1
  all.backend.rows = 30
  all.backend.log.push(...Array.from({ length: 30 }, (_, second) => change('work_artifacts', artifact({}, second))))
  all.backend.fail.pull = () => new Promise<never>((resolve) => void all.clock.setTimeout(() => resolve(undefined as never), 500))
  all.engine.start()
  await all.clock.advance(10_050)
  expect(all.engine.status().progress).toMatchObject({ rows: 20, total: 30, time_left_ms: 5_000 })
  await all.clock.advance(6_000)
  expect(all.engine.status()).toMatchObject({ state: 'live', progress: null })
  all.backend.poke(workspaceId)
  await all.clock.advance(2_000)
  expect(all.backend.sizesAsked).toBe(1)

  const other = await rig()
  other.backend.log.push(change('work_artifacts', artifact()))
  other.backend.size = () => Promise.reject(new BackendError('server', 'too busy to count'))
  other.engine.start()
  await settled()
  expect(other.engine.status()).toMatchObject({ state: 'live', error: null })
})

test('a replica that begins anew has not been pulled until all of it has come again', async () => {
  const all = await started()
  all.backend.log.push(...Array.from({ length: 250 }, () => change('work_artifacts', artifact())))
  await all.clock.advance(2_000)
  expect(all.engine.status().last_pull_at).not.toBeNull()
  const before = all.heard.statuses.length
  await (all.store as typeof all.store & { rebuildReplica(): Promise<void> }).rebuildReplica()
  expect(all.engine.status().last_pull_at).toBeNull()
  await all.clock.advance(2_000)
  expect(all.engine.status().last_pull_at).not.toBeNull()
  expect((await queueIds(all.store)).length).toBe(250)
  expect(all.heard.statuses.slice(before).some(({ state, last_pull_at }) => state === 'pulling' && last_pull_at === null)).toBe(true)
})

test('of one that begins anew in the middle of a pull, what that pull brings is not all', async () => {
  const all = await started()
  const rows = Array.from({ length: 250 }, () => change('work_artifacts', artifact()))
  all.backend.log.push(...rows)
  let pages = 0
  let began = false
  let whole: Promise<number> | null = null
  all.heard.onStatus = ({ last_pull_at }) => {
    if (last_pull_at === null) began = true
    else if (began) whole ??= queueIds(all.store).then(({ length }) => length)
  }
  all.backend.fail.pull = () => {
    // While the third page of it is on its way.
    if (++pages === 3) void (all.store as typeof all.store & { rebuildReplica(): Promise<void> }).rebuildReplica()
    return null
  }
  await all.clock.advance(5_000)
  // How many there were when all of it was said to be here.
  expect(await whole).toBe(250)
})
