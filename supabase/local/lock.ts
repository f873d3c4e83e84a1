import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning, startTime } from './processes.ts'

interface Owner {
  pid: number
  /** When the process started, in the kernel's ticks; a number that was given out again does not match. */
  started: string
}

/** Makes this process the data folder's only user. Throws when another one that lives has it. */
export function lockDataDir(dataDir: string): () => void {
  const file = path.join(dataDir, 'stack.lock')
  const owner: Owner = { pid: process.pid, started: startTime(process.pid) }
  for (let attempt = 1; ; attempt += 1) {
    try {
      writeFileSync(file, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 5) throw error
    }
    const other = readOwner(file)
    if (other && isRunning(other.pid) && startTime(other.pid) === other.started) {
      throw new Error(`The data folder ${dataDir} is in use by process ${other.pid}; stop that stack or choose another folder with --data`)
    }
    rmSync(file, { force: true })
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}
