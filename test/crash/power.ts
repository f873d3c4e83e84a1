import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A place for profiles. `cutPower`: what was written and not synced is gone, as after a power cut. */
export interface Disk {
  folder: string
  cutPower(): void
  remove(): void
}

/** A folder of the computer's own file system: a kill loses nothing that was written, synced or not. */
export function plainDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-crash-'))
  return { folder, cutPower: () => undefined, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * A small ext4 in a file, mounted through a loop device. Written pages stay in the kernel's cache until somebody syncs
 * them; a copy of the file taken meanwhile is what a disk would hold if the power went now. The cut unmounts, puts the
 * copy in the file's place and mounts it again, journal and all.
 */
export function losingDisk(): Disk {
  const base = mkdtempSync(join(tmpdir(), 'countersign-power-'))
  const [image, cut, folder] = [join(base, 'image'), join(base, 'image.cut'), join(base, 'disk')] as const
  mkdirSync(folder)
  writeFileSync(image, '')
  truncateSync(image, 24 * 1024 * 1024)
  execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' })
  // The kernel would write back by itself after some seconds; a round is shorter, and this makes sure of it.
  const mount = () => execFileSync('mount', ['-o', 'loop,commit=600', image, folder], { stdio: 'pipe' })
  const unmount = () => execFileSync('umount', [folder], { stdio: 'pipe' })
  mount()
  return {
    folder,
    cutPower() {
      copyFileSync(image, cut)
      unmount()
      renameSync(cut, image)
      mount()
    },
    remove() {
      unmount()
      rmSync(base, { recursive: true, force: true })
    },
  }
}

let can: boolean | undefined

/** Whether this computer lets us mount such a disk: Linux, root, loop devices, mkfs.ext4. */
export function canCutPower(): boolean {
  can ??= attempt()
  return can
}

function attempt(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    losingDisk().remove()
    return true
  } catch {
    return false
  }
}
