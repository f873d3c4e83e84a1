import type { AuthStatus, KeyStoreChoice, SignInProgress } from '../../contract/status.ts'
import { createAuth, type AccountHost, type AuthOptions, type OpenAccount } from '../../electron/auth/auth.ts'
import { openConnection } from '../../electron/auth/connection.ts'
import type { Keychain } from '../../electron/auth/key-stores.ts'
import { createLog } from '../../electron/shell/log.ts'
import type { Fetch } from '../../electron/shell/network.ts'
import { noBrowser } from './browser.ts'
import type { TestStack, TestUser } from './stack.ts'

const noKeychain: Keychain = {
  isAvailable: () => false,
  encrypt: () => {
    throw new Error('no keychain')
  },
  decrypt: () => {
    throw new Error('no keychain')
  },
}

export interface Network {
  fetch: Fetch
  requests: string[]
  online: boolean
  /** answers instead of the server when it returns one */
  intercept: (path: string) => Response | undefined
}

export const network = (): Network => {
  const self: Network = {
    requests: [],
    online: true,
    intercept: () => undefined,
    fetch: (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input)
      self.requests.push(`${pathname}${search}`)
      if (!self.online) return Promise.reject(new TypeError('fetch failed'))
      const answer = self.intercept(pathname)
      return answer ? Promise.resolve(answer) : fetch(input, init)
    },
  }
  return self
}

export interface AuthAppOptions {
  env?: NodeJS.ProcessEnv
  net?: Network
  keychain?: Keychain
  unsent?: number
  browser?: Partial<AuthOptions['browser']>
}

export type AuthApp = Awaited<ReturnType<typeof startAuthApp>>

/** Auth as main starts it, on a profile, with a host that notes what it was told. */
export async function startAuthApp({ stack, profile, ...options }: AuthAppOptions & { stack: TestStack; profile: string }) {
  const net = options.net ?? network()
  const told: string[] = []
  const opened: OpenAccount[] = []
  const unsent = { now: options.unsent ?? 0 }
  /** what the host fails at, once */
  const failing = new Map<'open' | 'close' | 'destroy', Error>()
  const attempt = (what: 'open' | 'close' | 'destroy') => {
    told.push(what)
    const failure = failing.get(what)
    failing.delete(what)
    if (failure) throw failure
  }
  const host: AccountHost = {
    open: async (account) => {
      attempt('open')
      opened.push(account)
    },
    resume: () => void told.push('resume'),
    unsent: () => Promise.resolve(unsent.now),
    waiting: () => Promise.resolve(unsent.now),
    close: async () => attempt('close'),
    destroy: async () => attempt('destroy'),
  }
  const env = { COUNTERSIGN_URL: stack.url, COUNTERSIGN_KEY: stack.publishable_key, ...options.env }
  const statuses: AuthStatus[] = []
  const progress: SignInProgress[] = []
  const lines: string[] = []
  const auth = createAuth({
    profile,
    env,
    connection: await openConnection(profile, env, net.fetch),
    fetch: net.fetch,
    keychain: options.keychain ?? noKeychain,
    host,
    browser: { ...noBrowser, ...options.browser },
    log: createLog([{ least: 'debug', write: (line) => void lines.push(line) }]),
  })
  auth.onStatus((status) => statuses.push(status))
  auth.onProgress((step) => progress.push(step))
  await auth.start()
  return {
    auth,
    net,
    told,
    unsent,
    failing,
    statuses,
    progress,
    lines,
    account: () => {
      const last = opened.at(-1)
      if (!last) throw new Error('no account was opened')
      return last
    },
    signIn: (who: TestUser, key_store: KeyStoreChoice) => auth.signInWithPassword({ email: who.email, password: who.password, key_store }),
  }
}
