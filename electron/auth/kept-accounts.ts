import { AppError } from '../../contract/errors.ts'
import type { Connection, KnownAccount } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import type { Fetch } from '../shell/network.ts'
import type { AccountFile, Accounts } from './accounts.ts'
import type { ConnectionSettings } from './connection.ts'
import { fetchKey, type Keychain } from './key-stores.ts'
import { deriveKeys } from './keys.ts'
import { openSession } from './session.ts'
import { openVault } from './vault.ts'

export interface KeptAccountsOptions {
  connection: ConnectionSettings
  fetch: Fetch
  keychain: Keychain
  log: Log
}

/** The accounts that this profile keeps closed: which there are, what is left in them, and how one is removed. */
export class KeptAccounts {
  readonly #accounts: Accounts
  readonly #options: KeptAccountsOptions

  constructor(accounts: Accounts, options: KeptAccountsOptions) {
    this.#accounts = accounts
    this.#options = options
  }

  /** Null: of a server that this start may not talk to. */
  connectionOf({ url, publishable_key }: AccountFile): Connection | null {
    const { connection } = this.#options
    const current = connection.get()
    if (current?.url === url && (connection.fixed || publishable_key === undefined)) return current
    return connection.fixed || publishable_key === undefined ? null : { url, publishable_key }
  }

  /** Those of servers that this start may talk to; `current`: the id of the one that is open or waits to be unlocked. */
  async list(current: string | undefined): Promise<KnownAccount[]> {
    const kept = (await this.#accounts.list()).filter(({ file }) => this.connectionOf(file) !== null)
    return Promise.all(
      kept.map(async ({ id, file }): Promise<KnownAccount> => {
        const { url, email, display_name } = file
        return { id, url, email, display_name, key_store: file.key.kind, current: id === current, waiting: await this.#accounts.waiting(id) }
      }),
    )
  }

  /** Which one opens next time; on a disk that takes no writes this one opens all the same. */
  async noteCurrent(id: string): Promise<void> {
    try {
      await this.#accounts.setCurrent(id)
    } catch (error) {
      this.#options.log.warn('auth', 'which account is open was not noted', { error })
    }
  }

  /** A count that can't be written is one that is not known; it must hold nothing up. */
  async noteWaiting(id: string, count: () => Promise<number> | null): Promise<void> {
    try {
      await this.#accounts.noteWaiting(id, await count())
    } catch (error) {
      this.#options.log.warn('auth', 'how many decisions stay here was not noted', { error })
    }
  }

  /** Deletes what is kept of an account, and ends its session by `file`. Error unsent_decisions unless nothing waits in it (`waiting` null: not counted), or it is let go. */
  async forget(id: string, waiting: number | null, discardUnsent: boolean, file?: AccountFile): Promise<void> {
    if (waiting !== 0 && !discardUnsent) throw wouldLose(waiting)
    if (file) await this.#endSession(id, file)
    await this.#accounts.erase(id)
  }

  /** Tells the server, where the key can be had without asking; otherwise the session ends by itself. */
  async #endSession(id: string, file: AccountFile): Promise<void> {
    const { fetch, log, keychain } = this.#options
    const connection = this.connectionOf(file)
    if (!connection || file.key.kind === 'passphrase') return
    try {
      const key = await fetchKey(file.key, this.#accounts.folder(id), keychain)
      const { vault } = await openVault(this.#accounts.vault(id), deriveKeys(key).vault)
      await (await openSession({ connection, vault, fetch, log })).signOut()
    } catch (error) {
      log.info('auth', 'the session of a removed account was left to end by itself', { error })
    }
  }
}

function wouldLose(waiting: number | null): AppError {
  const what = waiting === null ? 'decisions that have not been sent may be in it' : `${waiting} ${waiting === 1 ? 'decision' : 'decisions'} in it ${waiting === 1 ? 'has' : 'have'} not been sent`
  return new AppError('unsent_decisions', `This account is closed: ${what}. Removing it deletes them.`, waiting === null ? {} : { details: String(waiting) })
}
