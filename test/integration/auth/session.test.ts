import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { KeyStoreChoice } from '../../../contract/status.ts'
import { network, startAuthApp, type AuthApp, type AuthAppOptions } from '../../support/auth.ts'
import { startTestStack, type TestStack, type TestUser } from '../../support/stack.ts'

let stack: TestStack
let user: TestUser
let profile = ''

beforeAll(async () => {
  stack = await startTestStack()
  user = await stack.createUser()
})
afterAll(() => stack.stop())
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'countersign-auth-'))
})
afterEach(async () => {
  for (const app of running.splice(0)) app.auth.stop()
  await rm(profile, { recursive: true, force: true })
})

/** Auth on this test's profile and stack. */
const startApp = async (options: AuthAppOptions = {}) => {
  const app = await startAuthApp({ stack, profile, ...options })
  running.push(app)
  return app
}
const running: AuthApp[] = []

const keyFile: KeyStoreChoice = { kind: 'key_file' }
const passphrase: KeyStoreChoice = { kind: 'passphrase', passphrase: 'correct horse battery staple' }
const filesHere = async () => (await readdir(profile, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
const sessionsOf = async (who: TestUser) => (await stack.admin.query('select 1 from auth.sessions where user_id = $1', [who.id])).rowCount

/** What the server says of a token. */
const whoIs = async (token: string) => {
  const response = await fetch(`${stack.url}/auth/v1/user`, { headers: { apikey: stack.publishable_key, authorization: `Bearer ${token}` } })
  return response.ok ? ((await response.json()) as { id: string }).id : response.status
}

describe('signing in', () => {
  it('by password opens the account, and the token is that user’s', async () => {
    const app = await startApp()
    expect(app.auth.status().state).toBe('signed_out')
    expect(await app.signIn(user, keyFile)).toMatchObject({ user_id: user.id, email: user.email, key_store: 'key_file' })
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { user_id: user.id } })
    expect(await whoIs(await app.account().session.accessToken())).toBe(user.id)
  })

  it('a wrong password, an unknown user and a dead network say what they are and change nothing', async () => {
    const app = await startApp()
    await expect(app.signIn({ ...user, password: 'wrong' }, keyFile)).rejects.toMatchObject({ code: 'invalid_credentials' })
    await expect(app.signIn({ ...user, email: 'nobody@example.com' }, keyFile)).rejects.toMatchObject({ code: 'invalid_credentials' })
    app.net.online = false
    await expect(app.signIn(user, keyFile)).rejects.toMatchObject({ code: 'network', retry: true })
    expect(app.auth.status().state).toBe('signed_out')
    expect(await filesHere()).toEqual([])
  })

  it('a weak passphrase leaves no account behind', async () => {
    const app = await startApp()
    await expect(app.signIn(user, { kind: 'passphrase', passphrase: 'short' })).rejects.toMatchObject({ code: 'weak_passphrase' })
    await expect(app.signIn(user, { kind: 'keychain' })).rejects.toMatchObject({ code: 'key_store_unavailable' })
    expect(app.auth.status().state).toBe('signed_out')
    expect(await filesHere()).toEqual([])
  })

  it('by the code that was mailed', async () => {
    const app = await startApp()
    const other = await stack.createUser()
    await app.auth.requestCode({ email: other.email, key_store: keyFile })
    const mails = (await (await fetch(`${stack.url}/local/mail?email=${encodeURIComponent(other.email)}`)).json()) as { code: string }[]
    const code = mails.at(-1)?.code ?? ''
    const wrong = code === '123456' ? '654321' : '123456'
    await expect(app.auth.signInWithCode({ email: other.email, code: wrong, key_store: keyFile })).rejects.toMatchObject({ code: 'invalid_code' })
    await expect(app.auth.signInWithCode({ email: other.email, code: 'abc', key_store: keyFile })).rejects.toMatchObject({ code: 'invalid_code' })
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`
    expect(await app.auth.signInWithCode({ email: other.email, code: spaced, key_store: keyFile })).toMatchObject({ user_id: other.id })
    expect(await whoIs(await app.account().session.accessToken())).toBe(other.id)
  })

  it('a code for an unknown address is neither mailed nor told apart', async () => {
    const app = await startApp()
    await app.auth.requestCode({ email: 'nobody@example.com', key_store: keyFile })
    expect(await (await fetch(`${stack.url}/local/mail?email=nobody@example.com`)).json()).toEqual([])
  })
})

describe('what is on disk', () => {
  it('holds no token, no address of the user’s session and no readable key', async () => {
    const app = await startApp()
    await app.signIn(user, passphrase)
    const token = await app.account().session.accessToken()
    const { rows } = await stack.admin.query<{ token: string }>('select token from auth.refresh_tokens where user_id = $1', [user.id])
    const secrets = [token, ...rows.map((row) => row.token), user.password, 'correct horse battery staple']
    const files = await filesHere()
    expect(files.map((file) => file.split('/').at(-1)).toSorted()).toEqual(['account.json', 'current-account', 'session.vault'])
    for (const file of files) {
      const bytes = await readFile(file)
      for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
      expect((await stat(file)).mode & 0o077).toBe(0)
    }
    expect(app.lines.join('')).not.toContain(user.email)
  })

  it('is nothing at all in temporary mode, and a restart asks again', async () => {
    const app = await startApp()
    await app.signIn(user, { kind: 'temporary' })
    expect(app.account().folder).toBeNull()
    expect(await filesHere()).toEqual([])
    expect((await startApp()).auth.status().state).toBe('signed_out')
  })
})

describe('a restart', () => {
  it('goes on without a sign-in and without a request, offline too', async () => {
    const first = await startApp()
    await first.signIn(user, keyFile)
    const net = network()
    net.online = false
    const second = await startApp({ net })
    expect(second.auth.status()).toMatchObject({ state: 'signed_in', account: { user_id: user.id } })
    expect(await whoIs(await second.account().session.accessToken())).toBe(user.id)
    expect(net.requests).toEqual([])
    expect(second.account().keys).toEqual(first.account().keys)
  })

  it('under a passphrase waits for it, offline too; a wrong one is told', async () => {
    await (await startApp()).signIn(user, passphrase)
    const net = network()
    net.online = false
    const app = await startApp({ net })
    expect(app.auth.status()).toMatchObject({ state: 'locked', email: user.email })
    expect(app.told).toEqual([])
    await expect(app.auth.unlock('correct horse battery stable')).rejects.toMatchObject({ code: 'wrong_passphrase' })
    expect(app.auth.status().state).toBe('locked')
    expect(await app.auth.unlock('correct horse battery staple')).toMatchObject({ user_id: user.id })
    expect(app.auth.status().state).toBe('signed_in')
  })

  it('with a damaged vault is readable and asks for a sign-in, which goes on with the same key', async () => {
    const first = await startApp()
    await first.signIn(user, keyFile)
    const vault = (await filesHere()).find((file) => file.endsWith('session.vault')) ?? ''
    const bytes = await readFile(vault)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(vault, bytes)
    const app = await startApp()
    expect(app.auth.status()).toMatchObject({ state: 'sign_in_needed', account: { user_id: user.id } })
    expect(app.told).toEqual(['open'])
    await app.signIn(user, { kind: 'temporary' })
    expect(app.told).toEqual(['open', 'resume'])
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { key_store: 'key_file' } })
    expect(app.account().keys).toEqual(first.account().keys)
  })

  it('when the key file is gone does not touch what is there; a new sign-in sets it aside', async () => {
    await (await startApp()).signIn(user, keyFile)
    const key = (await filesHere()).find((file) => file.endsWith('/key')) ?? ''
    await rm(key)
    const before = await filesHere()
    const app = await startApp()
    expect(app.auth.status().state).toBe('signed_out')
    expect(await filesHere()).toEqual(before)
    await app.signIn(user, keyFile)
    const names = (await filesHere()).map((file) => file.split('/').at(-1) ?? '')
    expect(names).toContain('key')
    expect(names.some((name) => name.startsWith('account.json.set-aside-'))).toBe(true)
  })

  it('against another server opens nothing of this one', async () => {
    await (await startApp()).signIn(user, keyFile)
    const app = await startApp({ env: { COUNTERSIGN_URL: 'http://127.0.0.1:9' } })
    expect(app.auth.status().state).toBe('signed_out')
  })
})

describe('renewal', () => {
  it('happens once for all who ask, and the new token is kept across a restart', async () => {
    const app = await startApp()
    await app.signIn(user, keyFile)
    const { session } = app.account()
    const old = await session.accessToken()
    app.net.requests.length = 0
    const renewed = await Promise.all([session.renew(old), session.renew(old), session.renew(old)])
    expect(new Set(renewed).size).toBe(1)
    expect(renewed[0]).not.toBe(old)
    expect(app.net.requests).toEqual(['/auth/v1/token?grant_type=refresh_token'])
    expect(await session.renew(old)).toBe(renewed[0])
    expect(app.net.requests).toHaveLength(1)
    expect(await (await startApp()).account().session.accessToken()).toBe(renewed[0])
  })

  it('that fails for now keeps the session: no network, server errors, too many requests, pages of a portal', async () => {
    const app = await startApp()
    await app.signIn(user, keyFile)
    const { session } = app.account()
    const old = await session.accessToken()
    app.net.online = false
    await expect(session.renew(old)).rejects.toMatchObject({ code: 'network' })
    app.net.online = true
    const passing: [Response, string][] = [
      [new Response('bad gateway', { status: 502 }), 'server'],
      [Response.json({ code: 500, error_code: 'unexpected_failure', msg: 'x' }, { status: 500 }), 'server'],
      [Response.json({ code: 429, error_code: 'over_request_rate_limit', msg: 'x' }, { status: 429 }), 'rate_limited'],
      [new Response('<html>please pay</html>', { status: 403, headers: { 'content-type': 'text/html' } }), 'server'],
      [Response.json({ message: 'Invalid API key' }, { status: 401 }), 'server'],
    ]
    for (const [response, code] of passing) {
      app.net.intercept = () => response.clone()
      await expect(session.renew(old)).rejects.toMatchObject({ code })
      expect(app.auth.status().state).toBe('signed_in')
    }
    app.net.intercept = () => undefined
    expect(await whoIs(await session.renew(old))).toBe(user.id)
  })

  it('that the server refuses for good asks for a sign-in, once, and leaves the account open', async () => {
    const other = await stack.createUser()
    const app = await startApp()
    await app.signIn(other, keyFile)
    const { session } = app.account()
    const old = await session.accessToken()
    await stack.admin.query('delete from auth.sessions where user_id = $1', [other.id])
    await expect(session.renew(old)).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(app.auth.status()).toMatchObject({ state: 'sign_in_needed', account: { user_id: other.id }, error: { code: 'sign_in_needed' } })
    app.net.requests.length = 0
    await expect(session.accessToken()).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(app.net.requests).toEqual([])
    expect(app.told).toEqual(['open'])
    await app.signIn(other, keyFile)
    expect(app.told).toEqual(['open', 'resume'])
    expect(await whoIs(await session.accessToken())).toBe(other.id)
  })

  it('with a reused token of two rotations ago ends the session and asks for a sign-in', async () => {
    const other = await stack.createUser()
    const app = await startApp()
    await app.signIn(other, keyFile)
    const copy = await startApp()
    const { session } = app.account()
    const first = await session.accessToken()
    const second = await session.renew(first)
    await session.renew(second)
    await stack.admin.query(`update auth.refresh_tokens set updated_at = now() - interval '1 minute' where user_id = $1`, [other.id])
    await expect(copy.account().session.renew(first)).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(copy.auth.status().state).toBe('sign_in_needed')
  })
})

describe('another user', () => {
  it('after the session ended opens an account of their own; the first one stays', async () => {
    const one = await stack.createUser()
    const two = await stack.createUser()
    const app = await startApp()
    await app.signIn(one, keyFile)
    const keysOfOne = app.account().keys
    await stack.admin.query('delete from auth.sessions where user_id = $1', [one.id])
    await expect(app.account().session.renew(await app.account().session.accessToken())).rejects.toMatchObject({ code: 'sign_in_needed' })
    await app.signIn(two, keyFile)
    expect(app.told).toEqual(['open', 'close', 'open'])
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { user_id: two.id } })
    expect(app.account().keys).not.toEqual(keysOfOne)
    await app.auth.signOut(false)
    await app.signIn(one, keyFile)
    expect(app.account().keys).toEqual(keysOfOne)
  })

  it('signs in beside somebody who is signed in: both are kept, one is open', async () => {
    const app = await startApp()
    await app.signIn(user, keyFile)
    const other = await stack.createUser()
    await app.signIn(other, keyFile)
    expect(app.told).toEqual(['open', 'close', 'open'])
    expect((await app.auth.accounts()).map(({ email, current }) => [email, current]).toSorted()).toEqual([[other.email, true], [user.email, false]].toSorted())
    expect(await sessionsOf(user)).toBeGreaterThan(0)
  })
})

describe('signing out', () => {
  it('ends this session on the server, and only this one, and leaves nothing here', async () => {
    const other = await stack.createUser()
    const elsewhere = await startApp()
    await elsewhere.signIn(other, { kind: 'temporary' })
    const app = await startApp()
    await app.signIn(other, keyFile)
    const token = await app.account().session.accessToken()
    expect(await sessionsOf(other)).toBe(2)
    await app.auth.signOut(false)
    expect(app.told).toEqual(['open', 'destroy'])
    expect(app.auth.status().state).toBe('signed_out')
    expect(await whoIs(token)).toBe(403)
    expect(await sessionsOf(other)).toBe(1)
    expect(await whoIs(await elsewhere.account().session.accessToken())).toBe(other.id)
    expect(await filesHere()).toEqual([])
  })

  it('warns of decisions that have not been sent, and goes on when told so', async () => {
    const app = await startApp({ unsent: 2 })
    await app.signIn(user, keyFile)
    await expect(app.auth.signOut(false)).rejects.toMatchObject({ code: 'unsent_decisions', details: '2' })
    expect(app.auth.status().state).toBe('signed_in')
    expect(app.told).toEqual(['open'])
    await app.auth.signOut(true)
    expect(app.told).toEqual(['open', 'destroy'])
    expect(await filesHere()).toEqual([])
  })

  it('works offline', async () => {
    const app = await startApp()
    await app.signIn(user, keyFile)
    app.net.online = false
    await app.auth.signOut(false)
    expect(app.auth.status().state).toBe('signed_out')
    expect(await filesHere()).toEqual([])
  })

  it('of a locked account whose passphrase is forgotten warns first', async () => {
    await (await startApp()).signIn(user, passphrase)
    const app = await startApp()
    await expect(app.auth.signOut(false)).rejects.toMatchObject({ code: 'unsent_decisions' })
    await app.auth.signOut(true)
    expect(app.auth.status().state).toBe('signed_out')
    expect(await filesHere()).toEqual([])
  })
})

describe('the demo', () => {
  it('signs itself in to a stack on this computer, once', async () => {
    const env = { COUNTERSIGN_DEMO_EMAIL: user.email, COUNTERSIGN_DEMO_PASSWORD: user.password }
    const app = await startApp({ env })
    expect(app.auth.isDemo).toBe(true)
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { key_store: 'key_file' } })
    const again = await startApp({ env })
    expect(again.net.requests).toEqual([])
    expect(again.auth.status().state).toBe('signed_in')
  })

  it('sends its password nowhere else', async () => {
    const net = network()
    const env = { COUNTERSIGN_URL: 'https://review.example.com', COUNTERSIGN_DEMO_EMAIL: user.email, COUNTERSIGN_DEMO_PASSWORD: user.password }
    const app = await startApp({ env, net })
    expect([app.auth.isDemo, app.auth.status().state, net.requests]).toEqual([false, 'signed_out', []])
  })
})
