import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { codeOf } from '../store/failures.ts'

/** full, read_only: the folder takes no writes; what is in it can be read, and nothing new is kept. */
type ProfileStorage = 'disk' | 'full' | 'read_only'

export type Profile =
  | { state: 'taken'; folder: string; storage: ProfileStorage }
  /** another process has it, and has been told to show itself */
  | { state: 'in_use' }
  /** nothing can be opened; `message` says why and what to do */
  | { state: 'unusable'; message: string }

/**
 * Decides the profile's folder before anything reads it, and takes its lock: one main process per profile. Where the
 * folder takes no writes there is no lock to take, and none is needed; Chromium, which must write, gets a folder for this run.
 */
export function takeProfile(env: NodeJS.ProcessEnv): Profile {
  const chosen = env['COUNTERSIGN_PROFILE']
  const folder = chosen ? resolve(chosen) : app.getPath('userData')
  try {
    const storage = probe(folder)
    if (storage === 'disk') {
      app.setPath('userData', folder)
      return app.requestSingleInstanceLock() ? { state: 'taken', folder, storage } : { state: 'in_use' }
    }
    if (isHeld(folder)) {
      app.setPath('userData', folder)
      if (!app.requestSingleInstanceLock()) return { state: 'in_use' }
    }
    useFolderOfThisRun()
    return { state: 'taken', folder, storage }
  } catch (error) {
    return { state: 'unusable', message: `The profile folder can’t be used: ${folder} (${codeOf(error)}). Nothing was changed in it. Make it a folder that you can read and write, or free some space, then start again.` }
  }
}

/** Says on the screen and on stderr why the app does not start, and ends it with 1. */
export async function refuseToStart(message: string): Promise<void> {
  // First: whoever reads the line may end this process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.exit(1))
  process.stderr.write(`Countersign did not start. ${message}\n`)
  await app.whenReady()
  await dialog.showMessageBox({ type: 'error', title: 'Countersign', message: 'Countersign did not start.', detail: message, buttons: ['Quit'] })
  app.exit(1)
}

/** Whether a file goes in. Throws when the folder is none, or can't be read. */
function probe(folder: string): ProfileStorage {
  const file = join(folder, `.write-test-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // More than a file system keeps beside its names.
    writeFileSync(file, Buffer.alloc(16_384))
    return 'disk'
  } catch (error) {
    const code = codeOf(error)
    const storage = /^(ENOSPC|EDQUOT)$/.test(code) ? 'full' : /^(EROFS|EACCES|EPERM)$/.test(code) ? 'read_only' : null
    if (storage === null) throw error
    requireReadable(folder)
    return storage
  } finally {
    tryTo(() => rmSync(file, { force: true }))
  }
}

/** One that could not even be made is empty. */
function requireReadable(folder: string): void {
  try {
    readdirSync(folder)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/**
 * A process that took the lock while the folder could still be written, on a disk that is full since: Chromium's link
 * names its host and process (on Windows its file is there only as long as it runs).
 */
function isHeld(folder: string): boolean {
  if (process.platform === 'win32') return tryTo(() => readdirSync(folder).includes('lockfile')) ?? false
  const holder = tryTo(() => readlinkSync(join(folder, 'SingletonLock')))
  const pid = Number(holder?.startsWith(`${hostname()}-`) ? holder.slice(hostname().length + 1) : NaN)
  return Number.isInteger(pid) && tryTo(() => process.kill(pid, 0)) === true
}

function useFolderOfThisRun(): void {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-run-'))
  app.setPath('userData', folder)
  app.once('quit', () => tryTo(() => rmSync(folder, { recursive: true, force: true })))
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
