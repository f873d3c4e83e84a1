import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { downloadAddress, electronRuntime, rememberedFailure } from '../../../scripts/lib/electron.mjs'
import { checkIntegrity, damage, fallbackFolder, source } from '../../../scripts/lib/fallback.mjs'
import { withLock } from '../../../scripts/lib/lock.mjs'
import { unzip } from '../../../scripts/lib/zip.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-runtime-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the fallback’s tarball', () => {
  it('passes with its integrity and is refused with any other', async () => {
    const file = join(folder, 'x.tgz')
    writeFileSync(file, 'content')
    const integrity = `sha512-${createHash('sha512').update('content').digest('base64')}`
    await expect(checkIntegrity(file, integrity)).resolves.toBeUndefined()
    writeFileSync(file, 'c0ntent')
    await expect(checkIntegrity(file, integrity)).rejects.toThrow(/not the expected one and was not unpacked/)
  })

  it('is not unpacked when it is corrupted, and nothing stays behind', async () => {
    const fetchTarball = (to: string) => {
      const file = join(to, 'corrupted.tgz')
      writeFileSync(file, 'not what was published')
      return Promise.resolve(file)
    }
    await expect(fallbackFolder({ cache: folder, fetchTarball })).rejects.toThrow(/was not unpacked/)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('an unpacked runtime', () => {
  const time = new Date(1_700_000_000_000)
  const make = () => {
    writeFileSync(join(folder, 'electron'), 'program')
    utimesSync(join(folder, 'electron'), time, time)
    const sha256 = createHash('sha256').update('program').digest('hex')
    const files = { electron: { size: 7, mtimeMs: time.getTime(), sha256 } }
    writeFileSync(join(folder, 'countersign-runtime.json'), JSON.stringify({ ...source, files }))
  }

  it('is fine as it was unpacked, and after a change of times only', async () => {
    make()
    expect(await damage(folder)).toBeUndefined()
    utimesSync(join(folder, 'electron'), new Date(), new Date())
    expect(await damage(folder)).toBeUndefined()
  })

  it('is damaged when a file is missing, cut or changed, or its list is', async () => {
    expect(await damage(join(folder, 'none'))).toBe('missing')
    expect(await damage(folder)).toMatch(/cannot be read/)
    make()
    writeFileSync(join(folder, 'electron'), 'pr0gram')
    expect(await damage(folder)).toBe('electron has changed')
    writeFileSync(join(folder, 'electron'), 'prog')
    expect(await damage(folder)).toBe('electron has another size')
    rmSync(join(folder, 'electron'))
    expect(await damage(folder)).toBe('electron is missing')
  })
})

describe('the choice of Electron', () => {
  const before = process.env.ELECTRON_EXECUTABLE
  afterEach(() => {
    if (before === undefined) delete process.env.ELECTRON_EXECUTABLE
    else process.env.ELECTRON_EXECUTABLE = before
  })

  it('refuses an ELECTRON_EXECUTABLE that does not exist', async () => {
    process.env.ELECTRON_EXECUTABLE = join(folder, 'none')
    await expect(electronRuntime()).rejects.toThrow(/which does not exist/)
  })

  it('takes ELECTRON_EXECUTABLE before all others', async () => {
    mkdirSync(join(folder, 'dist'))
    const executable = join(folder, 'dist', 'electron')
    writeFileSync(executable, '')
    writeFileSync(join(folder, 'dist', 'version'), 'v99.1.2\n')
    process.env.ELECTRON_EXECUTABLE = executable
    expect(await electronRuntime()).toMatchObject({ version: '99.1.2', fallback: false })
  })

  it('knows the mirror settings of the electron package', () => {
    expect(downloadAddress('45.0.0', {}, 'linux', 'x64')).toBe(
      'https://github.com/electron/electron/releases/download/v45.0.0/electron-v45.0.0-linux-x64.zip',
    )
    const env = { ELECTRON_MIRROR: 'https://mirror.example/', electron_custom_dir: '{{ version }}' }
    expect(downloadAddress('45.0.0', env, 'win32', 'arm64')).toBe('https://mirror.example/45.0.0/electron-v45.0.0-win32-arm64.zip')
  })

  it('remembers a failed download for a day, for its address', () => {
    const file = join(folder, 'failed.json')
    expect(rememberedFailure(file, 'https://a')).toBeUndefined()
    writeFileSync(file, JSON.stringify({ address: 'https://a', at: 1_000, why: 'ENOTFOUND' }))
    expect(rememberedFailure(file, 'https://a', 1_000 + 86_399_999)?.why).toBe('ENOTFOUND')
    expect(rememberedFailure(file, 'https://a', 1_000 + 86_400_000)).toBeUndefined()
    expect(rememberedFailure(file, 'https://b', 2_000)).toBeUndefined()
    writeFileSync(file, 'broken')
    expect(rememberedFailure(file, 'https://a', 2_000)).toBeUndefined()
  })
})

/** A zip file with one entry; enough of the format for these tests. */
function zip(name: string, content: string, mode = 0o100755): Buffer {
  const data = deflateRawSync(content)
  const path = Buffer.from(name)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(path.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(crc32(content), 16)
  entry.writeUInt32LE(data.length, 20)
  entry.writeUInt32LE(content.length, 24)
  entry.writeUInt16LE(path.length, 28)
  entry.writeUInt32LE((mode << 16) >>> 0, 38)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + path.length, 12)
  end.writeUInt32LE(local.length + path.length + data.length, 16)
  return Buffer.concat([local, path, data, entry, path, end])
}

describe('unzip', () => {
  const file = () => join(folder, 'x.zip')

  it('unpacks and renames', async () => {
    writeFileSync(file(), zip('top/run', 'hello'))
    await unzip(file(), join(folder, 'to'), (name) => name.replace('top/', 'in/'))
    expect(readFileSync(join(folder, 'to', 'in', 'run'), 'utf8')).toBe('hello')
  })

  it.each([
    ['a path that leads out', zip('../run', 'hello')],
    ['a symbolic link', zip('run', '/etc/passwd', 0o120777)],
  ])('refuses %s', async (_what, content) => {
    writeFileSync(file(), content)
    await expect(unzip(file(), join(folder, 'to'))).rejects.toThrow(/not a plain file/)
    expect(existsSync(join(folder, 'run'))).toBe(false)
  })

  it('refuses what is no zip file, or is cut', async () => {
    writeFileSync(file(), zip('run', 'hello').subarray(0, 60))
    await expect(unzip(file(), join(folder, 'to'))).rejects.toThrow(/not a zip file/)
  })
})

describe('a lock', () => {
  it('lets one in at a time', async () => {
    const file = join(folder, 'x.lock')
    const order: string[] = []
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const first = withLock(file, async () => {
      order.push('first in')
      await held
      order.push('first out')
    })
    const second = withLock(file, () => Promise.resolve(order.push('second in')), { onWait: () => release() })
    await Promise.all([first, second])
    expect(order).toEqual(['first in', 'first out', 'second in'])
    expect(existsSync(file)).toBe(false)
  })

  it('is taken over from a process that is gone', async () => {
    const file = join(folder, 'x.lock')
    // Linux never gives out a process id above 2^22.
    writeFileSync(file, '4194999')
    await expect(withLock(file, () => Promise.resolve('done'))).resolves.toBe('done')
  })
})
