import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../../contract/commands.ts'
import { syncStatus } from '../../../contract/status.ts'
import { BackendError } from '../../../electron/backend/api.ts'
import { Database } from '../../../electron/store/driver.ts'
import { approve, artifact, body, change, newLocation, queueIds, session, sessionId, sha256, temporaryFolder, workspaceId } from '../store/fixtures.ts'
import { hang, rig, settled, type Rig } from './fakes.ts'

const started = async (): Promise<Rig> => {
  const all = await rig()
  all.engine.start()
  await settled()
  return all
}
const lastOutbox = ({ heard }: Rig) => heard.outbox.at(-1)
const down = (failure: 'network' | 'server' = 'network') => () => new BackendError(failure, 'no')
const allDown = { workspaces: down(), pull: down(), submit: down(), contents: down() }

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

test('damage that a look at the screen finds has everything pulled again, unasked', async () => {
  const place = temporaryFolder()
  const location = newLocation(place.folder)
  const all = await rig({ location })
  const row = artifact()
  all.backend.log.push(change('work_sessions', session()), change('work_artifacts', row))
  all.engine.start()
  await settled()
  const db = new Database(join(place.folder, 'replica.db'), location.keys.replica)
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
  place.remove()
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

describe('sending', () => {
  test('a decision goes at once and is settled by its answer', async () => {
    const all = await started()
    const row = artifact()
    all.backend.log.push(change('work_artifacts', row))
    const command = approve(row)
    await all.store.addCommand(command, 0)
    all.engine.wake('command')
    await settled()
    expect([...all.backend.applied.keys()]).toEqual([command.command_id])
    expect(lastOutbox(all)).toMatchObject({ unsent: 0, sending: 0 })
    expect(all.heard.outbox).toContainEqual(expect.objectContaining({ unsent: 1, sending: 1 }))
    expect(all.heard.tables).toContainEqual(['work_artifacts'])
  })

  test('a held one goes when its time has come; an undone one never', async () => {
    const all = await started()
    const [kept, undone] = [approve(artifact()), approve(artifact())]
    await all.store.addCommands([kept, undone], 5_000)
    all.engine.wake('command')
    await all.clock.advance(4_000)
    expect(all.backend.count('submit')).toBe(0)
    expect(await all.store.undoCommand(undone.command_id)).toBe(true)
    await all.clock.advance(1_000)
    expect(all.backend.batches).toEqual([[kept.command_id]])
  })

  test('five hundred per call', async () => {
    const all = await started()
    await all.store.addCommands(Array.from({ length: 1_100 }, () => approve(artifact())), 0)
    all.engine.wake('command')
    await settled()
    await settled()
    expect(all.backend.batches.map(({ length }) => length)).toEqual([500, 500, 100])
  })

  test('when the answer is lost, the same command goes again and takes effect once', async () => {
    const all = await started()
    all.backend.loseAnswers = 1
    const command = approve(artifact())
    await all.store.addCommand(command, 0)
    all.engine.wake('command')
    await settled()
    expect(all.engine.status()).toMatchObject({ state: 'offline', error: { code: 'network' } })
    expect(lastOutbox(all)).toMatchObject({ unsent: 1, sending: 0 })
    await all.clock.advance(2_000)
    expect(all.backend.batches).toEqual([[command.command_id], [command.command_id]])
    expect(all.backend.applied.size).toBe(1)
    expect(lastOutbox(all)).toMatchObject({ unsent: 0 })
  })

  test('one poisoned command goes to the tray, the others arrive', async () => {
    const all = await started()
    const commands = Array.from({ length: 9 }, () => approve(artifact()))
    const poison = commands[4]?.command_id
    all.backend.fail.submit = (given) => {
      const ids = (given as { command_id: string }[]).map(({ command_id }) => command_id)
      return ids.includes(poison ?? '') ? new BackendError('refused', '400: invalid input') : null
    }
    await all.store.addCommands(commands, 0)
    all.engine.wake('command')
    await settled()
    await settled()
    expect(all.backend.applied.size).toBe(8)
    expect(lastOutbox(all)).toMatchObject({ unsent: 0, refused: 1 })
    expect(await all.store.query('outbox.list', undefined)).toMatchObject([{ command_id: poison, state: 'refused', error: { code: 'invalid_command' } }])
    expect(all.engine.status().state).toBe('live')
  })

  test('when every call is refused, an empty one too, no decision is blamed', async () => {
    const all = await started()
    all.backend.fail.submit = () => new BackendError('refused', '404')
    await all.store.addCommands([approve(artifact()), approve(artifact())], 0)
    all.engine.wake('command')
    await settled()
    expect(lastOutbox(all)).toMatchObject({ unsent: 2, sending: 0, refused: 0 })
    expect(all.engine.status().state).toBe('waiting')
    all.backend.fail = {}
    await all.clock.advance(2_000)
    expect(lastOutbox(all)).toMatchObject({ unsent: 0 })
  })

  test('when the server asks to retry some, they go again later, the others are settled', async () => {
    const all = await started()
    const [first, second] = [approve(artifact()), approve(artifact())]
    const submit = all.backend.submit.bind(all.backend)
    let busy = true
    all.backend.submit = async (commands, signal) => {
      if (!busy) return await submit(commands, signal)
      const answers = JSON.parse(new TextDecoder().decode(await submit(commands.filter(({ command_id }) => command_id === first.command_id), signal))) as unknown[]
      const retry = commands.filter(({ command_id }) => command_id === second.command_id)
      return body([...answers, ...retry.map(({ command_id }) => ({ command_id, outcome: 'retry', error: { code: 'server', message: 'deadlock' } }))])
    }
    await all.store.addCommands([first, second], 0)
    all.engine.wake('command')
    await settled()
    expect(lastOutbox(all)).toMatchObject({ unsent: 1, sending: 0 })
    expect(all.engine.status().state).toBe('live')
    busy = false
    await all.clock.advance(2_000)
    expect(all.backend.applied.size).toBe(2)
  })

  test('decisions go out during a long pull', async () => {
    const all = await rig()
    all.backend.fail.pull = hang
    all.engine.start()
    await settled()
    await all.store.addCommand(approve(artifact()), 0)
    all.engine.wake('command')
    await settled()
    expect(all.backend.applied.size).toBe(1)
    await all.engine.stop()
  })
})

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
