import { describe, expect, it, vi } from 'vitest'
import { AppError, type ErrorCode } from '../../../contract/errors.ts'
import type { BackendError, BackendFailure } from '../../../electron/backend/api.ts'
import { failureOf, retryAfter } from '../../../electron/backend/failures.ts'
import { createCall, createRpc, type Tokens } from '../../../electron/backend/rpc.ts'
import type { Fetch } from '../../../electron/shell/network.ts'

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => Response.json(body, { status, headers })

describe('what an answer means', () => {
  const table: [string, number, string, BackendFailure][] = [
    ['an expired token', 401, '{"code":"PGRST303","message":"JWT expired","details":null,"hint":null}', 'unauthorized'],
    ['a membership that ended', 403, '{"code":"PT403","message":"You are not a member.","details":"not_member","hint":""}', 'not_member'],
    ['another refusal of ours', 403, '{"code":"PT403","message":"Viewers decide nothing.","details":"not_allowed","hint":""}', 'refused'],
    ['row security', 403, '{"code":"42501","message":"permission denied","details":null,"hint":null}', 'refused'],
    ['too many requests', 429, '{"message":"slow down"}', 'rate_limited'],
    ['a request that took too long', 408, '', 'server'],
    ['a statement that was cut off', 500, '{"code":"57014","message":"canceling statement due to statement timeout"}', 'server'],
    ['a database that is starting', 503, '{"code":"PGRST001","message":"Database connection error"}', 'server'],
    ['a gateway’s page', 502, '<html>', 'server'],
    ['a function that is not there', 404, '{"code":"PGRST202","message":"Could not find the function"}', 'schema'],
    ['a column that is not there', 400, '{"code":"42703","message":"column does not exist"}', 'schema'],
    ['too large for a proxy, which has no JSON', 413, '<html>413 Request Entity Too Large</html>', 'too_large'],
    ['too large for the server', 413, '{"message":"request size exceeded"}', 'too_large'],
    ['a proxy’s page', 403, '<html>blocked</html>', 'server'],
    ['a portal’s page', 404, 'nothing here', 'server'],
    ['JSON of something else', 400, '["x"]', 'server'],
    ['an argument of the wrong kind', 400, '{"code":"22P02","message":"invalid input syntax"}', 'refused'],
  ]
  it.each(table)('%s', (_name, status, body, failure) => {
    expect(failureOf(status, body, new Headers()).failure).toBe(failure)
  })

  it('how long to wait is read as seconds or as a date, within an hour', () => {
    const now = Date.parse('2026-01-01T00:00:00Z')
    expect(retryAfter('7')).toBe(7_000)
    expect(retryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000)
    expect(retryAfter('999999')).toBe(3_600_000)
    expect(retryAfter('Thu, 01 Jan 2020 00:00:00 GMT', now)).toBeUndefined()
    expect(retryAfter('soon')).toBeUndefined()
    expect(retryAfter(null)).toBeUndefined()
    expect(failureOf(429, '', new Headers({ 'retry-after': '3' })).retryAfterMs).toBe(3_000)
  })
})

const connection = { url: 'https://project.example.com', publishable_key: 'sb_publishable_abcdefgh' }

function setUp(fetch: Fetch, tokens: Partial<Tokens> = {}) {
  const renew = vi.fn(tokens.renew ?? (() => Promise.resolve('token-2')))
  const rpc = createRpc(createCall({ connection, fetch, tokens: { accessToken: tokens.accessToken ?? (() => Promise.resolve('token-1')), renew } }))
  const call = (options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    rpc('sync_pull', { a: 1 }, { timeoutMs: options.timeoutMs ?? 1_000, signal: options.signal }).then(
      (body) => new TextDecoder().decode(body),
      (error: BackendError) => error.failure,
    )
  return { call, renew }
}

describe('a call', () => {
  it('goes to the function with key and token, and hands the bytes back as they came', async () => {
    const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response('{"x": 1.0 }', { headers: { 'content-type': 'application/json; charset=utf-8' } })))
    expect(await setUp(fetch).call()).toBe('{"x": 1.0 }')
    const [url, init] = fetch.mock.calls[0] ?? []
    expect(url).toBe('https://project.example.com/rest/v1/rpc/sync_pull')
    expect(init).toMatchObject({ method: 'POST', body: '{"a":1}', headers: { apikey: connection.publishable_key, authorization: 'Bearer token-1' } })
  })

  it('gives the caller a buffer of its own', async () => {
    const rpc = createRpc(createCall({ connection, fetch: () => Promise.resolve(json(200, [])), tokens: { accessToken: () => Promise.resolve('t'), renew: () => Promise.resolve('t') } }))
    const body = await rpc('x', {}, { timeoutMs: 1_000 })
    expect(body.byteOffset).toBe(0)
    expect(body.byteLength).toBe(body.buffer.byteLength)
  })

  it('renews once after a 401 and goes on', async () => {
    const seen: string[] = []
    const { call, renew } = setUp((_url, init) => {
      seen.push(String((init?.headers as Record<string, string>)['authorization']))
      return Promise.resolve(seen.length === 1 ? json(401, { code: 'PGRST303', message: 'JWT expired' }) : json(200, []))
    })
    expect(await call()).toBe('[]')
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(renew).toHaveBeenCalledWith('token-1', expect.any(AbortSignal))
  })

  it('is unauthorized when the new token is refused as well, without trying for ever', async () => {
    const fetch = vi.fn<Fetch>(() => Promise.resolve(json(401, { message: 'no' })))
    expect(await setUp(fetch).call()).toBe('unauthorized')
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  const failures: [ErrorCode, BackendFailure][] = [
    ['sign_in_needed', 'unauthorized'],
    ['network', 'network'],
    ['server', 'server'],
    ['rate_limited', 'rate_limited'],
  ]
  it.each(failures)('without a token because of %s fails as %s, and asks nothing of the server', async (code, failure) => {
    const fetch = vi.fn<Fetch>()
    expect(await setUp(fetch, { accessToken: () => Promise.reject(new AppError(code, 'x')) }).call()).toBe(failure)
    expect(fetch).not.toHaveBeenCalled()
  })

  /** never answers, and gives up as fetch does */
  const pending: Fetch = (_url, init) =>
    new Promise((_, reject) => {
      const abort = () => reject(new DOMException('aborted', 'AbortError'))
      if (init?.signal?.aborted) abort()
      init?.signal?.addEventListener('abort', abort)
    })
  it('that is not answered in time, is given up or has no network fails as network', async () => {
    expect(await setUp(pending).call({ timeoutMs: 20 })).toBe('network')
    const abort = new AbortController()
    const call = setUp(pending).call({ signal: abort.signal })
    abort.abort()
    expect(await call).toBe('network')
    expect(await setUp(pending).call({ signal: AbortSignal.abort() })).toBe('network')
    expect(await setUp(() => Promise.reject(new TypeError('fetch failed'))).call()).toBe('network')
  })

  it('says whether it was its own time that ran out', async () => {
    const timedOut = (options: { timeoutMs?: number; signal?: AbortSignal }) => {
      const rpc = createRpc(createCall({ connection, fetch: pending, tokens: { accessToken: () => Promise.resolve('t'), renew: () => Promise.resolve('t') } }))
      return rpc('x', {}, { timeoutMs: 1_000, ...options }).then(() => null, (error: BackendError) => error.timedOut)
    }
    expect(await timedOut({ timeoutMs: 20 })).toBe(true)
    expect(await timedOut({ signal: AbortSignal.abort() })).toBe(false)
  })

  it('whose body breaks off fails as network', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('[{'))
        controller.error(new Error('connection reset'))
      },
    })
    expect(await setUp(() => Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }))).call()).toBe('network')
  })

  it('answered with a portal’s page fails as network, not as data', async () => {
    expect(await setUp(() => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } }))).call()).toBe('network')
  })
})
