import { describe, expect, it } from 'vitest'
import { network, type AuthApp } from '../../support/auth.ts'
import { authStage, keyFile, passphrase } from './stage.ts'

/** Signing in and out, and what each leaves behind. */
const stage = authStage()

describe('signing in', () => {
  it('by password opens the account, and the token is that user’s', async () => {
    const app = await stage.startApp()
    expect(app.auth.status().state).toBe('signed_out')
    expect(await app.signIn(stage.user, keyFile)).toMatchObject({ user_id: stage.user.id, email: stage.user.email, key_store: 'key_file' })
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { user_id: stage.user.id } })
    expect(await stage.whoIs(await app.account().session.accessToken())).toBe(stage.user.id)
  })

  it('a wrong password, an unknown user and a dead network say what they are and change nothing', async () => {
    const app = await stage.startApp()
    await expect(app.signIn({ ...stage.user, password: 'wrong' }, keyFile)).rejects.toMatchObject({ code: 'invalid_credentials' })
    await expect(app.signIn({ ...stage.user, email: 'nobody@example.com' }, keyFile)).rejects.toMatchObject({ code: 'invalid_credentials' })
    app.net.online = false
    await expect(app.signIn(stage.user, keyFile)).rejects.toMatchObject({ code: 'network', retry: true })
    expect(app.auth.status().state).toBe('signed_out')
    expect(await stage.filesHere()).toEqual([])
  })

  it('a weak passphrase leaves no account behind', async () => {
    const app = await stage.startApp()
    await expect(app.signIn(stage.user, { kind: 'passphrase', passphrase: 'short' })).rejects.toMatchObject({ code: 'weak_passphrase' })
    await expect(app.signIn(stage.user, { kind: 'keychain' })).rejects.toMatchObject({ code: 'key_store_unavailable' })
    expect(app.auth.status().state).toBe('signed_out')
    expect(await stage.filesHere()).toEqual([])
  })

  it('by the code that was mailed', async () => {
    const app = await stage.startApp()
    const other = await stage.stack.createUser()
    await app.auth.requestCode({ email: other.email, key_store: keyFile })
    const mails = (await (await fetch(`${stage.stack.url}/local/mail?email=${encodeURIComponent(other.email)}`)).json()) as { code: string }[]
    const code = mails.at(-1)?.code ?? ''
    const wrong = code === '123456' ? '654321' : '123456'
    await expect(app.auth.signInWithCode({ email: other.email, code: wrong, key_store: keyFile })).rejects.toMatchObject({ code: 'invalid_code' })
    await expect(app.auth.signInWithCode({ email: other.email, code: 'abc', key_store: keyFile })).rejects.toMatchObject({ code: 'invalid_code' })
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`
    expect(await app.auth.signInWithCode({ email: other.email, code: spaced, key_store: keyFile })).toMatchObject({ user_id: other.id })
    expect(await stage.whoIs(await app.account().session.accessToken())).toBe(other.id)
  })

  it('a code for an unknown address is neither mailed nor told apart', async () => {
    const app = await stage.startApp()
    await app.auth.requestCode({ email: 'nobody@example.com', key_store: keyFile })
    expect(await (await fetch(`${stage.stack.url}/local/mail?email=nobody@example.com`)).json()).toEqual([])
  })
})

describe('another user', () => {
  it('after the session ended opens an account of their own; the first one stays', async () => {
    const one = await stage.stack.createUser()
    const two = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(one, keyFile)
    const keysOfOne = app.account().keys
    await stage.stack.admin.query('delete from auth.sessions where user_id = $1', [one.id])
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
    const app = await stage.startApp()
    await app.signIn(stage.user, keyFile)
    const other = await stage.stack.createUser()
    await app.signIn(other, keyFile)
    expect(app.told).toEqual(['open', 'close', 'open'])
    expect((await app.auth.accounts()).map(({ email, current }) => [email, current]).toSorted()).toEqual([[other.email, true], [stage.user.email, false]].toSorted())
    expect(await stage.sessionsOf(stage.user)).toBeGreaterThan(0)
  })
})

describe('signing out', () => {
  it('ends this session on the server, and only this one, and leaves nothing here', async () => {
    const other = await stage.stack.createUser()
    const elsewhere = await stage.startApp()
    await elsewhere.signIn(other, { kind: 'temporary' })
    const app = await stage.startApp()
    await app.signIn(other, keyFile)
    const token = await app.account().session.accessToken()
    expect(await stage.sessionsOf(other)).toBe(2)
    await app.auth.signOut(false)
    expect(app.told).toEqual(['open', 'destroy'])
    expect(app.auth.status().state).toBe('signed_out')
    expect(await stage.whoIs(token)).toBe(403)
    expect(await stage.sessionsOf(other)).toBe(1)
    expect(await stage.whoIs(await elsewhere.account().session.accessToken())).toBe(other.id)
    expect(await stage.filesHere()).toEqual([])
  })

  it('warns of decisions that have not been sent, and goes on when told so', async () => {
    const app = await stage.startApp({ unsent: 2 })
    await app.signIn(stage.user, keyFile)
    await expect(app.auth.signOut(false)).rejects.toMatchObject({ code: 'unsent_decisions', details: '2' })
    expect(app.auth.status().state).toBe('signed_in')
    expect(app.told).toEqual(['open'])
    await app.auth.signOut(true)
    expect(app.told).toEqual(['open', 'destroy'])
    expect(await stage.filesHere()).toEqual([])
  })

  it('works offline', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, keyFile)
    app.net.online = false
    await app.auth.signOut(false)
    expect(app.auth.status().state).toBe('signed_out')
    expect(await stage.filesHere()).toEqual([])
  })

  it('of a locked account whose passphrase is forgotten warns first', async () => {
    await (await stage.startApp()).signIn(stage.user, passphrase)
    const app = await stage.startApp()
    await expect(app.auth.signOut(false)).rejects.toMatchObject({ code: 'unsent_decisions' })
    await app.auth.signOut(true)
    expect(app.auth.status().state).toBe('signed_out')
    expect(await stage.filesHere()).toEqual([])
  })
})

describe('a session that was ended from elsewhere', () => {
  const calls: [string, (app: AuthApp) => Promise<unknown>][] = [
    ['the list of second factors', (app) => app.auth.factors()],
    ['a new second factor', (app) => app.auth.enrolFactor('Phone')],
    ['a new password', (app) => app.auth.changePassword('another correct horse')],
    ['signing out the others', (app) => app.auth.signOutOthers()],
  ]
  it.each(calls)('shows at once: %s asks for a new sign-in, which goes on', async (_, call) => {
    const person = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(person, keyFile)
    await stage.stack.admin.query('delete from auth.sessions where user_id = $1', [person.id])
    await expect(call(app)).rejects.toMatchObject({ code: 'sign_in_needed', message: expect.stringContaining('Sign in again') as string })
    expect(app.auth.status()).toMatchObject({ state: 'sign_in_needed', account: { user_id: person.id } })
    await app.signIn(person, keyFile)
    await app.auth.factors()
    expect(app.told).toEqual(['open', 'resume'])
  })

  it('a token that is too old by the server’s clock is renewed once, and the call goes on', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, keyFile)
    const stale = await app.account().session.accessToken()
    const refusal = () => Response.json({ code: 'bad_jwt', message: 'invalid JWT: token is expired' }, { status: 403, headers: { 'x-supabase-api-version': '2024-01-01' } })
    let left = 1
    app.net.intercept = (path) => (path === '/auth/v1/user' && left-- > 0 ? refusal() : undefined)
    expect(await app.auth.factors()).toEqual([])
    expect(await app.account().session.accessToken()).not.toBe(stale)
    expect(app.auth.status().state).toBe('signed_in')
    left = 2
    await expect(app.auth.factors()).rejects.toMatchObject({ code: 'sign_in_needed' })
    expect(app.auth.status().state).toBe('sign_in_needed')
  })

  it('a wrong code or a weak password ends nothing', async () => {
    const app = await stage.startApp()
    await app.signIn(stage.user, keyFile)
    const { id } = await app.auth.enrolFactor('Phone')
    await expect(app.auth.confirmFactor(id, '000000')).rejects.toMatchObject({ code: 'invalid_code' })
    await expect(app.auth.changePassword('short')).rejects.toMatchObject({ code: 'weak_password' })
    expect(app.auth.status().state).toBe('signed_in')
  })
})

describe('the demo', () => {
  it('signs itself in to a stack on this computer, once', async () => {
    const env = { COUNTERSIGN_DEMO_EMAIL: stage.user.email, COUNTERSIGN_DEMO_PASSWORD: stage.user.password }
    const app = await stage.startApp({ env })
    expect(app.auth.isDemo).toBe(true)
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { key_store: 'key_file' } })
    const again = await stage.startApp({ env })
    expect(again.net.requests).toEqual([])
    expect(again.auth.status().state).toBe('signed_in')
  })

  it('sends its password nowhere else', async () => {
    const net = network()
    const env = { COUNTERSIGN_URL: 'https://review.example.com', COUNTERSIGN_DEMO_EMAIL: stage.user.email, COUNTERSIGN_DEMO_PASSWORD: stage.user.password }
    const app = await stage.startApp({ env, net })
    expect([app.auth.isDemo, app.auth.status().state, net.requests]).toEqual([false, 'signed_out', []])
  })
})
