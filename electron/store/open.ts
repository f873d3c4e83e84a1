import { cpSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { StoreLocation } from './api.ts'
import { Database } from './driver.ts'
import { storageError } from './failures.ts'
import { databaseExists, makeFolder, removeDatabase, renameDatabase, syncFolder } from './files.ts'
import { Outbox, type OutboxOptions } from './outbox/outbox.ts'
import { salvage } from './outbox/salvage.ts'
import { Sealer } from './outbox/seal.ts'
import { Replica, type ReplicaOptions } from './replica/replica.ts'

const files = { replica: 'replica.db', outbox: 'outbox.db' } as const
// The page cache holds what a search and a screen of details need at 100,000 items; after a rest it is freed (serve.ts).
// The replica's log is written back when nothing waits (tidyReplica): in the middle of a first pull it costs a third of the
// speed and stops the screen.
const busyMs = 2_000
const common = `pragma temp_store = memory; pragma journal_mode = wal; pragma busy_timeout = ${busyMs};`
const pragmas = {
  replica: `${common} pragma synchronous = normal; pragma cache_size = -24000; pragma wal_autocheckpoint = 0;`,
  outbox: `${common} pragma synchronous = full; pragma cache_size = -1000;`,
} as const
type FileName = keyof typeof files

export interface Place {
  /** where the files are opened: the account's folder, a copy of it, or null for memory */
  folder: string | null
  storage: 'disk' | 'memory' | 'read_only'
  /** removes the copy */
  leave: () => void
}

/** The account's folder when it can be written; else a copy in the temporary folder (it is encrypted), to browse in. */
export function findPlace(location: StoreLocation, onPoint: (name: string) => void): Place {
  const { folder } = location
  if (folder === null) return { folder: null, storage: 'memory', leave: () => undefined }
  try {
    makeFolder(folder)
    onPoint('folder.probe')
    const probe = join(folder, '.write-test')
    writeFileSync(probe, 'x')
    rmSync(probe)
    return { folder, storage: 'disk', leave: () => undefined }
  } catch (error) {
    const reason = storageError(error)
    if (!databaseExists(join(folder, files.outbox)) && !databaseExists(join(folder, files.replica))) throw reason
    return readOnlyCopy(folder, reason)
  }
}

function readOnlyCopy(folder: string, reason: AppError): Place {
  try {
    const copy = mkdtempSync(join(tmpdir(), 'countersign-read-only-'))
    for (const name of Object.values(files)) {
      for (const suffix of ['', '-wal']) {
        if (existsSync(join(folder, name + suffix))) cpSync(join(folder, name + suffix), join(copy, name + suffix))
      }
    }
    return { folder: copy, storage: 'read_only', leave: () => rmSync(copy, { recursive: true, force: true }) }
  } catch {
    throw reason
  }
}

/** `setAside`: the name under which a file stands that could not be opened; its readable rows are in the new one. */
export function openOutbox(place: Place, location: StoreLocation, options: OutboxOptions): { outbox: Outbox; setAside: string | null } {
  const sealer = new Sealer(location.keys.hmac, location.userId)
  const open = () => new Outbox(openFile('outbox', place, location.keys.outbox), sealer, options)
  if (place.folder === null) return { outbox: open(), setAside: null }
  const path = join(place.folder, files.outbox)
  try {
    return { outbox: open(), setAside: null }
  } catch (error) {
    if (!isCorrupt(error)) throw error
    const name = `outbox-set-aside-${new Date(options.now()).toISOString().replace(/[:.]/g, '-')}.db`
    renameDatabase(path, join(place.folder, name))
    salvage(() => openUnchecked(join(place.folder as string, name), location.keys.outbox), () => openFile('outbox', place, location.keys.outbox), sealer)
    return { outbox: open(), setAside: name }
  }
}

/**
 * A replica that cannot be used is deleted: the server has all of it. `use` is what has to work besides opening; whatever
 * fails is put down to the file, unless a disk that takes no writes explains it.
 */
export function openReplica(
  place: Place,
  location: StoreLocation,
  options: ReplicaOptions,
  use: (replica: Replica) => void,
): { replica: Replica; rebuilt: boolean } {
  const open = (): Replica => {
    const db = openFile('replica', place, location.keys.replica)
    try {
      const replica = new Replica(db, options)
      use(replica)
      return replica
    } catch (error) {
      db.close()
      throw error
    }
  }
  try {
    return { replica: open(), rebuilt: false }
  } catch (error) {
    if (place.folder === null || takesNoWrites(error)) throw error
    removeDatabase(join(place.folder, files.replica))
    return { replica: open(), rebuilt: true }
  }
}

/** A second connection to a replica that is open, for reading alone. */
export function openForReading(folder: string, key: Uint8Array): Database {
  const db = openUnchecked(join(folder, files.replica), key)
  db.exec('pragma temp_store = memory; pragma cache_size = -8000; pragma query_only = on')
  return db
}

/** Writes the replica's log back once it is large: `idle`, nothing waits; otherwise only when it has grown beyond measure. */
export function tidyReplica(place: Place, replica: Replica, idle: boolean): void {
  if (place.folder === null) return
  const log = join(place.folder, `${files.replica}-wal`)
  const limit = (idle ? 4 : 512) * 1024 * 1024
  if (!existsSync(log) || statSync(log).size <= limit) return
  // A long query in the other thread keeps its state of the file: it is not waited for, the next time will do.
  replica.db.exec('pragma busy_timeout = 0')
  try {
    // Emptied and not only begun anew: by its size it would be written back after every page from then on.
    replica.db.value('pragma wal_checkpoint(truncate)')
  } finally {
    replica.db.exec(`pragma busy_timeout = ${busyMs}`)
  }
}

export function removeFiles(folder: string, names: readonly FileName[]): void {
  for (const name of names) removeDatabase(join(folder, files[name]))
}

const takesNoWrites = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'storage_full' || error.code === 'storage_read_only')

export const isCorrupt = (error: unknown): boolean => error instanceof AppError && error.code === 'storage_corrupt'

function openFile(name: FileName, place: Place, key: Uint8Array): Database {
  if (place.folder === null) {
    const db = new Database(':memory:', null)
    db.exec('pragma temp_store = memory')
    return db
  }
  const path = join(place.folder, files[name])
  const isNew = !existsSync(path)
  const whole = wholeFileSize(path)
  const db = openUnchecked(path, key)
  try {
    db.exec(pragmas[name])
    if (whole !== null && (db.value<number>('pragma page_count') ?? 0) * (db.value<number>('pragma page_size') ?? 0) > whole) throw damaged(name)
    // The outbox is small and has no second copy; the replica is checked where it is read.
    if (name === 'outbox' && !isNew && db.value<string>('pragma quick_check(1)') !== 'ok') throw damaged(name)
    if (isNew) syncFolder(place.folder)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Fails on a wrong key or no database before a statement is prepared: a prepared one would keep the file open. */
function openUnchecked(path: string, key: Uint8Array): Database {
  const db = new Database(path, key)
  try {
    db.exec('select count(*) from sqlite_schema')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The size that the file must at least have, where no log can hold a part of it. */
function wholeFileSize(path: string): number | null {
  if (!existsSync(path) || statSync(path).size === 0) return null
  return existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0 ? null : statSync(path).size
}

const damaged = (name: FileName) => new AppError('storage_corrupt', `The file ${files[name]} is damaged.`)
