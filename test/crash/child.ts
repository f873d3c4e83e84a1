import { readFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { flushCompileCache, syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'
import { createAuth, type Auth } from '../../electron/auth/auth.ts'
import { openConnection } from '../../electron/auth/connection.ts'
import { createBackend } from '../../electron/backend/backend.ts'
import { createDesk } from '../../electron/desk/desk.ts'
import { createLog } from '../../electron/shell/log.ts'
import type { Fetch } from '../../electron/shell/network.ts'
import { createStore } from '../../electron/store/client.ts'
import { createSyncEngine } from '../../electron/sync/engine.ts'
import { createRandom } from '../support/random.ts'
import { decide } from './decide.ts'
import { killerAt, say, type Orders } from './orders.ts'
import { plantedBackend, plantedStore } from './plants.ts'
import { noBrowser } from '../support/browser.ts'

/**
 * All of main but Electron itself, on a profile: auth, desk, engine, backend, and the store in its thread. It decides
 * what its queue shows and says what was saved, until it is killed.
 */
flushCompileCache()
// Warm until the parent hands over the orders.
const orders = JSON.parse(readFileSync(0, 'utf8')) as Orders
process.env['CRASH_ORDERS'] = JSON.stringify(orders)
const atPoint = killerAt(orders.kill)
killAroundRenames(atPoint)

const log = createLog([{ least: 'error', write: (line) => say('log', line) }])
const env = { COUNTERSIGN_URL: orders.url, COUNTERSIGN_KEY: orders.publishable_key }
const fetchOrDie: Fetch = async (input, init) => {
  const response = await fetch(input, init)
  // The server answers when it has committed; nobody here has seen the answer yet.
  if (String(input).endsWith('/rpc/submit_commands')) atPoint('send.committed')
  return response
}

const waiting = new Set<() => void>()
const moved = () => waiting.forEach((look) => look())
/** Resolves when it holds, looked at whenever something has moved. */
const until = (holds: () => boolean | Promise<boolean>) =>
  new Promise<void>((resolve) => {
    const look = async () => {
      if (!(await holds())) return
      waiting.delete(check)
      resolve()
    }
    const check = () => void look()
    waiting.add(check)
    check()
  })

const desk = createDesk({
  createStore: () => plantedStore(createStore(new URL('./store-worker.ts', import.meta.url)), orders),
  createBackend: ({ connection, session }) => {
    const backend = plantedBackend(createBackend({ connection, tokens: session, fetch: fetchOrDie, log }), orders)
    return orders.realtime ? backend : { ...backend, subscribe: () => () => undefined }
  },
  createEngine: (options) => createSyncEngine({ ...options, onPoint: atPoint }),
  network: { online: () => true, onChange: () => () => undefined },
  events: {
    replicaChanged: moved,
    replicaRebuilt: () => undefined,
    contentChanged: moved,
    syncStatus: moved,
    outboxStatus: moved,
    takenBack: () => undefined,
    viewers: () => undefined,
    signInNeeded: (error) => auth.needSignIn(error),
  },
  holdMs: () => orders.holdMs,
  contentLimitBytes: () => orders.contentBytes,
  painted: Promise.resolve(),
  log,
})
const auth: Auth = createAuth({
  profile: orders.profile,
  env,
  connection: await openConnection(orders.profile, env, fetchOrDie),
  fetch: fetchOrDie,
  keychain: {
    isAvailable: () => false,
    encrypt: () => new Uint8Array(),
    decrypt: () => '',
  },
  host: desk,
  browser: noBrowser,
  log,
})
await auth.start()
if (auth.status().state !== 'signed_in') {
  await auth.signInWithPassword({ email: orders.email, password: orders.password, key_store: { kind: 'key_file' } })
}
say('open')

if (orders.drain) {
  await desk.flush()
  await until(() => desk.syncStatus().state === 'live')
  await until(async () => (await desk.outboxStatus()).unsent === 0)
  const before = desk.syncStatus().last_pull_at
  desk.wake('manual')
  await until(() => desk.syncStatus().last_pull_at !== before)
  const { keys } = await desk.query('queue.index', { workspace_id: null })
  say('queue', (await desk.query('queue.items', { keys: [...keys] })).map(({ id }) => id))
  auth.stop()
  await desk.close()
  say('closed')
  // Main quits so as well: a channel that was being joined would keep a timer for ten more seconds.
  process.exit(0)
} else {
  await decide({ desk, orders, random: createRandom(orders.seed), until })
  await until(async () => (await desk.outboxStatus()).unsent === 0)
  say('idle')
}

/** Files of the account appear by renaming: around it lies the creation of the key. */
function killAroundRenames(point: (name: string) => void): void {
  const { rename } = promises
  promises.rename = async (from, to) => {
    const name = basename(String(to))
    point(`before ${name}`)
    await rename(from, to)
    point(`after ${name}`)
  }
  syncBuiltinESMExports()
}
