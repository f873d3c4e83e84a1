import { join } from 'node:path'
import { AppError, type AppErrorShape } from '../../contract/errors.ts'
import type { KeyStoreChoice } from '../../contract/ipc.ts'
import type { Account, AuthStatus, Connection, KeyStoreKind } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import type { Fetch } from '../shell/network.ts'
import { keyOfExisting } from './account-key.ts'
import { openAccounts, type AccountFile } from './accounts.ts'
import type { ConnectionSettings } from './connection.ts'
import { demoCredentials } from './demo.ts'
import { availableKeyStores, fetchKey, type Keychain, storeKey } from './key-stores.ts'
import { deriveKeys, newAccountKey, type AccountKey, type DerivedKeys } from './keys.ts'
import { openSession, type Session } from './session.ts'
import { requestCode, signInWithCode, signInWithPassword } from './sign-in.ts'
import type { SupabaseSession } from './supabase.ts'
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
  /** closes the files; unsent work stays in them */
  close(): Promise<void>
  /** deletes replica and outbox */
  destroy(): Promise<void>
}

export interface Auth {
  /** opens what is here; in the demo signs in */
  start(): Promise<void>
  status(): AuthStatus
  onStatus(listener: (status: AuthStatus) => void): void
  connection(): Connection | null
  setConnection(input: { url: string; publishable_key: string }): Promise<Connection>
  signInWithPassword(input: { email: string; password: string; key_store: KeyStoreChoice }): Promise<Account>
  requestCode(email: string): Promise<void>
  signInWithCode(input: { email: string; code: string; key_store: KeyStoreChoice }): Promise<Account>
  unlock(passphrase: string): Promise<Account>
  signOut(discardUnsent: boolean): Promise<void>
  keyStores(): KeyStoreKind[]
  isDemo: boolean
  /** a call to the server was refused although the token was new */
  needSignIn(error: AppErrorShape): void
  /** the open account's session, to be checked after sleep and when the network is back */
  checkSession(): void
  stop(): void
}

interface AuthOptions {
  profile: string
  env: NodeJS.ProcessEnv
  connection: ConnectionSettings
  fetch: Fetch
  keychain: Keychain
  host: AccountHost
  log: Log
}

export function createAuth({ profile, env, connection, fetch, keychain, host, log }: AuthOptions): Auth {
  const accounts = openAccounts(profile)
  const listeners = new Set<(status: AuthStatus) => void>()
  const demo = demoCredentials(env, connection.get())
  let status: AuthStatus = { state: 'starting' }
  let open: (OpenAccount & { id: string }) | null = null
  /** the account that waits for its passphrase */
  let locked: { id: string; file: AccountFile } | null = null

  // One thing at a time: two sign-ins at once would each close the other's account.
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work)
    queue = next.catch(() => undefined)
    return next
  }

  const say = (next: AuthStatus) => {
    status = next
    for (const listener of listeners) listener(next)
  }

  const needConnection = (): Connection => {
    const current = connection.get()
    if (!current) throw new AppError('not_connected', 'Enter the project’s URL and key first.')
    return current
  }

  const sayClosed = () => {
    const current = connection.get()
    if (!current) say({ state: 'not_connected' })
    else if (locked) say({ state: 'locked', connection: current, email: locked.file.email })
    else say({ state: 'signed_out', connection: current })
  }

  const sayOpen = () => {
    if (!open) return sayClosed()
    const refused = open.session.refused()
    const { connection, account } = open
    say(refused ? { state: 'sign_in_needed', connection, account, error: refused.toShape() } : { state: 'signed_in', connection, account })
  }

  const closeOpen = async () => {
    if (!open) return
    open.session.stop()
    open = null
    await host.close()
  }

  /** Opens vault and store of an account whose key is known, and tells everybody. */
  const openAccount = async (id: string, file: AccountFile, key: AccountKey, fresh: SupabaseSession | null) => {
    const keys = deriveKeys(key)
    const folder = accounts.folder(id)
    const { vault, damaged } = await openVault(join(folder, 'session.vault'), keys.vault)
    if (damaged) log.warn('auth', 'the session’s vault could not be read: a new sign-in is needed')
    const account: Account = { user_id: file.user_id, email: file.email, display_name: file.display_name, key_store: file.key.kind }
    await begin(id, { folder, connection: needConnection(), account, keys, session: await openSession({ connection: needConnection(), vault, fetch, log }) }, fresh)
    if ((await accounts.current()) !== id) await accounts.setCurrent(id)
    return account
  }

  const begin = async (id: string, next: OpenAccount, fresh: SupabaseSession | null) => {
    if (fresh) await next.session.adopt(fresh)
    await host.open(next)
    open = { id, ...next }
    locked = null
    next.session.onRefused(() => open?.session === next.session && sayOpen())
    sayOpen()
  }

  /** What a successful sign-in leads to: the same account goes on, or that user's account is opened or made. */
  const enter = async (session: SupabaseSession, choice: KeyStoreChoice): Promise<Account> => {
    const current = needConnection()
    const { user } = session
    const id = accounts.id(current.url, user.id)
    if (open?.id === id) {
      await open.session.adopt(session)
      host.resume()
      sayOpen()
      return open.account
    }
    const profileOf = { email: user.email ?? null, display_name: displayName(user.user_metadata) }
    const existing = await accounts.read(id)
    if (existing) {
      const key = await keyOfExisting(id, existing, choice, { accounts, keychain, log })
      if (key) {
        await closeOpen()
        const file = { ...existing, ...profileOf }
        await accounts.write(id, file)
        return openAccount(id, file, key, session)
      }
    }
    if (choice.kind === 'temporary') {
      await closeOpen()
      const account: Account = { user_id: user.id, ...profileOf, key_store: 'temporary' }
      const vault = memoryVault()
      await begin(
        id,
        { folder: null, connection: current, account, keys: deriveKeys(newAccountKey()), session: await openSession({ connection: current, vault, fetch, log }) },
        session,
      )
      return account
    }
    const key = newAccountKey()
    await accounts.prepare(id)
    const wrapped = await storeKey(choice, key, accounts.folder(id), keychain)
    await closeOpen()
    const file: AccountFile = { version: 1, url: current.url, user_id: user.id, ...profileOf, key: wrapped }
    await accounts.write(id, file)
    return openAccount(id, file, key, session)
  }

  const startKnown = async (): Promise<void> => {
    const current = connection.get()
    const id = await accounts.current()
    const file = id === null ? null : await accounts.read(id)
    if (!current || id === null || file === null || file.url !== current.url) return sayClosed()
    if (file.key.kind === 'passphrase') {
      locked = { id, file }
      return sayClosed()
    }
    const key = await fetchKey(file.key, accounts.folder(id), keychain)
    await openAccount(id, file, key, null)
  }

  const signOutLocked = async (discardUnsent: boolean): Promise<void> => {
    if (!locked) return
    if (!discardUnsent) {
      throw new AppError('unsent_decisions', 'This account is locked: decisions that have not been sent may be in it. Signing out deletes them.')
    }
    const { id } = locked
    await accounts.destroyFiles(id)
    await accounts.remove(id)
    await accounts.setCurrent(null)
    locked = null
    sayClosed()
  }

  const signOutOpen = async (discardUnsent: boolean): Promise<void> => {
    if (!open) return sayClosed()
    const unsent = await host.unsent()
    if (unsent > 0 && !discardUnsent) {
      throw new AppError('unsent_decisions', `${unsent} ${unsent === 1 ? 'decision has' : 'decisions have'} not reached the server. Signing out deletes ${unsent === 1 ? 'it' : 'them'}.`, {
        details: String(unsent),
      })
    }
    const { id, folder, session } = open
    open = null
    await host.destroy()
    await session.signOut()
    if (folder !== null) {
      await accounts.remove(id)
      await accounts.setCurrent(null)
    }
    sayClosed()
  }

  return {
    isDemo: demo !== null,
    start: () =>
      inTurn(async () => {
        try {
          await startKnown()
        } catch (error) {
          log.error('auth', 'the account could not be opened', { error })
          open = null
          sayClosed()
        }
        if (demo && status.state === 'signed_out') {
          try {
            await enter(await signInWithPassword(needConnection(), demo.email, demo.password, fetch), { kind: 'key_file' })
          } catch (error) {
            log.error('auth', 'the demo could not sign itself in', { error })
            sayClosed()
          }
        }
      }),
    status: () => status,
    onStatus: (listener) => void listeners.add(listener),
    connection: () => connection.get(),
    setConnection: (input) =>
      inTurn(async () => {
        if (open) throw new AppError('invalid_input', 'Sign out before you connect to another server.')
        const next = await connection.set(input)
        if (locked?.file.url !== next.url) locked = null
        sayClosed()
        return next
      }),
    signInWithPassword: ({ email, password, key_store }) =>
      inTurn(async () => {
        refuseWhileSignedIn(status)
        checkChoice(key_store, keychain)
        return enter(await signInWithPassword(needConnection(), email, password, fetch), key_store)
      }),
    requestCode: (email) => requestCode(needConnection(), email, fetch),
    signInWithCode: ({ email, code, key_store }) =>
      inTurn(async () => {
        refuseWhileSignedIn(status)
        checkChoice(key_store, keychain)
        return enter(await signInWithCode(needConnection(), email, code, fetch), key_store)
      }),
    unlock: (passphrase) =>
      inTurn(async () => {
        if (!locked) throw new AppError('invalid_input', 'Nothing is locked here.')
        const { id, file } = locked
        return openAccount(id, file, await fetchKey(file.key, accounts.folder(id), keychain, passphrase), null)
      }),
    signOut: (discardUnsent) => inTurn(() => (locked ? signOutLocked(discardUnsent) : signOutOpen(discardUnsent))),
    keyStores: () => availableKeyStores(keychain),
    needSignIn: (error) => open?.session.refuse(AppError.fromShape(error)),
    checkSession: () => open?.session.check(),
    stop: () => open?.session.stop(),
  }
}

function refuseWhileSignedIn(status: AuthStatus): void {
  if (status.state === 'signed_in') throw new AppError('invalid_input', 'You are signed in already. Sign out first.')
}

/** Before the password travels: a sign-in that fails afterwards would leave a session behind on the server. */
function checkChoice(choice: KeyStoreChoice, keychain: Keychain): void {
  if (choice.kind === 'keychain' && !keychain.isAvailable()) {
    throw new AppError('key_store_unavailable', 'This computer has no keychain that Countersign can use. Choose another place for the key.')
  }
}

function displayName(metadata: Record<string, unknown> | undefined): string | null {
  for (const name of ['display_name', 'full_name', 'name']) {
    const value = metadata?.[name]
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}
