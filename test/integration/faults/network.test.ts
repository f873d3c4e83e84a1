import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStage, setScene, type Scene, type Stage } from '../../crash/stage.ts'
import { approvals, signIn, startMain, type RunningMain } from '../../support/main.ts'
import { startFaultProxy, type FaultProxy, type Passing } from '../../support/proxy.ts'
import { createRandom } from '../../support/random.ts'

/** The real client against the real server, with a network between them that fails. */
let stage: Stage
let scene: Scene
let proxy: FaultProxy
let profile = ''
let main: RunningMain

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())
beforeEach(async () => {
  scene = await setScene(stage)
  proxy = await startFaultProxy(stage.stack.url)
  profile = await mkdtemp(join(tmpdir(), 'countersign-faults-'))
  main = await startMain({ url: proxy.url, publishable_key: stage.stack.publishable_key, profile })
  await signIn(main, scene.reviewer)
})
afterEach(async () => {
  await main.quit()
  await proxy.stop()
  await rm(profile, { recursive: true, force: true })
})

const events = async () =>
  (
    await stage.stack.admin.query<{ command_id: string; note: string }>(
      `select command_id, note from public.review_events where workspace_id = $1 and actor_user_id = $2 order by command_id`,
      [scene.workspace, scene.reviewer.id],
    )
  ).rows
const asEvents = (commands: Awaited<ReturnType<typeof approvals>>) =>
  commands.map(({ command_id, payload }) => ({ command_id, note: payload.feedback })).sort((one, other) => (one.command_id < other.command_id ? -1 : 1))

/** Decides so many items and waits until all have arrived: each exactly once, with its words, and nothing in the tray. */
async function decideAndArrive(count: number): Promise<void> {
  const commands = await approvals(main, count)
  for (const command of commands) await main.desk.add(command)
  await main.settled()
  expect(await events()).toEqual(asEvents(commands))
  expect(await main.tray()).toEqual([])
}

const firstTime = (name: string) => (passing: Passing) => passing.name === name && passing.earlier === proxyCount(name)
let counts: Record<string, number> = {}
const proxyCount = (name: string) => counts[name] ?? 0
/** From here on `earlier` counts anew. */
const fromNow = (...names: string[]) => (counts = Object.fromEntries(names.map((name) => [name, proxy.count(name)])))

describe('an answer', () => {
  test('that is lost after the server has committed: the decision is sent again and stands once', async () => {
    fromNow('submit_commands')
    proxy.fault = (passing) => (firstTime('submit_commands')(passing) ? { kind: 'lost answer' } : null)
    await decideAndArrive(3)
    expect(proxy.count('submit_commands') - proxyCount('submit_commands')).toBeGreaterThan(1)
  })

  test.each(['submit_commands', 'sync_pull', 'artifact_contents', 'my_workspaces'])('of %s that is cut in the middle changes nothing and is asked for again', async (name) => {
    fromNow(name)
    proxy.fault = (passing) => (firstTime(name)(passing) ? { kind: 'cut answer' } : null)
    if (name === 'my_workspaces') {
      await main.quit()
      main = await startMain({ url: proxy.url, publishable_key: stage.stack.publishable_key, profile })
    }
    if (name === 'artifact_contents') await stage.stack.admin.query(`insert into public.work_artifacts (work_session_id, artifact_type, content) values ($1, 'analysis', '{"title": "Later"}')`, [scene.sessions[0]])
    await decideAndArrive(2)
    await main.until(() => proxy.count(name) > proxyCount(name))
  })

  test('that takes ten seconds is waited for: the screen answers meanwhile, nothing is sent twice', async () => {
    proxy.fault = ({ name }) => (name === 'submit_commands' ? { kind: 'late answer', until: pause(10_000) } : null)
    const before = proxy.count('submit_commands')
    const [command] = await approvals(main, 1)
    if (command === undefined) throw new Error('nothing to decide')
    await main.desk.add(command)
    await main.until(async () => (await main.desk.outboxStatus()).sending === 1)
    expect((await main.desk.query('queue.index', { workspace_id: null })).total).toBeGreaterThan(0)
    await main.settled()
    expect(await events()).toEqual(asEvents([command]))
    expect(proxy.count('submit_commands') - before).toBe(1)
    expect(main.sync.some(({ state }) => state === 'offline')).toBe(false)
  })
})

test('half of all requests and answers lost: everything arrives, once', async () => {
  const random = createRandom(11)
  proxy.fault = () => (random.chance(0.5) ? { kind: random.pick(['lost request', 'lost answer', 'cut answer'] as const) } : null)
  const commands = await approvals(main, 24)
  for (const command of commands) {
    await main.desk.add(command)
    if (random.chance(0.3)) main.desk.wake('focus')
    await pause(random.between(0, 20))
  }
  await main.settled()
  expect(await events()).toEqual(asEvents(commands))
  expect(await main.tray()).toEqual([])
})

test('429 with Retry-After: not a request before its time, then everything arrives', async () => {
  await main.settled()
  let refusedAt = 0
  proxy.fault = ({ name, at }) => {
    if (name !== 'submit_commands' || refusedAt > 0) return null
    refusedAt = at
    return { kind: 'answer', status: 429, headers: { 'retry-after': '1' } }
  }
  await decideAndArrive(2)
  expect(main.sync.some(({ error }) => error?.code === 'rate_limited')).toBe(true)
  const next = proxy.passed.find(({ name, at }) => name === 'submit_commands' && at > refusedAt)
  expect((next?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(990)
})

test.each([500, 502, 503, 504])('a storm of %i: waits, keeps everything, and goes on by itself', async (status) => {
  let left = 12
  proxy.fault = () => (left-- > 0 ? { kind: 'answer', status, body: '<html>sorry</html>', headers: { 'content-type': 'text/html' } } : null)
  await decideAndArrive(3)
  expect(main.sync.some(({ state, error }) => state === 'waiting' && error?.code === 'server')).toBe(true)
})

describe('401 in the middle of sending', () => {
  const expired = { kind: 'answer', status: 401, body: '{"code": "PGRST303", "message": "JWT expired"}' } as const

  test('is met by a new token, without the person noticing', async () => {
    const old = proxy.passed.at(-1)?.authorization
    proxy.fault = ({ name, authorization }) => (name === 'submit_commands' && authorization === old ? expired : null)
    await decideAndArrive(3)
    expect(proxy.count('/auth/v1/token')).toBe(2)
    expect(main.auth.status().state).toBe('signed_in')
  })

  test('with a refresh token that was revoked asks for a sign-in, keeps the decisions, and sends them after it', async () => {
    const { email } = scene.reviewer
    const old = proxy.passed.at(-1)?.authorization
    await stage.stack.admin.query('delete from auth.sessions s using auth.users u where u.id = s.user_id and u.email = $1', [email])
    proxy.fault = ({ name, authorization }) => (name === 'submit_commands' && authorization === old ? expired : null)
    const commands = await approvals(main, 3)
    for (const command of commands) await main.desk.add(command)
    await main.until(() => main.auth.status().state === 'sign_in_needed')
    expect(await main.desk.outboxStatus()).toMatchObject({ unsent: 3, conflicts: 0, refused: 0 })
    expect((await main.desk.query('queue.index', { workspace_id: null })).total).toBeGreaterThan(0)
    await signIn(main, scene.reviewer)
    expect(await events()).toEqual(asEvents(commands))
  })
})
