import Libsql from 'libsql'
import { storageError } from './failures.ts'

/**
 * What can be stored. A boolean would abort the whole process in the native code; a blob comes back as a Buffer or as an
 * ArrayBuffer, depending on the way it is read.
 */
export type Value = string | number | null
export type Params = readonly Value[]

interface NativeStatement {
  run(params: Params): { changes: number }
  get(params: Params): unknown
  all(params: Params): unknown[]
  raw(): NativeStatement
}

/**
 * The one place that knows the SQLite driver. Synchronous; every failure is an AppError (failures.ts).
 * Parameters always travel as one array: the driver takes a lone object for named parameters.
 */
export class Database {
  readonly #db: Libsql.Database
  // A statement is freed only when the event loop turns, so each text is prepared once.
  readonly #statements = new Map<string, NativeStatement>()
  readonly #rawStatements = new Map<string, NativeStatement>()

  /** `path` ':memory:' for none on disk (unencrypted: it never leaves the process); `key`: 32 bytes, AES-256 per page. */
  constructor(path: string, key: Uint8Array | null) {
    const options = key === null ? {} : { encryptionCipher: 'aes256cbc', encryptionKey: Buffer.from(key).toString('hex') }
    this.#db = guarded(() => new Libsql(path, options as Libsql.Options))
  }

  /** One or more statements without parameters or results. */
  exec(sql: string): void {
    guarded(() => this.#db.exec(sql))
  }

  /** Number of changed rows. */
  run(sql: string, params: Params = []): number {
    return guarded(() => this.#statement(sql).run(checked(params)).changes)
  }

  all<T extends object>(sql: string, params: Params = []): T[] {
    return guarded(() => this.#statement(sql).all(checked(params)) as T[])
  }

  get<T extends object>(sql: string, params: Params = []): T | undefined {
    return this.all<T>(sql, params)[0]
  }

  /** The first row as an array of values: the cheapest way to read. */
  row(sql: string, params: Params = []): Value[] | undefined {
    return guarded(() => this.#rawStatement(sql).get(checked(params)) as Value[] | undefined)
  }

  /** The first column of the first row. */
  value<T extends Value>(sql: string, params: Params = []): T | undefined {
    return this.row(sql, params)?.[0] as T | undefined
  }

  /** The first column of every row. */
  column<T extends Value>(sql: string, params: Params = []): T[] {
    return guarded(() => (this.#rawStatement(sql).all(checked(params)) as [T][]).map(([value]) => value))
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
    this.#rawStatements.clear()
    this.#db.close()
  }

  #statement(sql: string): NativeStatement {
    return cached(this.#statements, sql, () => this.#db.prepare(sql) as unknown as NativeStatement)
  }

  #rawStatement(sql: string): NativeStatement {
    return cached(this.#rawStatements, sql, () => (this.#db.prepare(sql) as unknown as NativeStatement).raw())
  }
}

function cached(statements: Map<string, NativeStatement>, sql: string, prepare: () => NativeStatement): NativeStatement {
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

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storageError(error)
  }
}
