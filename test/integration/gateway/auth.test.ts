import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { totpCode } from '../../../supabase/local/gateway/auth/totp.ts'
import { type AuthRequest, type Target, authRequest, client, hasSql, realSupabase, signedIn, startTarget } from '../../support/clients.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.stop())

const newAddress = () => `user-${randomUUID().slice(0, 13)}@example.com`

const call = (method: string, path: string, options: AuthRequest = {}) => authRequest(target, method, path, options)

const refresh = (refresh_token: string) => call('POST', '/token?grant_type=refresh_token', { body: { refresh_token }, version: '2024-01-01' })

async function newSession() {
  const user = await target.createUser()
  const { body } = await call('POST', '/token?grant_type=password', { body: { email: user.email, password: user.password } })
  return { user, access_token: String(body.access_token), refresh_token: String(body.refresh_token) }
}

describe.skipIf(realSupabase)('sign-up', () => {
  it('answers a session', async () => {
    const email = newAddress()
    const { data, error } = await client(target).auth.signUp({ email, password: 'long enough', options: { data: { full_name: 'A' } } })
    expect(error).toBeNull()
    expect(data.session?.token_type).toBe('bearer')
    expect(data.user).toMatchObject({ email, role: 'authenticated', user_metadata: { full_name: 'A' } })
  })

  it('refuses a known address, a weak password and a malformed address', async () => {
    const { email } = await target.createUser()
    const known = await call('POST', '/signup', { body: { email, password: 'long enough' }, version: '2024-01-01' })
    expect([known.status, known.body.code]).toEqual([422, 'user_already_exists'])
    const weak = await call('POST', '/signup', { body: { email: newAddress(), password: 'abc' }, version: '2024-01-01' })
    expect(weak.status).toBe(422)
    expect(weak.body).toMatchObject({ code: 'weak_password', weak_password: { reasons: ['length'] } })
    const malformed = await call('POST', '/signup', { body: { email: 'nobody', password: 'long enough' }, version: '2024-01-01' })
    expect([malformed.status, malformed.body.code]).toEqual([400, 'validation_failed'])
  })
})

describe('password sign-in', () => {
  it('answers tokens and the user, with the claims of Supabase', async () => {
    const user = await target.createUser()
    const signed = await signedIn(target, user)
    const { data } = await signed.auth.getClaims()
    expect(data?.header).toMatchObject({ alg: 'ES256', typ: 'JWT' })
    expect(data?.claims).toMatchObject({
      iss: `${target.url}/auth/v1`,
      sub: user.id,
      aud: 'authenticated',
      role: 'authenticated',
      email: user.email,
      aal: 'aal1',
      is_anonymous: false,
      amr: [{ method: 'password', timestamp: expect.any(Number) }],
      session_id: expect.any(String),
    })
    expect((data?.claims.exp ?? 0) - (data?.claims.iat ?? 0)).toBe(3600)
    const got = await signed.auth.getUser()
    expect(got.data.user).toMatchObject({ id: user.id, email: user.email, identities: [{ provider: 'email' }] })
  })

  it.each([
    ['a wrong password', { password: 'wrong password' }],
    ['a missing password', { password: undefined }],
    ['an unknown user', { email: newAddress() }],
  ])('refuses %s alike', async (_case, change) => {
    const user = await target.createUser()
    const body = { email: user.email, password: user.password, ...change }
    const answer = await call('POST', '/token?grant_type=password', { body, version: '2024-01-01' })
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ code: 'invalid_credentials', message: 'Invalid login credentials' })
    expect(answer.headers.get('x-supabase-api-version')).toBe('2024-01-01')
    expect(answer.headers.get('x-sb-error-code')).toBe('invalid_credentials')
  })

  it('answers errors in the older shape without the API version', async () => {
    const answer = await call('POST', '/token?grant_type=password', { body: { email: newAddress(), password: 'x' } })
    expect(answer.body).toEqual({ code: 400, error_code: 'invalid_credentials', msg: 'Invalid login credentials' })
    expect(answer.headers.get('x-sb-error-code')).toBe('invalid_credentials')
  })
})

describe('refresh', () => {
  it('rotates, and answers the active token again to its direct parent', async () => {
    const { refresh_token: first } = await newSession()
    const second = await refresh(first)
    expect(second.status).toBe(200)
    expect(second.body).not.toHaveProperty('weak_password')
    expect(second.body.refresh_token).not.toBe(first)
    const again = await refresh(first)
    expect([again.status, again.body.refresh_token]).toEqual([200, second.body.refresh_token])
  })

  it('gives refreshes at once the same new token', async () => {
    let { refresh_token } = await newSession()
    // Several rounds: in the first, the gateway's connections are still being made one after the other.
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => refresh(refresh_token)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
      refresh_token = String(answers[0]?.body.refresh_token)
    }
  })

  // The reuse interval is moved into the past instead of being waited for.
  it.runIf(hasSql)('ends the family when an older token comes back', async () => {
    const { refresh_token: first, access_token } = await newSession()
    const second = await refresh(first)
    const third = await refresh(String(second.body.refresh_token))
    expect((await refresh(first)).body.refresh_token).toBe(third.body.refresh_token)
    await target.sql?.query(`update auth.refresh_tokens set updated_at = now() - interval '3 seconds' where token = $1`, [first])
    const reused = await refresh(first)
    expect([reused.status, reused.body.code]).toEqual([400, 'refresh_token_already_used'])
    const victim = await refresh(String(third.body.refresh_token))
    expect(victim.status).toBe(400)
    const user = await call('GET', '/user', { token: access_token, version: '2024-01-01' })
    expect([user.status, user.body.code]).toEqual([403, 'session_not_found'])
  })

  it('refuses unknown and empty tokens', async () => {
    const unknown = await refresh('abcdefghijkl')
    expect([unknown.status, unknown.body.code]).toEqual([400, 'refresh_token_not_found'])
    const empty = await refresh('')
    expect([empty.status, empty.body.code]).toEqual([400, 'validation_failed'])
  })
})

describe('user and logout', () => {
  it('tells missing, forged and orphaned tokens apart', async () => {
    const { access_token, user } = await newSession()
    const missing = await call('GET', '/user', { version: '2024-01-01' })
    expect([missing.status, missing.body.code]).toEqual([401, 'no_authorization'])
    const forged = await call('GET', '/user', { token: `${access_token.slice(0, -6)}AAAAAA`, version: '2024-01-01' })
    expect([forged.status, forged.body.code]).toEqual([403, 'bad_jwt'])
    await call('DELETE', `/admin/users/${user.id}`, { key: target.secret_key })
    const gone = await call('GET', '/user', { token: access_token, version: '2024-01-01' })
    expect([gone.status, gone.body.code]).toEqual([403, 'user_not_found'])
  })

  it.each(['local', 'global'])('ends the session (%s)', async (scope) => {
    const { access_token, refresh_token } = await newSession()
    expect((await call('POST', `/logout?scope=${scope}`, { token: access_token })).status).toBe(204)
    const again = await call('POST', `/logout?scope=${scope}`, { token: access_token, version: '2024-01-01' })
    expect([again.status, again.body.code]).toEqual([403, 'session_not_found'])
    const refreshed = await refresh(refresh_token)
    expect([refreshed.status, refreshed.body.code]).toEqual([400, 'refresh_token_not_found'])
  })

  it('ends the other sessions and keeps this one', async () => {
    const user = await target.createUser()
    const [here, there] = [await signedIn(target, user), await signedIn(target, user)]
    expect((await here.auth.signOut({ scope: 'others' })).error).toBeNull()
    expect((await here.auth.getUser()).error).toBeNull()
    expect((await there.auth.getUser()).error).toMatchObject({ name: 'AuthSessionMissingError' })
  })

  it('changes the password and the metadata', async () => {
    const user = await target.createUser()
    const signed = await signedIn(target, user)
    expect((await signed.auth.updateUser({ password: user.password })).error?.code).toBe('same_password')
    const { data, error } = await signed.auth.updateUser({ password: 'another password', data: { theme: 'dark' } })
    expect(error).toBeNull()
    expect(data.user?.user_metadata).toMatchObject({ theme: 'dark' })
    await expect(signedIn(target, user)).rejects.toThrow('Invalid login credentials')
    await signedIn(target, { ...user, password: 'another password' })
  })

  it('publishes only the public half of its key', async () => {
    const response = await fetch(`${target.url}/auth/v1/.well-known/jwks.json`)
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] }
    expect(keys[0]).toMatchObject({ kty: 'EC', alg: 'ES256', use: 'sig', kid: expect.any(String) })
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })

  it('keeps administration for the secret key', async () => {
    const refused = await call('GET', '/admin/users', { version: '2024-01-01' })
    expect([401, 403]).toContain(refused.status)
    const { access_token } = await newSession()
    expect([401, 403]).toContain((await call('GET', '/admin/users', { token: access_token })).status)
    const listed = await client({ url: target.url, publishable_key: target.secret_key }).auth.admin.listUsers()
    expect(listed.error).toBeNull()
    expect(listed.data.users.length).toBeGreaterThan(0)
  })
})

describe('second factor', () => {
  it('raises the session to aal2', async () => {
    const user = await target.createUser()
    const signed = await signedIn(target, user)
    const { data: factor, error } = await signed.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'phone', issuer: 'Countersign' })
    expect(error).toBeNull()
    if (!factor) return
    expect(factor.totp.qr_code).toMatch(/^data:image\/svg\+xml;utf-8,\s*(<\?xml|<svg)/)
    expect(factor.totp.uri).toContain(`secret=${factor.totp.secret}`)
    const twice = await signed.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'phone' })
    expect(twice.error).toMatchObject({ status: 422, code: 'mfa_factor_name_conflict' })

    const challenge = await signed.auth.mfa.challenge({ factorId: factor.id })
    expect(challenge.data).toMatchObject({ id: expect.any(String), type: 'totp', expires_at: expect.any(Number) })
    const right = totpCode(factor.totp.secret, Date.now())
    const wrong = right === '000000' ? '111111' : '000000'
    const failed = await signed.auth.mfa.verify({ factorId: factor.id, challengeId: String(challenge.data?.id), code: wrong })
    expect(failed.error).toMatchObject({ status: 422, code: 'mfa_verification_failed' })
    const passed = await signed.auth.mfa.challengeAndVerify({ factorId: factor.id, code: totpCode(factor.totp.secret, Date.now()) })
    expect(passed.error).toBeNull()
    const { data } = await signed.auth.getClaims()
    expect(data?.claims).toMatchObject({ aal: 'aal2', amr: expect.arrayContaining([expect.objectContaining({ method: 'totp' })]) })
    expect((await signed.auth.refreshSession()).error).toBeNull()
    expect((await signed.auth.mfa.getAuthenticatorAssuranceLevel()).data).toMatchObject({ currentLevel: 'aal2', nextLevel: 'aal2' })

    const later = await signedIn(target, user)
    expect((await later.auth.mfa.getAuthenticatorAssuranceLevel()).data).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal2' })
    expect((await later.auth.mfa.unenroll({ factorId: factor.id })).error?.code).toBe('insufficient_aal')
    expect((await signed.auth.mfa.unenroll({ factorId: factor.id })).error).toBeNull()
  })
})

it('a password is changed only with the second factor, where there is one', async () => {
  const user = await target.createUser()
  const signed = await signedIn(target, user)
  const { data: factor } = await signed.auth.mfa.enroll({ factorType: 'totp' })
  await signed.auth.mfa.challengeAndVerify({ factorId: String(factor?.id), code: totpCode(String(factor?.totp.secret), Date.now()) })
  const other = await signedIn(target, user)
  expect((await other.auth.updateUser({ password: 'another long one' })).error).toMatchObject({ status: 401, code: 'insufficient_aal' })
  expect((await signed.auth.updateUser({ password: 'another long one' })).error).toBeNull()
})
