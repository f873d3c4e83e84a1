import { AppError } from '../../contract/app-error.ts'

/** What the driver and the file system throw, as what a person can do about it. */
export function storageError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  const options = { cause: error, details: `${code}: ${error instanceof Error ? error.message : String(error)}` }
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|SQLITE_IOERR_SHMSIZE)/.test(code)) {
    return new AppError('storage_full', 'The disk is full, so this was not saved. Free some space and try again.', { ...options, retry: true })
  }
  if (/^(SQLITE_READONLY|EROFS|EACCES|EPERM|SQLITE_PERM|SQLITE_CANTOPEN)/.test(code)) {
    return new AppError('storage_read_only', 'The profile folder cannot be written to, so this was not saved.', { ...options, retry: true })
  }
  if (/^(SQLITE_CORRUPT|SQLITE_NOTADB)/.test(code)) {
    return new AppError('storage_corrupt', 'The local copy is damaged; it is built again from the server.', options)
  }
  if (/^(SQLITE_IOERR|EIO)/.test(code)) {
    return new AppError('internal', 'The disk failed to write, so this was not saved. Try again.', { ...options, retry: true })
  }
  return new AppError('internal', 'Something went wrong in the local store.', options)
}

/** SQLite's or the system's name for a failure; 'unknown' without one. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown'
  const { code, message } = error as { code?: unknown; message?: unknown }
  const unnamed = /^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(String(code))
  if (typeof code === 'string' && code !== '' && unnamed === null) return code
  // Opening reports only SQLite's number, in its text; codes that the driver has no name for carry theirs in the low byte.
  const opening = /^ConnectionFailed\(.*: (\d+)"\)$/.exec(String(message))
  const names: Record<number, string> = { 8: 'SQLITE_READONLY', 10: 'SQLITE_IOERR', 11: 'SQLITE_CORRUPT', 13: 'SQLITE_FULL', 14: 'SQLITE_CANTOPEN', 26: 'SQLITE_NOTADB' }
  return names[Number(unnamed?.[1] ?? opening?.[1]) & 0xff] ?? 'unknown'
}
