import { describe, expect, it } from 'vitest'
import { linkIn, parseCallback, readMailAnswer, schemeRedirect } from '../../../electron/auth/callback.ts'

const state = 'S'.repeat(43)
const connection = { url: 'https://abcdefghijklmnopqrst.supabase.co', publishable_key: 'sb_publishable_abcdefgh' }

describe('a link into the app', () => {
  it('is one of the scheme, or of a port of this computer, with a state and a code', () => {
    const expected = { state, code: 'a-b_c.1' }
    expect(parseCallback(`${schemeRedirect(state)}?code=a-b_c.1`)).toEqual(expected)
    expect(parseCallback(`http://127.0.0.1:4711/auth/callback/${state}?code=a-b_c.1#x`)).toEqual(expected)
  })

  it('may say that it failed, at no more than some length', () => {
    const link = `${schemeRedirect(state)}?error=access_denied&error_code=otp_expired&error_description=${'x'.repeat(1_000)}`
    expect(parseCallback(link)).toEqual({ state, problem: { error: 'otp_expired', description: 'x'.repeat(300) } })
  })

  it.each([
    `countersign://auth/callback?code=abc`,
    `countersign://auth/callback/${state}`,
    `countersign://auth/callback/short?code=abc`,
    `countersign://auth/callback/${state}/more?code=abc`,
    `countersign://other/callback/${state}?code=abc`,
    `countersign://auth/callback/${state}#access_token=abc&refresh_token=def`,
    `countersign://auth/callback/${state}?code=${'x'.repeat(300)}`,
    `countersign://auth/callback/${state}?code=a%20b`,
    `https://127.0.0.1/auth/callback/${state}?code=abc`,
    `http://127.0.0.1.example.com/auth/callback/${state}?code=abc`,
    `file:///auth/callback/${state}?code=abc`,
    'javascript:alert(1)',
    '',
  ])('is not %s', (link) => expect(parseCallback(link)).toBeNull())

  it('is found among a second start’s arguments', () => {
    expect(linkIn(['electron', '.', '--flag', 'countersign://auth/callback/x'])).toBe('countersign://auth/callback/x')
    expect(linkIn(['electron', '.', 'https://countersign.example'])).toBeUndefined()
  })
})

describe('what was copied from a mail', () => {
  const link = (query: string, origin = connection.url) => readMailAnswer(`${origin}/auth/v1/verify?${query}`, connection)

  it('is its number, its link, or where that had led', () => {
    expect(readMailAnswer(' 123 456 ', connection)).toEqual({ kind: 'code', code: '123456' })
    expect(link('token=pkce_0a1b2c&type=magiclink&redirect_to=x')).toEqual({ kind: 'token', token_hash: 'pkce_0a1b2c', type: 'magiclink' })
    expect(readMailAnswer('https://our.site/confirm?token_hash=0a1b2c3d&type=email', connection)).toEqual({ kind: 'token', token_hash: '0a1b2c3d', type: 'email' })
    expect(readMailAnswer(`${schemeRedirect(state)}?code=abc`, connection)).toEqual({ kind: 'callback', callback: { state, code: 'abc' } })
  })

  it('is not another server’s link, a type that is none, or anything else', () => {
    expect(link('token=pkce_0a1b2c&type=magiclink', 'https://elsewhere.supabase.co')).toBeNull()
    expect(link('token=pkce_0a1b2c&type=__proto__')).toBeNull()
    expect(link('type=magiclink')).toBeNull()
    for (const text of ['12345', '12345678901', 'hello', 'https://', '<script>']) expect(readMailAnswer(text, connection)).toBeNull()
  })
})
