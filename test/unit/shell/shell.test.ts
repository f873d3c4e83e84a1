import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { writeFileAtomic } from '../../../electron/shell/files.ts'
import { externalLink } from '../../../electron/shell/links.ts'
import { linkTarget } from '../../../renderer/app/links.ts'
import { createLog, redact, redactText, rotatingFile } from '../../../electron/shell/log.ts'
import { fitPlace, readPlace } from '../../../electron/shell/place.ts'
import { openSettings, parseSettings } from '../../../electron/shell/settings.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-shell-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const silent = createLog([])

describe('files', () => {
  it('are replaced as a whole, private, without leaving drafts', async () => {
    const file = join(folder, 'a.json')
    await writeFileAtomic(file, 'one')
    await writeFileAtomic(file, 'two')
    expect(await readFile(file, 'utf8')).toBe('two')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['a.json'])
  })

  it('keep what was there when the write fails', async () => {
    await writeFile(join(folder, 'target'), 'old')
    await expect(writeFileAtomic(join(folder, 'missing', 'target'), 'new')).rejects.toThrow()
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('old')
  })
})

describe('links', () => {
  it.each(['https://example.com/a?b=c', 'http://localhost:3000/', 'mailto:someone@example.com'])('%s opens', (url) => {
    expect(externalLink(url)).toBe(new URL(url).href)
  })
  it('of a mail link only the recipients are handed on, and nothing that is not plainly one', () => {
    expect(externalLink('mailto:me@corp.example?bcc=evil@x.example&subject=Hi&body=Paid')).toBe('mailto:me@corp.example')
    expect(externalLink('mailto:me%2Bwork@corp.example,you@b\u00fccher.example?cc=evil@x.example')).toBe('mailto:me%2Bwork@corp.example,you@xn--bcher-kva.example')
    for (const url of ['mailto:?to=evil@x.example', 'mailto:me@corp.example%3Fbcc=evil@x.example', 'mailto:me@corp.example%0Abcc:evil@x.example', 'mailto:Ana%20%3Cme@corp.example%3E', 'mailto:%ff']) {
      expect(() => externalLink(url)).toThrow(AppError)
    }
  })
  it('what is shown before a link is opened is what is opened', () => {
    expect(linkTarget('mailto:me@corp.example?bcc=evil@x.example')).toMatchObject({ kind: 'mail', to: 'me@corp.example', rest: expect.stringContaining('no text') })
    expect(linkTarget('https://b\u00fccher.example/a?b#c')).toEqual({ kind: 'page', to: 'xn--bcher-kva.example', rest: 'https://…/a?b#c' })
  })
  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x', 'smb://host/share', 'vscode://x', 'app://countersign/', 'not a link', 'https://bank.example@evil.example/'])(
    '%s is refused',
    (url) => {
      expect(() => externalLink(url)).toThrow(AppError)
    },
  )
})

describe('settings', () => {
  it('a bad value costs itself, not the others', () => {
    expect(parseSettings('{"theme":"dark","undo_seconds":"soon","newer":1}')).toEqual({ ...defaultSettings, theme: 'dark' })
  })
  it.each(['', 'null', '[]', '7', '{"theme":'])('%j gives the defaults', (text) => {
    expect(parseSettings(text)).toEqual(defaultSettings)
  })
  it('changes are kept, told, and merged when they come at once', async () => {
    const settings = await openSettings(folder, silent)
    const seen: string[] = []
    settings.onChange((next) => seen.push(`${next.theme} ${next.undo_seconds}`))
    await Promise.all([settings.set({ theme: 'light' }), settings.set({ undo_seconds: 0 })])
    expect(seen).toEqual(['light 5', 'light 0'])
    expect((await openSettings(folder, silent)).get()).toEqual({ ...defaultSettings, theme: 'light', undo_seconds: 0 })
  })
})

describe('the window’s place', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1040 }
  it('comes back where it was', () => {
    const place = { x: 100, y: 50, width: 1200, height: 800, maximized: false }
    expect(fitPlace(place, [display])).toEqual({ x: 100, y: 50, width: 1200, height: 800 })
  })
  it('is read as it was written, and not at all when something else stands there', () => {
    const place = { x: 100, y: 50, width: 1200, height: 800, maximized: true }
    expect(readPlace(JSON.stringify(place))).toEqual(place)
    for (const text of ['', 'null', '7', '{}', JSON.stringify({ ...place, x: 1.5 }), JSON.stringify({ ...place, maximized: 'yes' })]) expect(readPlace(text)).toBeNull()
  })
  it('keeps its size only when its display is gone', () => {
    expect(fitPlace({ x: 4000, y: 50, width: 1200, height: 800, maximized: false }, [display])).toEqual({ width: 1200, height: 800 })
  })
  it('fits the display and never goes below 900 × 600', () => {
    expect(fitPlace({ x: 0, y: 0, width: 9000, height: 10, maximized: false }, [display])).toMatchObject({ width: 1920, height: 600 })
    expect(fitPlace(null, [{ x: 0, y: 0, width: 640, height: 480 }])).toEqual({ width: 900, height: 600 })
  })
})

describe('the log', () => {
  it.each([
    'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'sb_secret_abcdefgh12345678',
    'sb_publishable_abcdefgh12345678',
    'Authorization: Bearer abc.def-ghi',
    'someone@example.com',
    'https://x/realtime?apikey=abcdefgh&vsn=2',
    'postgres://postgres:hunter22@127.0.0.1/postgres',
  ])('%s does not get in', (text) => {
    const told = redactText(`before ${text} after`)
    expect(told).not.toMatch(/eyJ|abcdefgh|abc\.def|someone|hunter22/)
    expect(told).toMatch(/before .*after/)
  })

  it('fields that are named like secrets are left out, in errors and depths too', () => {
    const told = JSON.stringify(
      redact({ refresh_token: 'abc', user: { password: 'def' }, error: new Error('for someone@example.com', { cause: new Error('sb_secret_abcdefghijk') }) }),
    )
    expect(told).not.toMatch(/"abc"|"def"|someone|sb_secret/)
    expect(told).toContain('"message":"for [e-mail]"')
  })

  it('rolls over and keeps a few', async () => {
    const log = createLog([rotatingFile(join(folder, 'logs'), 'info', { limit: 200, keep: 2 })])
    for (let i = 0; i < 20; i++) log.info('test', `line ${i}`)
    log.debug('test', 'too detailed')
    expect((await readdir(join(folder, 'logs'))).toSorted()).toEqual(['countersign.1.log', 'countersign.2.log', 'countersign.log'])
    const newest = await readFile(join(folder, 'logs', 'countersign.log'), 'utf8')
    expect(newest).toContain('line 19')
    expect(newest).not.toContain('too detailed')
  })

  it('a sink that fails does not fail the caller', () => {
    const broken = createLog([{ least: 'debug', write: () => { throw new Error('disk full') } }])
    expect(() => broken.error('test', 'x')).not.toThrow()
  })
})
