import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe' })

/** The driver lets go of its files only when its statements are collected: the mount goes with the last of them. */
export const unmount = (folder: string) => execFileSync('umount', ['--lazy', folder])

/** Whether this process may mount; only then can a disk really be full or read-only. */
export const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mount-'))
  const worked = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0
  if (worked) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return worked
})()
