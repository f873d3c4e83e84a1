import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { storageError } from './failures.ts'

/** A database is three files, of which the log may hold what the main one does not have yet. */
const suffixes = ['-wal', '-shm', ''] as const

export function makeFolder(folder: string): void {
  guarded(() => {
    if (existsSync(folder)) return
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    syncFolder(dirname(folder))
  })
}

/** Makes names in it (created, renamed, removed files) survive a power cut. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  guarded(() => {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  })
}

/** Names in the folder; none where it cannot be listed. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export function databaseExists(path: string): boolean {
  return existsSync(path)
}

export function removeDatabase(path: string): void {
  guarded(() => {
    for (const suffix of suffixes) rmSync(path + suffix, { force: true, maxRetries: 5, retryDelay: 50 })
    syncFolder(dirname(path))
  })
}

/** The log goes with it, under the new name, or what it alone holds would be lost. */
export function renameDatabase(from: string, to: string): void {
  guarded(() => {
    for (const suffix of suffixes) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix)
    syncFolder(dirname(to))
  })
}

function guarded(work: () => void): void {
  try {
    work()
  } catch (error) {
    throw storageError(error)
  }
}
