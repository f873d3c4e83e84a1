import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readBackendFile, writeBackendFile } from '../../../supabase/local/demo/backend-file.ts'

const running = { url: 'http://127.0.0.1:54321', publishable_key: 'sb_publishable_x', secret_key: 'sb_secret_x', database_url: 'postgresql://x' }
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-backend-file-'))
  file = path.join(folder, '.local', 'backend.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('gives back what was written, for its owner only, until it is removed', () => {
  const remove = writeBackendFile(running, file)
  expect(readBackendFile(file)).toEqual(running)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  remove()
  expect(readBackendFile(file)).toBeUndefined()
})

it('closes a file that was open to others', () => {
  writeBackendFile(running, file)()
  writeFileSync(file, '{}', { mode: 0o644 })
  writeBackendFile(running, file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('leaves the file of a stack that started later', () => {
  const removeFirst = writeBackendFile(running, file)
  const second = { ...running, url: 'http://127.0.0.1:54399' }
  writeBackendFile(second, file)
  removeFirst()
  expect(readBackendFile(file)).toEqual(second)
})

it('says what to do about a file that is something else', () => {
  writeBackendFile(running, file)
  writeFileSync(file, '{"url": 7}')
  expect(() => readBackendFile(file)).toThrow(/remove it and start the stack again/)
})
