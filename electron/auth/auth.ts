import { AppError, type AppErrorShape } from '../../contract/errors.ts'
import type { IpcInput } from '../../contract/ipc.ts'
import type { Account, AuthOffers, AuthStatus, Connection, Factor, KeyStoreChoice, KeyStoreKind, KnownAccount, SignInProgress } from '../../contract/status.ts'
import { demoCredentials } from './demo.ts'
import { enrolFactor, listFactors, removeFactor, verifyFactor } from './factors.ts'
import { availableKeyStores } from './key-stores.ts'
import { Keeper, type KeeperOptions, type OpenAccount } from './keeper.ts'
import { askOffers, setPassword } from './sign-in.ts'
import { SignIns } from './sign-ins.ts'

export type { AccountHost, OpenAccount } from './keeper.ts'

/** A code or a link of a mail, and where the key goes. */
type Input<C extends 'auth.sign_in_with_password' | 'auth.sign_in_with_browser' | 'auth.request_code' | 'auth.sign_in_with_code' | 'auth.sign_up'> = IpcInput<C>

export interface Auth {
  /** opens what is here; in the demo signs in */
  start(): Promise<void>
  status(): AuthStatus
  onStatus(listener: (status: AuthStatus) => void): void
  connection(): Connection | null
  setConnection(input: { url: string; publishable_key: string }): Promise<Connection>
  offers(): Promise<AuthOffers>
  keyStores(): KeyStoreKind[]
  isDemo: boolean

  progress(): SignInProgress
  onProgress(listener: (progress: SignInProgress) => void): void
  /** Null from a sign-in: another step is needed, which `progress` names. */
  signInWithPassword(input: Input<'auth.sign_in_with_password'>): Promise<Account | null>
  signInWithBrowser(input: Input<'auth.sign_in_with_browser'>): Promise<void>
  requestCode(input: Input<'auth.request_code'>): Promise<void>
  signInWithCode(input: Input<'auth.sign_in_with_code'>): Promise<Account | null>
  signUp(input: Input<'auth.sign_up'>): Promise<Account | null>
  requestRecovery(input: Input<'auth.request_code'>): Promise<void>
  verifyFactor(factorId: string, code: string): Promise<Account | null>
  setNewPassword(password: string): Promise<Account | null>
  cancel(): Promise<void>
  /** A link that came into the app from outside: followed when a sign-in waits for it, dropped otherwise. */
  receiveLink(url: string): Promise<void>

  unlock(passphrase: string): Promise<Account>
  signOut(discardUnsent: boolean, everywhere?: boolean): Promise<void>
  accounts(): Promise<KnownAccount[]>
  switchAccount(id: string, discardUnsent: boolean): Promise<void>
  removeAccount(id: string, discardUnsent: boolean): Promise<void>

  signOutOthers(): Promise<void>
  changePassword(password: string): Promise<void>
  factors(): Promise<Factor[]>
  enrolFactor(name: string): Promise<{ id: string; secret: string; uri: string }>
  confirmFactor(factorId: string, code: string): Promise<void>
  removeFactor(factorId: string): Promise<void>

  /** a call to the server was refused although the token was new */
  needSignIn(error: AppErrorShape): void
  /** the open account's session, to be checked after sleep and when the network is back */
  checkSession(): void
  /** notes what stays unsent, then ends: before the account's files are closed */
  end(): Promise<void>
  stop(): void
}

export interface AuthOptions extends KeeperOptions {
  env: NodeJS.ProcessEnv
  browser: {
    /** whether links of our scheme reach this app; false: they come to a port of this computer */
    hasScheme(): boolean
    open(url: string): Promise<void>
    /** a sign-in came back: the window is looked at again */
    cameBack(): void
  }
}

export function createAuth(options: AuthOptions): Auth {
  const { env, connection, fetch, keychain, log, browser } = options
  const keeper = new Keeper(options)
  const demo = demoCredentials(env, connection.get())

  // One thing at a time: two sign-ins at once would each close the other's account.
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work)
    queue = next.catch(() => undefined)
    return next
  }
  const needConnection = (): Connection => {
    const current = connection.get()
    if (!current) throw new AppError('not_connected', 'Enter the project’s URL and key first.')
    return current
  }
  const needOpen = (): OpenAccount => {
    const open = keeper.opened()
    if (!open) throw new AppError('signed_out', 'No account is open here.')
    return open
  }
  const receiveLink = (url: string) => inTurn(() => signIns.receive(url))
  const signIns = new SignIns({ fetch, log, browser, enter: (session, choice, at) => keeper.enter(session, choice, at), onVisit: (url) => void receiveLink(url), onLate: () => void inTurn(() => signIns.expire()) })

  /** Before anything travels: a sign-in that fails afterwards would leave a session behind on the server. */
  const place = (keyStore: KeyStoreChoice) => {
    if (keyStore.kind === 'keychain' && !keychain.isAvailable()) {
      throw new AppError('key_store_unavailable', 'This computer has no keychain that Countersign can use. Choose another place for the key.')
    }
    return { connection: needConnection(), keyStore }
  }

  return {
    isDemo: demo !== null,
    start: () =>
      inTurn(async () => {
        try {
          await keeper.start()
        } catch (error) {
          log.error('auth', 'the account could not be opened', { error })
          keeper.sayClosed()
        }
        if (!demo || keeper.status().state !== 'signed_out') return
        await signIns.withPassword(place({ kind: 'key_file' }), demo.email, demo.password).catch((error: unknown) => {
          log.error('auth', 'the demo could not sign itself in', { error })
        })
      }),
    status: keeper.status,
    onStatus: keeper.onStatus,
    connection: () => connection.get(),
    setConnection: (input) =>
      inTurn(async () => {
        const next = await connection.set(input)
        const status = keeper.status()
        if (status.state === 'locked' && status.connection.url !== next.url) keeper.unlockNothing()
        if (!keeper.opened()) keeper.sayClosed()
        return next
      }),
    offers: () => askOffers(needConnection(), fetch),
    keyStores: () => availableKeyStores(keychain),

    progress: () => signIns.progress(),
    onProgress: (listener) => signIns.onProgress(listener),
    signInWithPassword: ({ email, password, key_store }) => inTurn(async () => signIns.withPassword(place(key_store), email, password)),
    signInWithBrowser: ({ provider, key_store }) => inTurn(async () => signIns.withBrowser(place(key_store), provider)),
    requestCode: ({ email, key_store }) => inTurn(async () => signIns.requestMail(place(key_store), 'sign_in', email)),
    requestRecovery: ({ email, key_store }) => inTurn(async () => signIns.requestMail(place(key_store), 'recovery', email)),
    signInWithCode: ({ email, code, key_store }) => inTurn(async () => signIns.withMail(place(key_store), email, code)),
    signUp: ({ key_store, ...person }) => inTurn(async () => signIns.signUp(place(key_store), person)),
    verifyFactor: (factorId, code) => inTurn(() => signIns.verifyFactor(factorId, code)),
    setNewPassword: (password) => inTurn(() => signIns.setNewPassword(password)),
    cancel: () => inTurn(() => signIns.cancel()),
    receiveLink,

    unlock: (passphrase) => inTurn(() => keeper.unlock(passphrase)),
    signOut: (discardUnsent, everywhere = false) => inTurn(() => keeper.signOut(discardUnsent, everywhere)),
    accounts: () => inTurn(() => keeper.list()),
    switchAccount: (id, discardUnsent) => inTurn(() => keeper.switchTo(id, discardUnsent)),
    removeAccount: (id, discardUnsent) => inTurn(() => keeper.remove(id, discardUnsent)),

    signOutOthers: async () => needOpen().session.signOutElsewhere('others'),
    changePassword: async (password) => needOpen().session.call((client) => setPassword(client, password)),
    factors: async () => needOpen().session.call(listFactors),
    enrolFactor: async (name) => needOpen().session.call((client) => enrolFactor(client, name)),
    confirmFactor: (factorId, code) =>
      inTurn(async () => {
        const { session } = needOpen()
        await session.adopt(await session.call((client) => verifyFactor(client, factorId, code)))
      }),
    removeFactor: (factorId) =>
      inTurn(async () => {
        const { session } = needOpen()
        await session.call((client) => removeFactor(client, factorId))
        // The token still says that a second factor was shown.
        await session.renew(await session.accessToken()).catch((error: unknown) => log.info('auth', 'the session is renewed later', { error }))
      }),

    needSignIn: (error) => keeper.opened()?.session.refuse(AppError.fromShape(error)),
    checkSession: () => keeper.opened()?.session.check(),
    // Not in turn: the end does not wait for a sign-in that is under way.
    async end() {
      signIns.stop()
      await keeper.end()
    },
    stop() {
      signIns.stop()
      keeper.opened()?.session.stop()
    },
  }
}
