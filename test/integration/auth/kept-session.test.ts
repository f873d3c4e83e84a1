import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { network } from '../../support/auth.ts'
import { authStage, keyFile, passphrase } from './stage.ts'

/** What is kept on disk, what the next start makes of it, and how the session is renewed meanwhile. */
const stage = authStage()

describe('what is on disk', () => {
  it('holds no token, no address of the user’s session and no readable key', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, passphrase)
    const token = await app.account().session.accessToken()
    const { rows } = await stage.stack.admin.query<{ token: string }>('select token from auth.refresh_tokens where user_id = $1', [stage.user.id])
    const secrets = [token, ...rows.map((row) => row.token), stage.user.password, 'correct horse battery staple']
    const files = await stage.filesHere()
    expect(files.map((file) => file.split('/').at(-1)).toSorted()).toEqual(['account.json', 'current-account', 'session.vault'])
    for (const file of files) {
      const bytes = await readFile(file)
      for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
      expect((await stat(file)).mode & 0o077).toBe(0)
    }
    expect(app.lines.join('')).not.toContain(stage.user.email)
  })

  it('is nothing at all in temporary mode, and a restart asks again', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, { kind: 'temporary' })
    expect(app.account().folder).toBeNull()
    expect(await stage.filesHere()).toEqual([])
    expect((await stage.startApp()).auth.status().state).toBe('signed_out')
  })
})

describe('a restart', () => {
  it('goes on without a sign-in and without a request, offline too', async () => {
    const first = await stage.startApp()
    await first.signIn(stage.user, keyFile)
    const net = network()
    net.online = false
    const second = await stage.startApp({ net })
    expect(second.auth.status()).toMatchObject({ state: 'signed_in', account: { user_id: stage.user.id } })
    expect(await stage.whoIs(await second.account().session.accessToken())).toBe(stage.user.id)
    expect(net.requests).toEqual([])
    expect(second.account().keys).toEqual(first.account().keys)
  })

  it('under a passphrase waits for it, offline too; a wrong one is told', async () => {
    await (await stage.startApp()).signIn(stage.user, passphrase)
    const net = network()
    net.online = false
    const app = await stage.startApp({ net })
    expect(app.auth.status()).toMatchObject({ state: 'locked', email: stage.user.email })
    expect(app.told).toEqual([])
    await expect(app.auth.unlock('correct horse battery stable')).rejects.toMatchObject({ code: 'wrong_passphrase' })
    expect(app.auth.status().state).toBe('locked')
    expect(await app.auth.unlock('correct horse battery staple')).toMatchObject({ user_id: stage.user.id })
    expect(app.auth.status().state).toBe('signed_in')
  })

  it('with a damaged vault is readable and asks for a sign-in, which goes on with the same key', async () => {
    const first = await stage.startApp()
    await first.signIn(stage.user, keyFile)
    const vault = (await stage.filesHere()).find((file) => file.endsWith('session.vault')) ?? ''
    const bytes = await readFile(vault)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(vault, bytes)
    const app = await stage.startApp()
    expect(app.auth.status()).toMatchObject({ state: 'sign_in_needed', account: { user_id: stage.user.id } })
    expect(app.told).toEqual(['open'])
    await app.signIn(stage.user, { kind: 'temporary' })
    expect(app.told).toEqual(['open', 'resume'])
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { key_store: 'key_file' } })
    expect(app.account().keys).toEqual(first.account().keys)
  })

  it('when the key file is gone does not touch what is there; a new sign-in sets it aside', async () => {
    await (await stage.startApp()).signIn(stage.user, keyFile)
    const key = (await stage.filesHere()).find((file) => file.endsWith('/key')) ?? ''
    await rm(key)
    const before = await stage.filesHere()
    const app = await stage.startApp()
    expect(app.auth.status().state).toBe('signed_out')
    expect(await stage.filesHere()).toEqual(before)
    await app.signIn(stage.user, keyFile)
    const names = (await stage.filesHere()).map((file) => file.split('/').at(-1) ?? '')
    expect(names).toContain('key')
    expect(names.some((name) => name.startsWith('account.json.set-aside-'))).toBe(true)
  })

  it('against another server opens nothing of this one', async () => {
    await (await stage.startApp()).signIn(stage.user, keyFile)
    const app = await stage.startApp({ env: { COUNTERSIGN_URL: 'http://127.0.0.1:9' } })
    expect(app.auth.status().state).toBe('signed_out')
  })
})

describe('renewal', () => {
  it('happens once for all who ask, and the new token is kept across a restart', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, keyFile)
    const { session } = app.account()
    const old = await session.accessToken()
    app.net.requests.length = 0
    const renewed = await Promise.all([session.renew(old), session.renew(old), session.renew(old)])
    expect(new Set(renewed).size).toBe(1)
    expect(renewed[0]).not.toBe(old)
    expect(app.net.requests).toEqual(['/auth/v1/token?grant_type=refresh_token'])
    expect(await session.renew(old)).toBe(renewed[0])
    expect(app.net.requests).toHaveLength(1)
    expect(await (await stage.startApp()).account().session.accessToken()).toBe(renewed[0])
  })

  it('that fails for now keeps the session: no network, server errors, too many requests, pages of a portal', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, keyFile)
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
    expect(await stage.whoIs(await session.renew(old))).toBe(stage.user.id)
  })

  it('that the server refuses for good asks for a sign-in, once, and leaves the account open', async () => {
    const other = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(other, keyFile)
    const { session } = app.account()
    const old = await session.accessToken()
    await stage.stack.admin.query('delete from auth.sessions where user_id = $1', [other.id])
    await expect(session.renew(old)).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(app.auth.status()).toMatchObject({ state: 'sign_in_needed', account: { user_id: other.id }, error: { code: 'sign_in_needed' } })
    app.net.requests.length = 0
    await expect(session.accessToken()).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(app.net.requests).toEqual([])
    expect(app.told).toEqual(['open'])
    await app.signIn(other, keyFile)
    expect(app.told).toEqual(['open', 'resume'])
    expect(await stage.whoIs(await session.accessToken())).toBe(other.id)
  })

  it('with a reused token of two rotations ago ends the session and asks for a sign-in', async () => {
    const other = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(other, keyFile)
    const copy = await stage.startApp()
    const { session } = app.account()
    const first = await session.accessToken()
    const second = await session.renew(first)
    await session.renew(second)
    await stage.stack.admin.query(`update auth.refresh_tokens set updated_at = now() - interval '1 minute' where user_id = $1`, [other.id])
    await expect(copy.account().session.renew(first)).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(copy.auth.status().state).toBe('sign_in_needed')
  })
})
