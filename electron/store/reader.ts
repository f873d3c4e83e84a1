import { AppError } from '../../contract/errors.ts'
import type { StoreLocation } from './api.ts'
import type { Database } from './driver.ts'
import { openForReading } from './open.ts'
import type { LongQueryName } from './replica/queries/long-names.ts'
import { runLongQuery, type LongInput, type LongOutput } from './replica/queries/long.ts'
import { findIn, isComplete } from './replica/search.ts'

/** The items with all words as a set by key, null: nothing was asked for; `complete` false: some are not indexed yet. */
export interface Found {
  found: Uint8Array<ArrayBuffer> | null
  complete: boolean
}

interface ReaderOptions {
  /** called at named points (tests stop here); does nothing otherwise */
  onPoint?: (name: string) => void
}

/**
 * The replica for queries that may take long, in a thread of its own: the store's thread goes on answering meanwhile.
 * It sees what is committed, each query one state of it, and writes nothing.
 */
export class Reader {
  readonly #onPoint: (name: string) => void
  #open: { db: Database; userId: string } | null = null

  constructor({ onPoint }: ReaderOptions = {}) {
    this.#onPoint = onPoint ?? (() => undefined)
  }

  open({ folder, userId, keys }: StoreLocation): void {
    if (folder === null) throw new AppError('internal', 'A store in memory is read where it is.')
    this.#open = { db: openForReading(folder, keys.replica), userId }
  }

  query<Q extends LongQueryName>(name: Q, input: LongInput<Q>): LongOutput<Q> {
    return this.#read(({ db, userId }) => runLongQuery({ db, userId }, name, input))
  }

  find(typed: string): Found {
    return this.#read(({ db }) => ({ found: findIn(db, typed), complete: isComplete(db) }))
  }

  #read<T>(work: (open: { db: Database; userId: string }) => T): T {
    const open = this.#open
    if (open === null) throw new AppError('signed_out', 'No account is open.')
    return open.db.snapshot(() => {
      this.#onPoint('reader.query')
      return work(open)
    })
  }
}
