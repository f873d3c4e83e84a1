import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from './log.mjs'

const alive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

function holder(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

/**
 * Runs `work` while this process alone holds `file`. Waits for a living holder; takes over from a dead one.
 * `timeout` in milliseconds, then a UserError that names the holder.
 */
export async function withLock(file, work, { timeout = 15 * 60_000, onWait = () => {} } = {}) {
  mkdirSync(dirname(file), { recursive: true })
  const deadline = Date.now() + timeout
  let told = false
  let emptySince
  while (!take(file)) {
    const pid = holder(file)
    // An empty file is either being written this moment or left over from a full disk.
    emptySince = pid === undefined ? (emptySince ?? Date.now()) : undefined
    if (pid === undefined ? Date.now() - emptySince > 5_000 : !alive(pid)) {
      rmSync(file, { force: true })
      continue
    }
    if (Date.now() > deadline) throw new UserError(`Process ${pid} holds ${file} and does not finish. End it, or delete that file.`)
    if (!told && pid) onWait(pid)
    told = told || pid !== undefined
    await pause(200)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
