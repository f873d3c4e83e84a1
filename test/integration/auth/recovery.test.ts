import { describe, expect, it } from 'vitest'
import type { AuthApp } from '../../support/auth.ts'
import { codeOf, follow, lastMail } from '../../support/mail.ts'
import type { TestUser } from '../../support/stack.ts'
import { authStage, keyFile, logHolds, newAddress, signedInAs, state } from './stage.ts'

/** What protects an account beside its password, and what helps when that is lost. */
const stage = authStage()

/** Signs in, adds a second factor, and hands its secret out. */
async function withFactor(user: TestUser, app: AuthApp) {
  await app.signIn(user, keyFile)
  const made = await app.auth.enrolFactor('Phone')
  await app.auth.confirmFactor(made.id, codeOf(made.secret))
  return made
}

describe('a lost password', () => {
  it.each(['code', 'link'] as const)('is replaced by the mail’s %s; the old one is good for nothing', async (by) => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.auth.requestRecovery({ email: user.email, key_store: keyFile })
    const mail = await lastMail(stage.stack, user.email)
    if (by === 'code') expect(await app.auth.signInWithCode({ email: user.email, code: mail.code, key_store: keyFile })).toBeNull()
    else await app.auth.receiveLink(await follow(mail.link))
    expect(app.auth.progress()).toEqual({ step: 'new_password', email: user.email, error: null })
    expect(state(app)).toBe('signed_out')
    await expect(app.auth.setNewPassword('abc')).rejects.toMatchObject({ code: 'weak_password' })
    expect(await app.auth.setNewPassword('an entirely new one')).toMatchObject({ email: user.email })
    const again = await stage.startApp({ env: {} })
    await expect(again.signIn(user, keyFile)).rejects.toMatchObject({ code: 'invalid_credentials' })
    await again.signIn({ ...user, password: 'an entirely new one' }, keyFile)
  })

  it('of an unknown address tells nothing', async () => {
    const app = await stage.startApp()
    await app.auth.requestRecovery({ email: newAddress(), key_store: keyFile })
    expect(app.auth.progress()).toMatchObject({ step: 'mail', purpose: 'recovery' })
  })

  it('with a second factor asks for it first', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    const { id, secret } = await withFactor(user, app)
    await app.auth.signOut(false)
    await app.auth.requestRecovery({ email: user.email, key_store: keyFile })
    await app.auth.signInWithCode({ email: user.email, code: (await lastMail(stage.stack, user.email)).code, key_store: keyFile })
    expect(app.auth.progress().step).toBe('second_factor')
    expect(await app.auth.verifyFactor(id, codeOf(secret))).toBeNull()
    expect(app.auth.progress().step).toBe('new_password')
    expect(await app.auth.setNewPassword('an entirely new one')).toMatchObject({ email: user.email })
  })
})

describe('a second factor', () => {
  it('is enrolled, asked for at the next sign-in, and removed', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(user, keyFile)
    expect(await app.auth.factors()).toEqual([])
    const left = await app.auth.enrolFactor('Phone')
    const made = await app.auth.enrolFactor('Phone')
    expect(made.id).not.toBe(left.id)
    expect(made.uri).toContain(`secret=${made.secret}`)
    const wrong = codeOf(made.secret) === '000000' ? '000001' : '000000'
    await expect(app.auth.confirmFactor(made.id, wrong)).rejects.toMatchObject({ code: 'invalid_code' })
    await app.auth.confirmFactor(made.id, ` ${codeOf(made.secret)} `)
    expect(await app.auth.factors()).toMatchObject([{ id: made.id, name: 'Phone' }])
    expect(logHolds(app, made.secret)).toEqual([])
    await app.auth.signOut(false)

    expect(await app.signIn(user, keyFile)).toBeNull()
    expect(app.auth.progress()).toEqual({ step: 'second_factor', email: user.email, factors: [{ id: made.id, name: 'Phone' }], error: null })
    expect(state(app)).toBe('signed_out')
    await expect(app.auth.verifyFactor(made.id, wrong)).rejects.toMatchObject({ code: 'invalid_code' })
    expect(await app.auth.verifyFactor(made.id, codeOf(made.secret))).toMatchObject({ email: user.email })
    await app.auth.removeFactor(made.id)
    expect(await app.auth.factors()).toEqual([])
    await app.auth.signOut(false)
    expect(await app.signIn(user, keyFile)).toMatchObject({ email: user.email })
  })

  it('not given leaves no session behind', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await withFactor(user, app)
    await app.auth.signOut(false)
    await app.signIn(user, keyFile)
    expect((await stage.stack.admin.query('select 1 from auth.sessions where user_id = $1', [user.id])).rowCount).toBe(1)
    await app.auth.cancel()
    expect((await stage.stack.admin.query('select 1 from auth.sessions where user_id = $1', [user.id])).rowCount).toBe(0)
  })
})

describe('signing out elsewhere', () => {
  it('ends the other sessions and keeps this one; everywhere ends all of them', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(user, keyFile)
    const elsewhere = await stage.startApp({ env: {} })
    await elsewhere.signIn(user, { kind: 'temporary' })
    await app.auth.signOutOthers()
    await expect(elsewhere.account().session.renew(await elsewhere.account().session.accessToken())).rejects.toMatchObject({ code: 'sign_in_needed' })
    await app.account().session.renew(await app.account().session.accessToken())
    await app.auth.signOut(false, true)
    expect(state(app)).toBe('signed_out')
    expect((await stage.stack.admin.query('select 1 from auth.sessions where user_id = $1', [user.id])).rowCount).toBe(0)
  })

  it('everywhere needs the server: without it nothing is changed', async () => {
    const user = await stage.stack.createUser()
    const app = await stage.startApp()
    await app.signIn(user, keyFile)
    app.net.online = false
    await expect(app.auth.signOut(false, true)).rejects.toMatchObject({ code: 'network' })
    expect(signedInAs(app)).toBe(user.email)
    expect(app.told).toEqual(['open'])
  })
})
