import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import { AppError } from '../../contract/errors.ts'
import { writeFileAtomic, type FileContent } from './files.ts'

/** Asks where to, then makes the content and writes it there; false when the person did not say. Throws storage_full, storage_read_only. */
export async function saveFile(window: BrowserWindow, name: string, content: () => FileContent | Promise<FileContent>): Promise<boolean> {
  const path = await askWhere(window, name)
  if (path === null) return false
  const made = await content()
  await writeFileAtomic(path, made).catch(notWritten)
  return true
}

/** The same for what is too large to be held as a whole. A part that cannot be made leaves no file behind. */
export async function saveStream(window: BrowserWindow, name: string, parts: AsyncIterable<string>): Promise<boolean> {
  const path = await askWhere(window, name)
  if (path === null) return false
  await writeFileAtomic(path, parts).catch(notWritten)
  return true
}

async function askWhere(window: BrowserWindow, name: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: join(app.getPath('documents'), name) })
  return canceled || filePath === '' ? null : filePath
}

function notWritten(cause: unknown): never {
  if (cause instanceof AppError) throw cause
  const full = ['ENOSPC', 'EDQUOT'].includes(String((cause as NodeJS.ErrnoException).code))
  throw new AppError(full ? 'storage_full' : 'storage_read_only', 'The file could not be written there. Choose another folder.', { retry: true, cause })
}
