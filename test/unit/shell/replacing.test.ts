import { readFileSync, readdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { writeFileAtomic } from '../../../electron/shell/files.ts'
import { temporaryFolder } from '../store/folder.ts'

vi.mock('node:fs/promises', { spy: true })

const platform = process.platform
const running = (name: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value: name })
let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  running(platform)
  vi.mocked(rename).mockReset()
})

const held = (times: number, code = 'EPERM') => {
  for (let time = 0; time < times; time++) vi.mocked(rename).mockRejectedValueOnce(Object.assign(new Error(code), { code }))
}

test('a file that somebody looks at just then is replaced a moment later, on Windows', async () => {
  running('win32')
  held(3)
  await writeFileAtomic(join(folder, 'file'), 'new')
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new')
})

test('one that stays held, or fails otherwise, is an error, and nothing is left beside it', async () => {
  running('win32')
  held(20, 'EBUSY')
  await expect(writeFileAtomic(join(folder, 'file'), 'new')).rejects.toMatchObject({ code: 'EBUSY' })
  vi.mocked(rename).mockReset()
  held(1, 'ENOSPC')
  await expect(writeFileAtomic(join(folder, 'file'), 'new')).rejects.toMatchObject({ code: 'ENOSPC' })
  running('linux')
  held(1)
  await expect(writeFileAtomic(join(folder, 'file'), 'new')).rejects.toMatchObject({ code: 'EPERM' })
  expect(readdirSync(folder)).toEqual([])
})
