import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow, throughProvider } from '../../support/mail.ts'
import { type Target, authRequest, client, realSupabase, signedIn, startTarget } from '../../support/clients.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.stop())

const newAddress = () => `user-${randomUUID().slice(0, 13)}@example.com`

/** Mail can be read only where there is a mailbox for it. */
describe.skipIf(realSupabase)('codes and links by mail', () => {
  const mails = async (email: string) =>
    (await (await fetch(`${target.url}/local/mail?email=${encodeURIComponent(email)}`)).json()) as { kind: string; code: string; link: string }[]
  const lastMail = async (email: string) => {
    const mail = (await mails(email)).at(-1)
    if (!mail) throw new Error(`no mail for ${email}`)
    return mail
  }

  it('shows the mailbox only under this machine’s own names', async () => {
    const { port } = new URL(target.url)
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        const request = http.get({ host: '127.0.0.1', port, path: '/local/mail?email=a@example.com', headers: { host } })
        request.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject)
      })
    expect(await status(`127.0.0.1:${port}`)).toBe(200)
    expect(await status(`rebound.example:${port}`)).toBe(403)
  })

  it('signs in with the code, once', async () => {
    const { email, id } = await target.createUser()
    const signed = client(target)
    expect((await signed.auth.signInWithOtp({ email })).error).toBeNull()
    const { code } = await lastMail(email)
    const wrong = code === '000000' ? '000001' : '000000'
    expect((await signed.auth.verifyOtp({ email, token: wrong, type: 'email' })).error).toMatchObject({ status: 403, code: 'otp_expired' })
    const { data, error } = await signed.auth.verifyOtp({ email, token: code, type: 'email' })
    expect(error).toBeNull()
    expect(data.user?.id).toBe(id)
    expect((await signed.auth.getClaims()).data?.claims.amr).toMatchObject([{ method: 'otp' }])
    expect((await client(target).auth.verifyOtp({ email, token: code, type: 'email' })).error?.code).toBe('otp_expired')
  })

  it('signs a new address up, unless that is not wanted', async () => {
    const email = newAddress()
    const refused = await client(target).auth.signInWithOtp({ email, options: { shouldCreateUser: false } })
    expect(refused.error).toMatchObject({ status: 422, code: 'otp_disabled' })
    expect(await mails(email)).toEqual([])
    await client(target).auth.signInWithOtp({ email })
    const { data } = await client(target).auth.verifyOtp({ email, token: (await lastMail(email)).code, type: 'email' })
    expect(data.user).toMatchObject({ email, email_confirmed_at: expect.any(String) })
  })

  it('follows a link back into the app with a code that only the app can exchange', async () => {
    const { email, id } = await target.createUser()
    const app = client(target, { pkce: true })
    await app.auth.signInWithOtp({ email, options: { emailRedirectTo: 'countersign://auth/callback' } })
    const followed = await fetch((await lastMail(email)).link, { redirect: 'manual' })
    expect(followed.status).toBe(303)
    const location = new URL(String(followed.headers.get('location')))
    expect(location.href).toMatch(/^countersign:\/\/auth\/callback\?code=/)
    const code = String(location.searchParams.get('code'))
    const stolen = await authRequest(target, 'POST', '/token?grant_type=pkce', { body: { auth_code: code, code_verifier: 'x'.repeat(64) }, version: '2024-01-01' })
    expect([stolen.status, stolen.body.code]).toEqual([400, 'bad_code_verifier'])
    const { data, error } = await app.auth.exchangeCodeForSession(code)
    expect(error).toBeNull()
    expect(data.user?.id).toBe(id)
    const again = await fetch((await lastMail(email)).link, { redirect: 'manual' })
    expect(again.headers.get('location')).toContain('error_code=otp_expired')
  })

  it('leads strangers’ redirects back to the app', async () => {
    const { email } = await target.createUser()
    await client(target).auth.signInWithOtp({ email, options: { emailRedirectTo: 'https://elsewhere.example/' } })
    const followed = await fetch((await lastMail(email)).link, { redirect: 'manual' })
    expect(followed.headers.get('location')).toMatch(/^countersign:\/\/auth#access_token=/)
  })

  it('recovers an account without telling which exist', async () => {
    const { email } = await target.createUser()
    const nobody = newAddress()
    expect((await client(target).auth.resetPasswordForEmail(nobody)).error).toBeNull()
    expect(await mails(nobody)).toEqual([])
    expect((await client(target).auth.resetPasswordForEmail(email)).error).toBeNull()
    const signed = client(target)
    const { error } = await signed.auth.verifyOtp({ email, token: (await lastMail(email)).code, type: 'recovery' })
    expect(error).toBeNull()
    expect((await signed.auth.updateUser({ password: 'a new password' })).error).toBeNull()
  })
})

describe.skipIf(realSupabase)('a provider', () => {
  it('leads through its page back into the app, with a code for whoever has the verifier', async () => {
    const app = client(target, { pkce: true })
    const { data } = await app.auth.signInWithOAuth({ provider: 'github', options: { redirectTo: 'http://127.0.0.1:9/auth/callback/x', skipBrowserRedirect: true } })
    const email = newAddress()
    const back = new URL(await throughProvider(String(data.url), { email, name: 'Gia' }))
    expect(`${back.origin}${back.pathname}`).toBe('http://127.0.0.1:9/auth/callback/x')
    const signed = await app.auth.exchangeCodeForSession(String(back.searchParams.get('code')))
    expect(signed.data.user).toMatchObject({ email, user_metadata: { full_name: 'Gia' }, email_confirmed_at: expect.any(String) })
    expect(signed.data.user?.identities?.map(({ provider }) => provider).toSorted()).toEqual(['email', 'github'])
    expect((await app.auth.getClaims()).data?.claims.amr).toMatchObject([{ method: 'oauth' }])
  })

  it('is the account of the same address, and tells a refusal, an unknown provider and a state of nobody', async () => {
    const user = await target.createUser()
    const url = `${target.url}/auth/v1/authorize?provider=github&redirect_to=countersign://auth/callback/x`
    expect(await throughProvider(url, { email: user.email })).toMatch(/^countersign:\/\/auth\/callback\/x#access_token=/)
    expect((await signedIn(target, user)).auth).toBeDefined()
    expect(await throughProvider(url, 'deny')).toMatch(/\?error=access_denied&error_code=/)
    const unknown = await authRequest(target, 'GET', '/authorize?provider=nowhere')
    expect([unknown.status, unknown.body.error_code]).toEqual([400, 'validation_failed'])
    expect(await follow(`${target.url}/auth/v1/callback?state=x&code=y`)).toMatch(/^countersign:\/\/auth\?error=invalid_request&error_code=bad_oauth_state/)
  })
})
