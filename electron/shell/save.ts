import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import { AppError } from '../../contract/errors.ts'
import { writeFileAtomic } from './files.ts'

/** Asks where to, and writes there; false when the person did not say. Throws storage_full, storage_read_only. */
export async function saveFile(window: BrowserWindow, name: string, text: string): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: join(app.getPath('documents'), name) })
  if (canceled || filePath === '') return false
  await writeFileAtomic(filePath, text).catch((cause: unknown) => {
    const full = ['ENOSPC', 'EDQUOT'].includes(String((cause as NodeJS.ErrnoException).code))
    throw new AppError(full ? 'storage_full' : 'storage_read_only', 'The file could not be written there. Choose another folder.', { retry: true, cause })
  })
  return true
}
