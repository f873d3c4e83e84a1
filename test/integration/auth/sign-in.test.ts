import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { follow, lastMail, throughProvider } from '../../support/mail.ts'
import { authStage, keyFile, logHolds, newAddress, signedInAs, state } from './stage.ts'

/** Signing in by the browser and by mail, and new accounts. */
const stage = authStage()

describe('a provider in the browser', () => {
  it('signs in by the app’s scheme: state and verifier fit, and neither code nor token is logged', async () => {
    const app = await stage.startApp()
    const email = newAddress()
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    expect(app.auth.progress()).toEqual({ step: 'browser', provider: 'github', error: null })
    const [page = ''] = app.pages
    expect(page).toMatch(new RegExp(`^${stage.stack.url}/auth/v1/authorize\\?.*code_challenge=`))
    const link = await throughProvider(page, { email, name: 'Gia' })
    expect(link).toMatch(/^countersign:\/\/auth\/callback\/[\w-]{43}\?code=[\w-]+$/)
    await app.auth.receiveLink(link)
    expect(app.auth.status()).toMatchObject({ state: 'signed_in', account: { email, display_name: 'Gia', key_store: 'key_file' } })
    expect(app.auth.progress()).toEqual({ step: 'idle', error: null })
    const token = await app.account().session.accessToken()
    expect(logHolds(app, token, new URL(link).searchParams.get('code') ?? '', new URL(link).pathname)).toEqual([])
  })

  it('signs in by a port of this computer where the scheme is not registered; the port closes afterwards', async () => {
    const app = await stage.startApp({ scheme: false })
    const email = newAddress()
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    const link = await throughProvider(app.pages[0] ?? '', { email })
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback\/[\w-]{43}\?code=/)
    const { origin, host, pathname } = new URL(link)
    expect((await fetch(`${origin}/auth/callback/${'x'.repeat(43)}?code=1`)).status).toBe(404)
    expect((await fetch(link, { method: 'POST' })).status).toBe(404)
    expect(await statusUnderName(host, `${pathname}?code=1`, 'rebound.example')).toBe(404)
    expect(state(app)).toBe('signed_out')
    const answer = await fetch(link)
    expect([answer.status, answer.headers.get('referrer-policy')]).toEqual([200, 'no-referrer'])
    await expect.poll(() => app.auth.progress().step).toBe('idle')
    expect(signedInAs(app)).toBe(email)
    await expect(fetch(link)).rejects.toThrow()
  })

  it('drops a link that no sign-in waits for: of another state, a second time, after it was cancelled, out of nowhere', async () => {
    const app = await stage.startApp()
    await app.auth.receiveLink(`countersign://auth/callback/${'x'.repeat(43)}?code=abc`)
    await app.auth.receiveLink('countersign://auth/callback#access_token=abc&refresh_token=def')
    expect(state(app)).toBe('signed_out')
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    const link = await throughProvider(app.pages[0] ?? '', { email: newAddress() })
    app.net.requests.length = 0
    await app.auth.receiveLink(link.replace(/callback\/./, (found) => (found.endsWith('A') ? 'callback/B' : 'callback/A')))
    expect([state(app), app.net.requests]).toEqual(['signed_out', []])
    await app.auth.cancel()
    await app.auth.receiveLink(link)
    expect([state(app), app.net.requests]).toEqual(['signed_out', []])
    expect(app.lines.filter((line) => line.includes('a link was dropped'))).toHaveLength(4)
  })

  it('somebody else’s code is worth nothing here', async () => {
    const [app, other] = [await stage.startApp(), await stage.startApp()]
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    await other.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    const mine = await throughProvider(app.pages[0] ?? '', { email: newAddress() })
    const theirs = await throughProvider(other.pages[0] ?? '', { email: newAddress() })
    await app.auth.receiveLink(mine.replace(/code=.*/, `code=${new URL(theirs).searchParams.get('code') ?? ''}`))
    expect(state(app)).toBe('signed_out')
    expect(app.auth.progress()).toMatchObject({ step: 'idle', error: { code: 'invalid_code' } })
  })

  it('says that it was refused, and which provider the server does not know', async () => {
    const app = await stage.startApp()
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    await app.auth.receiveLink(await throughProvider(app.pages[0] ?? '', 'deny'))
    expect(app.auth.progress()).toMatchObject({ step: 'idle', error: { code: 'invalid_credentials' } })
    expect(await app.auth.offers()).toEqual({ password: true, sign_up: true, providers: ['github'] })
  })

  it('opens the same page again while it waits', async () => {
    const app = await stage.startApp()
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    await app.auth.signInWithBrowser({ provider: 'github', key_store: keyFile })
    expect(app.pages[0]).toBe(app.pages[1])
  })
})

/** A request whose host name a page elsewhere made up for 127.0.0.1. */
const statusUnderName = (host: string, path: string, name: string) =>
  new Promise((resolve, reject) => {
    const [hostname, port] = host.split(':')
    http.get({ hostname, port, path, headers: { host: name } }, (response) => resolve(response.resume().statusCode)).on('error', reject)
  })

describe('a mail', () => {
  it('signs in by its link, through the browser', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.auth.requestCode({ email: user.email, key_store: keyFile })
    expect(app.auth.progress()).toEqual({ step: 'mail', purpose: 'sign_in', email: user.email, error: null })
    await app.auth.receiveLink(await follow((await lastMail(stage.stack, user.email)).link))
    expect(signedInAs(app)).toBe(user.email)
  })

  it('signs in by its link pasted, by where the link had led pasted, and not by what is no link of it', async () => {
    const app = await stage.startApp()
    const paste = async (of: (link: string) => string | Promise<string>) => {
      const user = await stage.stack.createUser()
      await app.auth.requestCode({ email: user.email, key_store: { kind: 'temporary' } })
      const text = await of((await lastMail(stage.stack, user.email)).link)
      await app.auth.signInWithCode({ email: user.email, code: text, key_store: { kind: 'temporary' } })
      return signedInAs(app) === user.email
    }
    expect(await paste((link) => ` ${link}\n`)).toBe(true)
    expect(await paste(follow)).toBe(true)
    for (const text of ['https://elsewhere.example/auth/v1/verify?token=pkce_abcdefgh&type=magiclink', 'hello', 'countersign://auth']) {
      await expect(paste(() => text)).rejects.toMatchObject({ code: 'invalid_code' })
    }
  })

  it('of another address signs nobody in', async () => {
    const [mine, theirs] = [await stage.stack.createUser(), await stage.stack.createUser()]
    const [app, attacker] = [await stage.startApp(), await stage.startApp()]
    await attacker.auth.requestCode({ email: theirs.email, key_store: keyFile })
    await app.auth.requestCode({ email: mine.email, key_store: keyFile })
    const planted = (await lastMail(stage.stack, theirs.email)).link
    await expect(app.auth.signInWithCode({ email: mine.email, code: planted, key_store: keyFile })).rejects.toMatchObject({ code: 'invalid_code' })
    expect(state(app)).toBe('signed_out')
    expect((await stage.stack.admin.query('select 1 from auth.sessions where user_id = $1', [theirs.id])).rowCount).toBe(0)
  })

  it('that was used already says so, and its code can still be asked for anew', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.auth.requestCode({ email: user.email, key_store: keyFile })
    const { link } = await lastMail(stage.stack, user.email)
    await follow(link)
    await app.auth.receiveLink(await follow(link))
    expect(app.auth.progress()).toMatchObject({ step: 'mail', error: { code: 'invalid_code' } })
  })
})

describe('a new account', () => {
  it('is made, under the name given, where the server confirms at once', async () => {
    const app = await stage.startApp()
    const email = newAddress()
    expect(await app.auth.signUp({ email, password: 'long enough', name: 'Nia', key_store: keyFile })).toMatchObject({ email, display_name: 'Nia' })
  })

  it('waits for its mail where the server wants the address confirmed', async () => {
    const app = await stage.startApp()
    const email = newAddress()
    app.net.intercept = (path) => (path === '/auth/v1/signup' ? Response.json({ id: randomUUID(), email, aud: 'authenticated', identities: [] }) : undefined)
    expect(await app.auth.signUp({ email, password: 'long enough', name: '', key_store: keyFile })).toBeNull()
    expect(app.auth.progress()).toMatchObject({ step: 'mail', purpose: 'sign_up', email })
  })

  it('is refused with the reason: known already, a weak password, closed to new ones', async () => {
    const app = await stage.startApp()
    const user = await stage.stack.createUser()
    const signUp = (email: string, password: string) => app.auth.signUp({ email, password, name: '', key_store: keyFile })
    await expect(signUp(user.email, 'long enough')).rejects.toMatchObject({ code: 'already_registered' })
    await expect(signUp(newAddress(), 'abc')).rejects.toMatchObject({ code: 'weak_password', message: expect.stringContaining('6 characters') as string })
    app.net.intercept = (path) => (path === '/auth/v1/signup' ? Response.json({ code: 422, error_code: 'signup_disabled', msg: 'no' }, { status: 422 }) : undefined)
    await expect(signUp(newAddress(), 'long enough')).rejects.toMatchObject({ code: 'not_offered' })
  })
})
