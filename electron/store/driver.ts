import { isUtf8 } from 'node:buffer'
import Libsql from 'libsql'
import { AppError } from '../../contract/errors.ts'
import { codeOf, storageError } from './failures.ts'

/**
 * What can be stored. A boolean would abort the whole process in the native code; a blob comes back as a Buffer or as an
 * ArrayBuffer, depending on the way it is read.
 */
export type Value = string | number | null
type Params = readonly Value[]

interface NativeStatement {
  run(params: Params): { changes: number }
  get(params: Params): unknown
  all(params: Params): unknown[]
  raw(): NativeStatement
  columns(): { name: string }[]
}

/** A statement that reads, its rows as arrays. */
interface Reader {
  statement: NativeStatement
  names: readonly string[]
}

/**
 * The one place that knows the SQLite driver. Synchronous; every failure is an AppError (failures.ts).
 * Parameters always travel as one array: the driver takes a lone object for named parameters.
 */
export class Database {
  readonly #db: Libsql.Database
  // A statement is freed only when the event loop turns, so each text is prepared once.
  readonly #statements = new Map<string, NativeStatement>()
  readonly #readers = new Map<string, Reader>()
  // Apart from those that read every row: after `all`, the driver's `get` of the same statement keeps the old parameters.
  readonly #firstReaders = new Map<string, Reader>()
  readonly #thrown = new WeakSet<AppError>()

  /** `path` ':memory:' for none on disk (unencrypted: it never leaves the process); `key`: 32 bytes, AES-256 per page. */
  constructor(path: string, key: Uint8Array | null) {
    const options = key === null ? {} : { encryptionCipher: 'aes256cbc', encryptionKey: Buffer.from(key).toString('hex') }
    this.#db = this.#guarded(() => new Libsql(path, options as Libsql.Options))
  }

  /** Whether this one failed so: who works with two tells by it whose damage was met. */
  threw(error: unknown): boolean {
    return error instanceof AppError && this.#thrown.has(error)
  }

  /** One or more statements without parameters or results. */
  exec(sql: string): void {
    this.#guarded(() => this.#db.exec(sql))
  }

  /** Number of changed rows. */
  run(sql: string, params: Params = []): number {
    return this.#guarded(() => this.#statement(sql).run(checked(params)).changes)
  }

  all<T extends object>(sql: string, params: Params = []): T[] {
    return this.#guarded(() => {
      const { statement, names } = this.#reader(sql)
      return statement.all(checked(params)).map((row) => named<T>(names, row))
    })
  }

  /** Rows whose texts can be read: of the others nothing is of use, and they cost nobody those beside them. */
  readable<T extends object>(sql: string, params: Params = []): T[] {
    return this.#guarded(() => {
      const { statement, names } = this.#reader(sql)
      return statement.all(checked(params)).flatMap((row) => (isReadable(row) ? [named<T>(names, row)] : []))
    })
  }

  get<T extends object>(sql: string, params: Params = []): T | undefined {
    return this.all<T>(sql, params)[0]
  }

  /** The first row as an array of values: the cheapest way to read. */
  row(sql: string, params: Params = []): Value[] | undefined {
    return this.#guarded(() => {
      const row = this.#reader(sql, this.#firstReaders).statement.get(checked(params))
      return row === undefined ? undefined : values(row)
    })
  }

  /** Every row as an array of values. */
  rows(sql: string, params: Params = []): Value[][] {
    return this.#guarded(() => this.#reader(sql).statement.all(checked(params)).map(values))
  }

  /** The first column of the first row. */
  value<T extends Value>(sql: string, params: Params = []): T | undefined {
    return this.row(sql, params)?.[0] as T | undefined
  }

  /** The first column of every row. */
  column<T extends Value>(sql: string, params: Params = []): T[] {
    return this.#guarded(() => this.#reader(sql).statement.all(checked(params)).map((row) => text((row as unknown[])[0]) as T))
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction
  }

  begin(): void {
    this.exec('begin immediate')
  }

  commit(): void {
    this.exec('commit')
  }

  /** Ends the transaction without a trace; nothing when SQLite has already ended it (disk full). */
  rollback(): void {
    if (this.inTransaction) this.exec('rollback')
  }

  /** What is read inside is one state of the file, whatever others commit meanwhile. */
  snapshot<T>(work: () => T): T {
    this.exec('begin')
    try {
      return work()
    } finally {
      this.rollback()
    }
  }

  /** All or nothing. Inside another transaction it is a part of that one. */
  transaction<T>(work: () => T): T {
    if (this.inTransaction) return work()
    this.begin()
    try {
      const result = work()
      this.commit()
      return result
    } catch (error) {
      this.rollback()
      throw error
    }
  }

  /** Statements that are not collected yet keep the file open, so the log is written back here and not by SQLite. */
  close(): void {
    try {
      this.exec('pragma wal_checkpoint(truncate)')
    } catch {
      // The log stays and is read at the next opening.
    }
    this.#statements.clear()
    this.#readers.clear()
    this.#firstReaders.clear()
    this.#db.close()
  }

  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      const failure = storageError(error)
      this.#thrown.add(failure)
      throw failure
    }
  }

  #statement(sql: string): NativeStatement {
    return cached(this.#statements, sql, () => this.#prepare(sql))
  }

  #reader(sql: string, readers = this.#readers): Reader {
    return cached(readers, sql, () => {
      const plain = this.#prepare(sql)
      if (!/^\s*(select|with)\b/i.test(sql)) return { statement: plain.raw(), names: [] }
      const names = plain.columns().map(({ name }) => name)
      return { statement: this.#prepare(textAsBytes(sql, names.length)).raw(), names }
    })
  }

  /** Statements are ours and constant, the schema comes from the file: what does not compile shows that it is damaged. */
  #prepare(sql: string): NativeStatement {
    try {
      return this.#db.prepare(sql) as unknown as NativeStatement
    } catch (cause) {
      if (codeOf(cause) !== 'SQLITE_ERROR') throw cause
      throw new AppError('storage_corrupt', 'The local copy is damaged: its schema is not what it was.', { cause, details: String(cause) })
    }
  }
}

/**
 * A flipped byte on the disk becomes sixteen bytes of garbage (the cipher does not notice), and the driver ends the whole
 * process over text that is no UTF-8. So text crosses as bytes, and is looked at here.
 */
function textAsBytes(sql: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `c${index}`)
  const values = names.map((name) => `case typeof(${name}) when 'text' then cast(${name} as blob) else ${name} end`)
  return `with read_as_bytes (${names.join(', ')}) as (${sql}) select ${values.join(', ')} from read_as_bytes`
}

const values = (row: unknown): Value[] => (row as unknown[]).map(text)
const named = <T extends object>(names: readonly string[], row: unknown): T => Object.fromEntries(values(row).map((value, index) => [names[index], value])) as T
const isReadable = (row: unknown): boolean => (row as unknown[]).every((value) => !(value instanceof Uint8Array) || isUtf8(value))

function text(value: unknown): Value {
  if (!(value instanceof Uint8Array)) return value as Value
  if (isUtf8(value)) return (value as Buffer).toString('utf8')
  throw new AppError('storage_corrupt', 'The local copy is damaged: a text in it cannot be read.')
}

/** JSON that was stored here. */
export function storedJson(stored: string): unknown {
  try {
    return JSON.parse(stored)
  } catch {
    throw new AppError('storage_corrupt', 'The local copy is damaged: a value in it cannot be read.')
  }
}

function cached<T>(statements: Map<string, T>, sql: string, prepare: () => T): T {
  let statement = statements.get(sql)
  if (statement === undefined) {
    statement = prepare()
    statements.set(sql, statement)
  }
  return statement
}

/** Types say it; but a value that slips past them would not throw, it would end the process. */
function checked(params: Params): Params {
  for (const value of params) {
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') {
      throw new TypeError(`a ${typeof value} cannot be stored`)
    }
  }
  return params
}
