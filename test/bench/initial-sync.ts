import { setTimeout as wait } from 'node:timers/promises'
import { defaultSettings } from '../../contract/settings.ts'
import { createDesk } from '../../electron/desk/desk.ts'
import { createAuth, type Auth } from '../../electron/auth/auth.ts'
import { openConnection } from '../../electron/auth/connection.ts'
import { createBackend } from '../../electron/backend/backend.ts'
import { createLog } from '../../electron/shell/log.ts'
import { createStore } from '../../electron/store/client.ts'
import { createSyncEngine } from '../../electron/sync/engine.ts'
import { createProfile } from '../support/app.ts'
import { startTestStack } from '../support/stack.ts'
import { round, type Measurement } from './measurement.ts'
import { noBrowser } from '../support/browser.ts'

const items = Number(process.env['BENCH_ITEMS'] ?? 100_000)
/** BENCH_MILLION=1 also pulls a million rows, and compares what a row costs with the small run: that takes a while. */
const million = process.env['BENCH_MILLION'] === '1'

interface Run {
  rows: number
  /** until the whole queue can be decided, s */
  seconds: number
  /** from then on until every item can be found, s; null: not waited for */
  indexSeconds: number | null
  /** the longest that a look at the queue waited meanwhile, ms */
  slowestLook: number
}

/** The first sync of an account with a file on disk: all of main's code but Electron, the store in its worker. */
async function pullOnce(size: number, { index }: { index: boolean }): Promise<Run> {
  const stack = await startTestStack({ demo: { size } })
  const profile = await createProfile()
  const log = createLog([])
  const env = { COUNTERSIGN_URL: stack.url, COUNTERSIGN_KEY: stack.publishable_key }
  let startPull = () => {}
  const painted = new Promise<void>((resolve) => (startPull = resolve))
  let live = () => {}
  const isLive = new Promise<void>((resolve) => (live = resolve))
  const desk = createDesk({
    createStore: () => createStore(new URL('../../electron/store/worker.ts', import.meta.url)),
    createBackend: ({ connection, session }) => createBackend({ connection, tokens: session, fetch, log }),
    createEngine: createSyncEngine,
    network: { online: () => true, onChange: () => () => undefined },
    events: {
      replicaChanged: () => undefined,
      replicaRebuilt: () => undefined,
      contentChanged: () => undefined,
      syncStatus: ({ state }) => {
        if (state === 'live') live()
      },
      outboxStatus: () => undefined,
      takenBack: () => undefined,
      viewers: () => undefined,
      signInNeeded: (error) => auth.needSignIn(error),
    },
    holdMs: () => 0,
    contentLimitBytes: () => defaultSettings.content_limit_mb * 1_048_576,
    painted,
    log,
  })
  const auth: Auth = createAuth({
    profile: profile.folder,
    env,
    connection: await openConnection(profile.folder, env, fetch),
    fetch,
    keychain: { isAvailable: () => false, encrypt: () => new Uint8Array(), decrypt: () => '' },
    host: desk,
    browser: noBrowser,
    log,
  })
  try {
    const person = stack.accounts[0]
    if (!person) throw new Error('the demo has no accounts')
    await auth.start()
    await auth.signInWithPassword({ email: person.email, password: person.password, key_store: { kind: 'key_file' } })
    const looks = new AbortController()
    const slowestLook = watchQueue(() => desk.query('queue.index', { workspace_id: null }), looks.signal)
    const started = performance.now()
    startPull()
    await isLive
    const { total } = await desk.query('queue.index', { workspace_id: null })
    const seconds = (performance.now() - started) / 1_000
    if (total < size) throw new Error(`${total} of ${size} items are in the queue`)
    looks.abort()
    const { rows } = await desk.diagnostics()
    const indexed = performance.now()
    if (index) while (!(await desk.query('queue.index', { workspace_id: null, criteria: { text: 'zzz' } })).complete) await wait(2_000)
    const indexSeconds = index ? (performance.now() - indexed) / 1_000 : null
    return { rows: Object.values(rows).reduce((sum, count) => sum + count, 0), seconds, indexSeconds, slowestLook: await slowestLook }
  } finally {
    auth.stop()
    await desk.close()
    await stack.stop()
    await profile.remove()
  }
}

/** A person who looks at the queue every 100 ms: the longest wait. */
async function watchQueue(look: () => Promise<unknown>, signal: AbortSignal): Promise<number> {
  let slowest = 0
  while (!signal.aborted) {
    const asked = performance.now()
    await look()
    slowest = Math.max(slowest, performance.now() - asked)
    await wait(100)
  }
  return slowest
}

/** Rows per second until the queue can be decided; the full text's time apart; what a row costs at a million. */
export async function initialSync(): Promise<Measurement[]> {
  const run = await pullOnce(items, { index: true })
  const rate = run.rows / run.seconds
  const conditions = `${run.rows} rows, ${items} of them pending, server on the same computer`
  const figure = (metric: string, value: number, unit: string, bar: string, ok: boolean, baseline: number | null = null): Measurement => ({
    bench: 'initial-sync', metric, value: round(value), unit, baseline, bar, ok, n: 1, conditions,
  })
  const measurements = [
    figure('rows per second until the queue can be decided', rate, 'rows/s', '≥ 10000', rate >= 10_000),
    figure('full text over all items after it', run.indexSeconds ?? 0, 's', 'reported', true),
    figure('longest wait for the queue meanwhile', run.slowestLook, 'ms', 'reported', true),
  ]
  if (!million) return measurements
  const [small, large] = [await pullOnce(10_000, { index: false }), await pullOnce(1_000_000, { index: false })]
  const [costSmall, costLarge] = [small, large].map(({ rows, seconds }) => (seconds * 1e6) / rows) as [number, number]
  return [...measurements, figure('cost per row at 1,000,000', costLarge, 'µs', '≤ 2 × that at 10,000', costLarge <= 2 * costSmall, round(costSmall))]
}
