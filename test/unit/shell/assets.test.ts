import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Asset, assetFile, assetHandler, contentSecurityPolicy, isAppUrl, mayHave, mayLoad } from '../../../electron/shell/assets.ts'

let base = ''
let root = ''
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'countersign-assets-'))
  root = join(base, 'renderer')
  await mkdir(join(root, 'assets'), { recursive: true })
  await writeFile(join(base, 'secret.json'), '{"secret":true}')
  await writeFile(join(base, 'renderer-secret.json'), '{"secret":true}')
  await writeFile(join(root, 'index.html'), '<meta name="style-nonce" content="__STYLE_NONCE__">')
  await writeFile(join(root, 'assets', 'index-abc.js'), 'export {}')
  await writeFile(join(root, 'assets', 'index-abc.css'), 'body{}')
  await writeFile(join(root, 'notes.exe'), 'x')
})
afterAll(() => rm(base, { recursive: true, force: true }))

const get = (url: string, method = 'GET') => assetHandler(root)({ method, url })
const directives = ({ headers }: Asset) => new Map((headers['content-security-policy'] ?? '').split('; ').map((part) => [part.split(' ')[0] ?? '', part]))

describe('what is served', () => {
  it('the page, with its nonce in the policy and in the document, another one each time', async () => {
    const [one, two] = [await get('app://countersign/'), await get('app://countersign/index.html')]
    const nonces = [one, two].map(({ headers }) => /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1])
    expect(nonces[0]).toMatch(/^[\w+/]{24}$/)
    expect(nonces[0]).not.toBe(nonces[1])
    expect(one.data.toString()).toBe(`<meta name="style-nonce" content="${nonces[0]}">`)
    expect(one.headers['cache-control']).toBe('no-store')
    expect(one.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it.each([
    ['assets/index-abc.js', 'text/javascript; charset=utf-8'],
    ['assets/index-abc.css', 'text/css; charset=utf-8'],
  ])('%s as %s', async (path, type) => {
    const response = await get(`app://countersign/${path}`)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe(type)
    expect(response.headers['x-content-type-options']).toBe('nosniff')
  })

  it('nothing by another method, host or type', async () => {
    expect((await get('app://countersign/', 'POST')).statusCode).toBe(405)
    expect((await get('app://elsewhere/')).statusCode).toBe(403)
    expect((await get('app://countersign/notes.exe')).statusCode).toBe(404)
    expect((await get('app://countersign/missing.js')).statusCode).toBe(404)
    expect((await get('app://countersign/assets')).statusCode).toBe(404)
  })
})

describe('paths', () => {
  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '/../renderer-secret.json',
    '/%00',
    '/index.html%00.js',
    '/C:/windows/win.ini',
    '/%zz',
  ])('%s stays inside or is refused', (path) => {
    const file = assetFile(root, path)
    expect(file === null || file.startsWith(join(root, '/'))).toBe(true)
    expect(file).not.toBe(join(base, 'secret.json'))
  })

  it('a file beside the folder does not come out, whatever the path', async () => {
    for (const path of ['..%2fsecret.json', '%2e%2e%2fsecret.json', '..%2frenderer-secret.json', '../secret.json']) {
      const response = await get(`app://countersign/${path}`)
      expect(response.statusCode).toBe(404)
      expect(response.data.toString()).not.toContain('secret')
    }
  })
})

describe('headers', () => {
  it('the policy allows our own files and nothing else', async () => {
    const policy = directives(await get('app://countersign/'))
    expect(policy.get('default-src')).toBe("default-src 'none'")
    expect(policy.get('connect-src')).toBe("connect-src 'none'")
    expect(policy.get('script-src')).toBe("script-src 'self'")
    expect(policy.get('base-uri')).toBe("base-uri 'none'")
    expect(policy.get('form-action')).toBe("form-action 'none'")
    expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'")
    expect(policy.get('require-trusted-types-for')).toBe("require-trusted-types-for 'script'")
    // One policy, for the app's own workers: no other code may turn a text into a script's address.
    expect(policy.get('trusted-types')).toBe('trusted-types own-workers')
    expect(contentSecurityPolicy('n')).not.toMatch(/unsafe|\*|https?:/)
  })

  it('refusals carry it as well', async () => {
    expect(directives(await get('app://countersign/missing.js')).get('default-src')).toBe("default-src 'none'")
  })
})

describe('which requests of the window pass', () => {
  it.each(['https://example.com/', 'http://127.0.0.1:54321/', 'ws://localhost/', 'file:///etc/passwd', 'app://other/', 'ftp://x/', 'not an address'])(
    '%s does not',
    (address) => {
      expect(mayLoad(address, false)).toBe(false)
      expect(mayLoad(address, true)).toBe(false)
    },
  )
  it('our own do; the developer tools’ own in development only', () => {
    expect(mayLoad('app://countersign/assets/a.js', false)).toBe(true)
    expect(mayLoad('devtools://devtools/bundled/x.js', true)).toBe(true)
    expect(mayLoad('devtools://devtools/bundled/x.js', false)).toBe(false)
  })
  it('an address with credentials is not ours', () => {
    expect(isAppUrl('app://user:pass@countersign/')).toBe(false)
  })
})

describe('permissions', () => {
  it('our page may write to the clipboard, and nobody anything else', () => {
    expect(mayHave('clipboard-sanitized-write', 'app://countersign/')).toBe(true)
    expect(mayHave('clipboard-sanitized-write', 'https://example.com/')).toBe(false)
    for (const permission of ['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal', 'fileSystem', 'unknown']) {
      expect(mayHave(permission, 'app://countersign/')).toBe(false)
    }
  })
})
