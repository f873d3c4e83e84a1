import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** How often more it is tried, and after what pause, in ms: half a second in all. */
const renames = 10
const betweenRenamesMs = 50

/** A folder that only its owner can enter (0700), made with its parents; an existing one is closed again. */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
}

export type FileContent = string | Uint8Array

/**
 * Replaces a file as a whole: whoever reads it, also after a power cut, finds the old bytes or the new ones.
 * The file is readable by its owner only unless another mode is asked for.
 */
export async function writeFileAtomic(file: string, data: FileContent | AsyncIterable<string>, mode = 0o600): Promise<void> {
  const draft = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(draft, 'wx', mode)
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await renameOver(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
}

/** On Windows whoever looks at the file just then, as scanners for viruses do, keeps it from being replaced for a moment. */
async function renameOver(draft: string, file: string): Promise<void> {
  for (let left = process.platform === 'win32' ? renames : 0; ; left--) {
    try {
      return await rename(draft, file)
    } catch (error) {
      if (left <= 0 || !hasCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error
      await setTimeout(betweenRenamesMs)
    }
  }
}

/** Makes a rename or removal in a folder last. Windows has no such call: its file system journals names. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The file's bytes, or null when there is none; every other failure is thrown. */
export async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
