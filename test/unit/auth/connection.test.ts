import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../contract/errors.ts'
import { checkKey, checkReachable, isLoopback, normaliseUrl, openConnection } from '../../../electron/auth/connection.ts'
import type { Fetch } from '../../../electron/shell/network.ts'

const jwt = (role: string) =>
  ['{"alg":"HS256","typ":"JWT"}', JSON.stringify({ iss: 'supabase', role }), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.')
const publishable = 'sb_publishable_abcdefgh12345678'
const project = 'https://abcdefghijklmnopqrst.supabase.co'

describe('the URL', () => {
  it.each([
    [project, project],
    [` ${project}/ `, project],
    ['abcdefghijklmnopqrst.supabase.co', project],
    [`${project}/rest/v1`, project],
    [`${project}/auth/v1/settings?x=1#y`, project],
    ['https://supabase.com/dashboard/project/abcdefghijklmnopqrst/settings/api', project],
    ['https://review.example.com/supabase/', 'https://review.example.com/supabase'],
    ['https://review.example.com:8443', 'https://review.example.com:8443'],
    ['http://127.0.0.1:54321', 'http://127.0.0.1:54321'],
    ['http://localhost:54321/', 'http://localhost:54321'],
    ['http://[::1]:54321', 'http://[::1]:54321'],
    ['HTTPS://EXAMPLE.COM', 'https://example.com'],
  ])('%s becomes %s', (text, url) => {
    expect(normaliseUrl(text)).toBe(url)
  })

  it.each([
    '', '   ', 'http://example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.5:54321', 'ftp://example.com', 'postgres://postgres:pw@host/db',
    'https://user:pw@example.com', 'https://supabase.com/', 'https://supabase.com/dashboard/projects', 'javascript://x', 'https://', 'not a url at all',
  ])('%j is refused with a reason', (text) => {
    expect(() => normaliseUrl(text)).toThrow(expect.objectContaining({ code: 'invalid_url', message: expect.stringMatching(/.{20,}/) }))
  })

  it('loopback is what is on this computer', () => {
    expect(['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '[::1]'].every(isLoopback)).toBe(true)
    expect(['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1', 'notlocalhost', '0.0.0.0'].some(isLoopback)).toBe(false)
  })
})

describe('the key', () => {
  it.each([publishable, ` ${publishable}\n`, `"${publishable}"`, jwt('anon')])('%s is taken', (text) => {
    expect(text).toContain(checkKey(text))
  })

  const refused: [string, string, ErrorCode][] = [
    ['a secret key', 'sb_secret_abcdefgh12345678', 'secret_key_refused'],
    ['a secret key in quotes', "'sb_secret_abcdefgh12345678'", 'secret_key_refused'],
    ['a legacy service_role key', jwt('service_role'), 'secret_key_refused'],
    ['a key of an administrator', jwt('supabase_admin'), 'secret_key_refused'],
    ['a management token', 'sbp_abcdefgh12345678abcdefgh12345678', 'secret_key_refused'],
    ['somebody’s access token', jwt('authenticated'), 'invalid_key'],
    ['nothing', '', 'invalid_key'],
    ['a publishable key cut short', 'sb_publishable_', 'invalid_key'],
    ['a password', 'hunter2hunter2', 'invalid_key'],
    ['a JWT without a role', `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.x`, 'invalid_key'],
    ['three words with dots', 'a.b.c', 'invalid_key'],
  ]
  it.each(refused)('%s is refused', (_name, text, code) => {
    expect(() => checkKey(text)).toThrow(expect.objectContaining({ code }))
  })

  it('a refused secret is not repeated in the message', () => {
    expect(() => checkKey('sb_secret_abcdefgh12345678')).toThrow(expect.objectContaining({ message: expect.not.stringContaining('abcdefgh12345678') }))
  })
})

describe('whether the server answers', () => {
  const connection = { url: project, publishable_key: publishable }
  const answer = (status: number, body: BodyInit | null): Fetch => () => Promise.resolve(new Response(body, { status }))
  it('a Supabase project passes', async () => {
    await checkReachable(connection, answer(200, '{"external":{"email":true}}'))
  })
  it.each([
    ['nothing', () => Promise.reject(new TypeError('fetch failed')), 'unreachable'],
    ['a key that it does not know', answer(401, '{"message":"Invalid API key"}'), 'invalid_key'],
    ['a broken server', answer(503, ''), 'unreachable'],
    ['some other site', answer(200, '<html>'), 'invalid_url'],
    ['a page that is not found', answer(404, 'not found'), 'invalid_url'],
    ['other JSON', answer(200, '{"hello":1}'), 'invalid_url'],
    ['an answer that never comes', (_url, init) => new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))), 'unreachable'],
  ] satisfies [string, Fetch, ErrorCode][])('%s does not', async (_name, fetch, code) => {
    await expect(checkReachable(connection, fetch, 20)).rejects.toMatchObject({ code })
  })
})

describe('where it is kept', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-connection-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const up: Fetch = () => Promise.resolve(Response.json({ external: {} }))

  it('a checked one is kept; one that fails leaves the old', async () => {
    const settings = await openConnection(folder, {}, up)
    expect(settings.get()).toBeNull()
    await settings.set({ url: `${project}/`, publishable_key: publishable })
    await expect(settings.set({ url: project, publishable_key: jwt('service_role') })).rejects.toMatchObject({ code: 'secret_key_refused' })
    expect((await openConnection(folder, {}, up)).get()).toEqual({ url: project, publishable_key: publishable })
  })

  it('the environment wins, is checked, and writes nothing', async () => {
    const settings = await openConnection(folder, { COUNTERSIGN_URL: 'http://127.0.0.1:1', COUNTERSIGN_KEY: publishable }, up)
    expect(settings.get()).toEqual({ url: 'http://127.0.0.1:1', publishable_key: publishable })
    await expect(settings.set({ url: project, publishable_key: publishable })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await readdir(folder)).toEqual([])
    await expect(openConnection(folder, { COUNTERSIGN_URL: project, COUNTERSIGN_KEY: 'sb_secret_abcdefgh12345678' }, up)).rejects.toMatchObject({
      code: 'secret_key_refused',
    })
  })

  it('a file that was given a secret key by hand counts as none', async () => {
    await writeFile(join(folder, 'connection.json'), JSON.stringify({ url: project, publishable_key: jwt('service_role') }))
    expect((await openConnection(folder, {}, up)).get()).toBeNull()
    await writeFile(join(folder, 'connection.json'), '{')
    expect((await openConnection(folder, {}, up)).get()).toBeNull()
  })
})
