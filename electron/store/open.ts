import { cpSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { StoreLocation } from './api.ts'
import { Database } from './driver.ts'
import { storageError } from './failures.ts'
import { databaseExists, makeFolder, namesIn, removeDatabase, renameDatabase, syncFolder } from './files.ts'
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
  // macOS alone knows the difference: its fsync leaves what was written in the drive's cache, which a power cut empties.
  outbox: `${common} pragma synchronous = full; pragma fullfsync = on; pragma checkpoint_fullfsync = on; pragma cache_size = -1000;`,
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
  const open = (): Outbox => {
    const db = openFile('outbox', place, location.keys.outbox)
    try {
      return new Outbox(db, sealer, options)
    } catch (error) {
      db.close()
      throw error
    }
  }
  const { folder } = place
  if (folder === null) return { outbox: open(), setAside: null }
  const finish = () => finishSalvage(folder, location.keys.outbox, options.onPoint)
  const unfinished = finish()
  try {
    return { outbox: open(), setAside: unfinished }
  } catch (error) {
    // What was salvaged may be damaged since, or under another key.
    if (!isCorrupt(error)) throw error
    salvageOutbox(folder, location, sealer, options)
    const setAside = finish()
    return { outbox: open(), setAside }
  }
}

/** What could be read of a damaged outbox, until it stands in its place. Its name tells under which that one is set aside. */
const salvagedName = /^outbox-salvaged-([\dTZ-]+\.db)$/

/** The damaged file stays where it is until all that can be read of it stands, on disk, beside it. */
function salvageOutbox(folder: string, location: StoreLocation, sealer: Sealer, { now, onPoint }: OutboxOptions): void {
  const copy = join(folder, `outbox-salvaged-${new Date(now()).toISOString().replace(/[:.]/g, '-')}.db`)
  const fresh = new Database(copy, location.keys.outbox)
  try {
    fresh.exec(pragmas.outbox)
    salvage(() => openUnchecked(join(folder, files.outbox), location.keys.outbox), fresh, sealer, onPoint)
  } catch (error) {
    fresh.close()
    removeDatabase(copy)
    throw error
  }
  fresh.close()
  syncFolder(folder)
  onPoint('outbox.salvaged')
}

/**
 * Sets the damaged file aside and puts what was read of it in its place, from wherever that was cut off. The name under which
 * it is set aside; null: nothing of the kind is under way, or the reading has to begin again.
 */
function finishSalvage(folder: string, key: Uint8Array, onPoint: (name: string) => void): string | null {
  const name = namesIn(folder).find((each) => salvagedName.test(each))
  if (name === undefined) return null
  const [copy, outbox] = [join(folder, name), join(folder, files.outbox)]
  const inPlace = databaseExists(outbox)
  if (inPlace && !isWhole(copy, key)) {
    removeDatabase(copy)
    return null
  }
  const setAside = `outbox-set-aside-${salvagedName.exec(name)?.[1] ?? ''}`
  onPoint('outbox.set_aside')
  // The log goes first and the file last: without the file all of it is set aside, and a log that is there is the copy's.
  if (inPlace) renameDatabase(outbox, join(folder, setAside))
  onPoint('outbox.put_in_place')
  renameDatabase(copy, outbox)
  return setAside
}

/** Its tables came by the transaction that brought all the rows. */
function isWhole(copy: string, key: Uint8Array): boolean {
  try {
    const db = openUnchecked(copy, key)
    try {
      db.exec('select count(*) from commands')
      return true
    } finally {
      db.close()
    }
  } catch (error) {
    if (takesNoWrites(error)) throw error
    return false
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
