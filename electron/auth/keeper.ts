import { AppError } from '../../contract/errors.ts'
import type { Account, AuthStatus, Connection, KeyStoreChoice, KnownAccount } from '../../contract/status.ts'
import { keyOfExisting } from './account-key.ts'
import { openAccounts, type AccountFile, type Accounts } from './accounts.ts'
import { fetchKey, storeKey } from './key-stores.ts'
import { KeptAccounts, type KeptAccountsOptions } from './kept-accounts.ts'
import { deriveKeys, newAccountKey, type AccountKey, type DerivedKeys } from './keys.ts'
import { openSession, type Session } from './session.ts'
import { displayName, type SupabaseSession } from './supabase.ts'
import { memoryVault, openVault } from './vault.ts'

/** An account whose key is at hand: what store, sync and backend need of it. */
export interface OpenAccount {
  /** null: temporary, nothing of it is on disk */
  folder: string | null
  connection: Connection
  account: Account
  keys: DerivedKeys
  session: Session
}

/** What has to happen around an account when it opens and closes; its work is the host's. */
export interface AccountHost {
  /** rejects when its store can't be opened at all: the account then stays closed */
  open(account: OpenAccount): Promise<void>
  /** somebody signed in again as the same user */
  resume(): void
  /** after a short attempt to send: decisions that would be lost with the outbox */
  unsent(): Promise<number>
  /** the same, counted at once */
  waiting(): Promise<number>
  /** closes the files; unsent work stays in them */
  close(): Promise<void>
  /** deletes replica and outbox */
  destroy(): Promise<void>
}

export interface KeeperOptions extends KeptAccountsOptions {
  profile: string
  host: AccountHost
}

/**
 * The accounts of this profile, of which one is open at a time: each has its folder, keys, replica and outbox, and nothing
 * of one is ever sent as another. Callers take turns (auth.ts).
 */
export class Keeper {
  readonly #options: KeeperOptions
  readonly #accounts: Accounts
  readonly #kept: KeptAccounts
  readonly #listeners = new Set<(status: AuthStatus) => void>()
  #status: AuthStatus = { state: 'starting' }
  #open: OpenAccount | null = null
  /** the account that waits for its passphrase */
  #locked: { id: string; file: AccountFile; connection: Connection } | null = null

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#accounts = openAccounts(options.profile)
    this.#kept = new KeptAccounts(this.#accounts, options)
  }

  status = (): AuthStatus => this.#status
  onStatus = (listener: (status: AuthStatus) => void): void => void this.#listeners.add(listener)
  opened = (): OpenAccount | null => this.#open

  /** Opens the account that was open last, or waits for its passphrase. */
  async start(): Promise<void> {
    const id = await this.#accounts.current()
    const file = id === null ? null : await this.#accounts.read(id)
    const connection = file && this.#kept.connectionOf(file)
    if (id !== null && file && connection) await this.#openKnown(id, file, connection)
    else this.sayClosed()
  }

  /** What a successful sign-in leads to: the same account goes on, or that user's account is opened or made. */
  async enter(session: SupabaseSession, choice: KeyStoreChoice, connection: Connection): Promise<Account> {
    const { user } = session
    const id = this.#accounts.id(connection.url, user.id)
    const { host, fetch, log, keychain } = this.#options
    if (this.#open?.account.id === id) {
      await this.#open.session.adopt(session)
      host.resume()
      this.sayOpen()
      return this.#open.account
    }
    const profile = { email: user.email ?? null, display_name: displayName(user.user_metadata), publishable_key: connection.publishable_key }
    const existing = await this.#accounts.read(id)
    if (existing) {
      const key = await keyOfExisting(id, existing, choice, { accounts: this.#accounts, keychain, log })
      if (key) {
        const file = { ...existing, ...profile }
        await this.#accounts.write(id, file)
        return this.#moveTo(false, () => this.#openAccount(id, file, connection, key, session))
      }
    }
    const key = newAccountKey()
    if (choice.kind === 'temporary') {
      const account: Account = { id, user_id: user.id, email: profile.email, display_name: profile.display_name, key_store: 'temporary' }
      return this.#moveTo(false, async () => {
        const opened = await openSession({ connection, vault: memoryVault(), fetch, log })
        await this.#begin({ folder: null, connection, account, keys: deriveKeys(key), session: opened }, session)
        return account
      })
    }
    try {
      await this.#accounts.prepare(id)
      const wrapped = await storeKey(choice, key, this.#accounts.folder(id), keychain)
      const file: AccountFile = { version: 1, url: connection.url, user_id: user.id, ...profile, key: wrapped }
      await this.#accounts.write(id, file)
      return await this.#moveTo(false, () => this.#openAccount(id, file, connection, key, session))
    } catch (error) {
      // Nothing was opened by this key yet: no account stays in the list that nobody was ever in.
      await this.#accounts.remove(id).catch((failure: unknown) => log.warn('auth', 'what a failed sign-in made was not removed', { error: failure }))
      throw error
    }
  }

  async unlock(passphrase: string): Promise<Account> {
    if (!this.#locked) throw new AppError('invalid_input', 'Nothing is locked here.')
    const { id, file, connection } = this.#locked
    const key = await fetchKey(file.key, this.#accounts.folder(id), this.#options.keychain, passphrase)
    return this.#openAccount(id, file, connection, key, null)
  }

  async list(): Promise<KnownAccount[]> {
    const entries = await this.#kept.list(this.#open?.account.id ?? this.#locked?.id)
    const temporary = this.#open?.folder === null ? this.#open : null
    if (!temporary) return entries
    const { account, connection } = temporary
    return [...entries, { ...account, url: connection.url, current: true, waiting: null }]
  }

  /** Opens another account of this profile, without asking the server. */
  async switchTo(id: string, discardUnsent: boolean): Promise<void> {
    if (this.#open?.account.id === id || this.#locked?.id === id) return
    const file = await this.#accounts.read(id)
    const connection = file && this.#kept.connectionOf(file)
    if (!file || !connection) throw new AppError('not_found', 'This account is not kept on this computer any more.')
    // Its key first: where it can't be had, the account that is open stays open.
    const key = file.key.kind === 'passphrase' ? null : await fetchKey(file.key, this.#accounts.folder(id), this.#options.keychain)
    await this.#moveTo(discardUnsent, async () => {
      await this.#options.connection.use(connection)
      if (key) return this.#openAccount(id, file, connection, key, null)
      await this.#kept.noteCurrent(id)
      return this.#lock(id, file, connection)
    })
  }

  /** Signs out of the open account, or lets go of the locked one: what is kept here of it goes. */
  async signOut(discardUnsent: boolean, everywhere: boolean): Promise<void> {
    if (this.#locked) return this.#forgetClosed(this.#locked.id, null, discardUnsent)
    if (!this.#open) return this.sayClosed()
    await this.#refuseLoss(discardUnsent)
    const { folder, session, account } = this.#open
    if (everywhere) await session.signOutElsewhere('global')
    this.#open = null
    try {
      await this.#options.host.destroy()
      await session.signOut()
      if (folder !== null) await this.#accounts.erase(account.id)
    } finally {
      // Whatever could not be deleted: nothing is open any more.
      this.sayClosed()
    }
  }

  async remove(id: string, discardUnsent: boolean): Promise<void> {
    if (this.#open?.account.id === id || this.#locked?.id === id) return this.signOut(discardUnsent, false)
    const file = await this.#accounts.read(id)
    if (file) await this.#forgetClosed(id, await this.#accounts.waiting(id), discardUnsent, file)
  }

  sayClosed(): void {
    const { connection } = this.#options
    if (this.#locked) return this.#say({ state: 'locked', connection: this.#locked.connection, id: this.#locked.id, email: this.#locked.file.email })
    const current = connection.get()
    this.#say(current ? { state: 'signed_out', connection: current } : { state: 'not_connected' })
  }

  sayOpen(): void {
    if (!this.#open) return this.sayClosed()
    const { connection, account, session } = this.#open
    const refused = session.refused()
    this.#say(refused ? { state: 'sign_in_needed', connection, account, error: refused.toShape() } : { state: 'signed_in', connection, account })
  }

  /** Another server is chosen: an account of this one is not waited for any more. */
  unlockNothing(): void {
    this.#locked = null
  }

  /** Before the app ends: how many decisions stay here, for the list of accounts. */
  async end(): Promise<void> {
    const ending = this.#open
    if (!ending) return
    ending.session.stop()
    if (ending.folder !== null) await this.#kept.noteWaiting(ending.account.id, () => this.#options.host.waiting())
  }

  #say(next: AuthStatus): void {
    this.#status = next
    for (const listener of this.#listeners) listener(next)
  }

  #lock(id: string, file: AccountFile, connection: Connection): void {
    this.#locked = { id, file, connection }
    this.sayClosed()
  }

  async #openKnown(id: string, file: AccountFile, connection: Connection): Promise<void> {
    if (file.key.kind === 'passphrase') return this.#lock(id, file, connection)
    await this.#openAccount(id, file, connection, await fetchKey(file.key, this.#accounts.folder(id), this.#options.keychain), null)
  }

  /**
   * Leaves what is open, for `enter`. Where that fails one is back where one was: the account that was open is opened
   * again, one that was locked waits on. Only a temporary one has nothing left to go back to.
   */
  async #moveTo<T>(discardUnsent: boolean, enter: () => Promise<T>): Promise<T> {
    const { connection, log } = this.#options
    const [left, server] = [this.#open, connection.get()]
    try {
      await this.#leave(discardUnsent)
      return await enter()
    } catch (error) {
      // It was not even left.
      if (left !== null && this.#open === left) throw error
      try {
        if (server) await connection.use(server)
        if (left?.folder != null) await this.#openVaulted({ ...left, folder: left.folder }, null)
      } catch (failure) {
        log.error('auth', 'the account that was left could not be opened again', { error: failure })
      }
      if (!this.#open) this.sayClosed()
      throw error
    }
  }

  async #openAccount(id: string, file: AccountFile, connection: Connection, key: AccountKey, fresh: SupabaseSession | null): Promise<Account> {
    const account: Account = { id, user_id: file.user_id, email: file.email, display_name: file.display_name, key_store: file.key.kind }
    await this.#openVaulted({ folder: this.#accounts.folder(id), connection, account, keys: deriveKeys(key) }, fresh)
    return account
  }

  /** Opens vault and store of an account whose keys are known, and tells everybody. */
  async #openVaulted(known: Omit<OpenAccount, 'session'> & { folder: string }, fresh: SupabaseSession | null): Promise<void> {
    const { fetch, log } = this.#options
    const { folder, connection, account, keys } = known
    const { vault, damaged } = await openVault(this.#accounts.vault(account.id), keys.vault)
    if (damaged) log.warn('auth', 'the session’s vault could not be read: a new sign-in is needed')
    await this.#begin({ folder, connection, account, keys, session: await openSession({ connection, vault, fetch, log }) }, fresh)
    if ((await this.#accounts.current()) !== account.id) await this.#kept.noteCurrent(account.id)
    await this.#kept.noteWaiting(account.id, () => null)
  }

  async #begin(next: OpenAccount, fresh: SupabaseSession | null): Promise<void> {
    try {
      if (fresh) await next.session.adopt(fresh)
      await this.#options.host.open(next)
    } catch (error) {
      next.session.stop()
      throw error
    }
    this.#open = next
    this.#locked = null
    next.session.onRefused(() => this.#open?.session === next.session && this.sayOpen())
    this.sayOpen()
  }

  /** Closes what is open, for another account: its unsent work stays in it, a temporary one has nowhere to leave it. */
  async #leave(discardUnsent: boolean): Promise<void> {
    const left = this.#open
    if (!left) return
    if (left.folder === null) {
      await this.#refuseLoss(discardUnsent)
      this.#open = null
      await this.#options.host.destroy()
      await left.session.signOut()
      return
    }
    await this.#kept.noteWaiting(left.account.id, () => this.#options.host.unsent())
    left.session.stop()
    this.#open = null
    await this.#options.host.close()
  }

  async #refuseLoss(discardUnsent: boolean): Promise<void> {
    const unsent = await this.#options.host.unsent()
    if (unsent === 0 || discardUnsent) return
    throw new AppError('unsent_decisions', `${unsent} ${unsent === 1 ? 'decision has' : 'decisions have'} not reached the server. Leaving this account deletes ${unsent === 1 ? 'it' : 'them'}.`, {
      details: String(unsent),
    })
  }

  async #forgetClosed(id: string, waiting: number | null, discardUnsent: boolean, file?: AccountFile): Promise<void> {
    await this.#kept.forget(id, waiting, discardUnsent, file)
    if (this.#locked?.id === id) this.#locked = null
    if (!this.#open) this.sayClosed()
  }
}
