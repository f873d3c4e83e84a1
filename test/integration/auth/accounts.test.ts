import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import type { KeyStoreChoice } from '../../../contract/status.ts'
import { network, startAuthApp, type AuthApp, type AuthAppOptions } from '../../support/auth.ts'
import { canMount, mount, unmount } from '../../support/mounts.ts'
import { startTestStack, type TestStack, type TestUser } from '../../support/stack.ts'

/** Several people and several servers on one profile. */
let stack: TestStack
let second: TestStack
let one: TestUser
let two: TestUser
let profile = ''
const running: AuthApp[] = []
const keyFile: KeyStoreChoice = { kind: 'key_file' }
const passphrase: KeyStoreChoice = { kind: 'passphrase', passphrase: 'correct horse battery staple' }
/** The connection is chosen in the app, not by the environment. */
const free = { COUNTERSIGN_URL: '', COUNTERSIGN_KEY: '' }

beforeAll(async () => {
  ;[stack, second] = await Promise.all([startTestStack(), startTestStack()])
  ;[one, two] = [await stack.createUser(), await stack.createUser()]
})
afterAll(() => Promise.all([stack.stop(), second.stop()]))
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'countersign-accounts-'))
})
afterEach(async () => {
  for (const app of running.splice(0)) app.auth.stop()
  await rm(profile, { recursive: true, force: true })
})

async function startApp(options: AuthAppOptions = {}) {
  const app = await startAuthApp({ stack, profile, ...options })
  running.push(app)
  return app
}
const idOf = async (app: AuthApp, user: TestUser) => (await app.auth.accounts()).find(({ email }) => email === user.email)?.id ?? ''
const openEmail = (app: AuthApp) => {
  const status = app.auth.status()
  return status.state === 'signed_in' ? status.account.email : status.state
}
const known = async (app: AuthApp) => (await app.auth.accounts()).map(({ email, current, waiting }) => ({ email, current, waiting })).toSorted((a, b) => (a.email === one.email ? -1 : b.email === one.email ? 1 : 0))

describe('switching', () => {
  it('opens the other account without asking the server, each under keys and tokens of its own', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    const [keysOfOne, tokenOfOne] = [app.account().keys, await app.account().session.accessToken()]
    await app.signIn(two, keyFile)
    const folderOfTwo = app.account().folder
    app.net.online = false
    app.net.requests.length = 0
    await app.auth.switchAccount(await idOf(app, one), false)
    expect([openEmail(app), app.net.requests]).toEqual([one.email, []])
    expect(app.account().keys).toEqual(keysOfOne)
    expect(app.account().folder).not.toBe(folderOfTwo)
    expect(await app.account().session.accessToken()).toBe(tokenOfOne)
    expect(app.told).toEqual(['open', 'close', 'open', 'close', 'open'])
    const net = network()
    net.online = false
    expect(openEmail(await startApp({ net }))).toBe(one.email)
  })

  it('shows what waits in a closed account, and keeps it', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    app.unsent.now = 3
    await app.signIn(two, keyFile)
    app.unsent.now = 0
    expect(await known(app)).toEqual([{ email: one.email, current: false, waiting: 3 }, { email: two.email, current: true, waiting: null }])
    await expect(app.auth.removeAccount(await idOf(app, one), false)).rejects.toMatchObject({ code: 'unsent_decisions', details: '3' })
    await app.auth.switchAccount(await idOf(app, one), false)
    expect(await known(app)).toEqual([{ email: one.email, current: true, waiting: null }, { email: two.email, current: false, waiting: 0 }])
    app.unsent.now = 2
    await app.auth.end()
    expect((await known(await startApp())).find(({ email }) => email === one.email)).toEqual({ email: one.email, current: true, waiting: null })
  })

  it('to one under a passphrase waits for it, and one can go back', async () => {
    const app = await startApp()
    await app.signIn(one, passphrase)
    await app.signIn(two, keyFile)
    await app.auth.switchAccount(await idOf(app, one), false)
    expect(app.auth.status()).toMatchObject({ state: 'locked', email: one.email })
    await app.auth.switchAccount(await idOf(app, two), false)
    expect(openEmail(app)).toBe(two.email)
    await app.auth.switchAccount(await idOf(app, one), false)
    await app.auth.unlock('correct horse battery staple')
    expect(openEmail(app)).toBe(one.email)
  })

  it('away from a temporary account warns of what would be lost', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    await app.signIn(two, { kind: 'temporary' })
    app.unsent.now = 1
    await expect(app.auth.switchAccount(await idOf(app, one), false)).rejects.toMatchObject({ code: 'unsent_decisions' })
    await expect(app.signIn(one, keyFile)).rejects.toMatchObject({ code: 'unsent_decisions' })
    expect(openEmail(app)).toBe(two.email)
    await app.auth.switchAccount(await idOf(app, one), true)
    expect(openEmail(app)).toBe(one.email)
    expect(app.told.slice(-2)).toEqual(['destroy', 'open'])
    expect((await known(app)).map(({ email }) => email)).toEqual([one.email])
  })

  it('whose key can’t be had leaves the open account open', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    const key = join(app.account().folder ?? '', 'key')
    await app.signIn(two, keyFile)
    await writeFile(key, 'nonsense')
    await expect(app.auth.switchAccount(await idOf(app, one), false)).rejects.toThrow()
    expect(openEmail(app)).toBe(two.email)
    expect(app.told).toEqual(['open', 'close', 'open'])
  })
})

describe('what fails on the way to another account', () => {
  const full = new AppError('storage_full', 'The disk is full.')

  it('leads back to the one that was open: it is open in truth, and its session works', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    await app.signIn(two, keyFile)
    for (const failed of [() => app.signIn(one, keyFile), async () => app.auth.switchAccount(await idOf(app, one), false)]) {
      app.told.length = 0
      app.failing.set('open', full)
      await expect(failed()).rejects.toMatchObject({ code: 'storage_full' })
      expect([openEmail(app), app.told, app.account().account.email]).toEqual([two.email, ['close', 'open', 'open'], two.email])
      await app.account().session.renew(await app.account().session.accessToken())
      await app.auth.factors()
    }
    expect(openEmail(await startApp())).toBe(two.email)
  })

  it('leaves a locked one locked: it can be unlocked', async () => {
    await (await startApp()).signIn(one, passphrase)
    const app = await startApp()
    app.failing.set('open', full)
    await expect(app.signIn(two, keyFile)).rejects.toMatchObject({ code: 'storage_full' })
    expect(app.auth.status()).toMatchObject({ state: 'locked', email: one.email })
    expect((await known(app)).map(({ email }) => email)).toEqual([one.email])
    app.failing.set('open', full)
    await expect(app.auth.unlock('correct horse battery staple')).rejects.toMatchObject({ code: 'storage_full' })
    await app.auth.unlock('correct horse battery staple')
    expect(openEmail(app)).toBe(one.email)
  })

  it('says so where there is nothing to go back to', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    await app.signIn(two, { kind: 'temporary' })
    app.failing.set('open', full)
    await expect(app.auth.switchAccount(await idOf(app, one), true)).rejects.toMatchObject({ code: 'storage_full' })
    expect(openEmail(app)).toBe('signed_out')
    await app.signIn(one, keyFile)
    app.failing.set('destroy', full)
    await expect(app.auth.signOut(false)).rejects.toMatchObject({ code: 'storage_full' })
    expect(openEmail(app)).toBe('signed_out')
    await app.auth.switchAccount(await idOf(app, one), false)
    expect(openEmail(app)).toBe(one.email)
    // What can't even be closed is opened again, too.
    await app.signIn(two, keyFile)
    app.failing.set('close', full)
    await expect(app.auth.switchAccount(await idOf(app, one), false)).rejects.toMatchObject({ code: 'storage_full' })
    expect(openEmail(app)).toBe(two.email)
  })

  it.skipIf(!canMount)('on a disk that is full, really', async () => {
    mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', profile)
    try {
      const app = await startApp()
      await app.signIn(one, keyFile)
      await app.signIn(two, keyFile)
      for (let size = 1_048_576; size >= 4_096; size /= 2) {
        for (let piece = 0; await writeFile(join(profile, `filler-${size}-${piece}`), Buffer.alloc(size)).then(() => true, () => false); piece++);
      }
      app.told.length = 0
      await expect(app.signIn(one, keyFile)).rejects.toMatchObject({ code: 'ENOSPC' })
      await expect(app.signIn(await stack.createUser(), keyFile)).rejects.toMatchObject({ code: 'ENOSPC' })
      expect([openEmail(app), app.told]).toEqual([two.email, []])
      expect((await known(app)).map(({ email, current }) => [email, current])).toEqual([[one.email, false], [two.email, true]])
      await app.auth.switchAccount(await idOf(app, one), false)
      expect(openEmail(app)).toBe(one.email)
    } finally {
      unmount(profile)
    }
  })
})

describe('several servers', () => {
  it('each account goes back to its own; a start opens the last one where it belongs', async () => {
    const elsewhere = await second.createUser()
    const app = await startApp({ env: free })
    expect(app.auth.status().state).toBe('not_connected')
    await app.auth.setConnection(stack)
    await app.signIn(one, keyFile)
    await app.auth.setConnection(second)
    expect(openEmail(app)).toBe(one.email)
    await app.signIn(elsewhere, keyFile)
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', connection: { url: second.url } })
    await app.auth.switchAccount(await idOf(app, one), false)
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', connection: { url: stack.url } })
    await app.account().session.renew(await app.account().session.accessToken())
    const again = await startApp({ env: free })
    expect(again.auth.status()).toMatchObject({ state: 'signed_in', connection: { url: stack.url }, account: { email: one.email } })
    // Fixed by the environment to one server, the other's account is neither offered nor opened.
    const fixed = await startApp({ env: { COUNTERSIGN_URL: second.url, COUNTERSIGN_KEY: second.publishable_key } })
    expect((await fixed.auth.accounts()).map(({ email }) => email)).toEqual([elsewhere.email])
  })
})

describe('removing', () => {
  it('ends its session on the server and leaves nothing of it here; the other stays', async () => {
    const app = await startApp()
    await app.signIn(one, keyFile)
    const folder = app.account().folder ?? ''
    await app.signIn(two, keyFile)
    const before = (await stack.admin.query('select 1 from auth.sessions where user_id = $1', [one.id])).rowCount ?? 0
    await app.auth.removeAccount(await idOf(app, one), false)
    expect((await stack.admin.query('select 1 from auth.sessions where user_id = $1', [one.id])).rowCount).toBe(before - 1)
    expect(existsSync(folder)).toBe(false)
    expect(openEmail(app)).toBe(two.email)
    await app.auth.removeAccount(await idOf(app, two), false)
    expect(app.auth.status().state).toBe('signed_out')
    expect(await readdir(profile)).toEqual([])
  })

  it('of one that was not counted warns', async () => {
    await (await startApp()).signIn(one, keyFile)
    const app = await startApp({ keychain: undefined as never })
    await app.signIn(two, keyFile)
    await rm(join(profile, 'accounts', await idOf(app, one), 'waiting.json'))
    await expect(app.auth.removeAccount(await idOf(app, one), false)).rejects.toMatchObject({ code: 'unsent_decisions' })
    await app.auth.removeAccount(await idOf(app, one), true)
    expect((await known(app)).map(({ email }) => email)).toEqual([two.email])
  })
})
