import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { KeyStoreChoice } from '../../../contract/status.ts'
import { startAuthApp, type AuthApp, type AuthAppOptions } from '../../support/auth.ts'
import { startTestStack, type TestStack, type TestUser } from '../../support/stack.ts'

export const keyFile: KeyStoreChoice = { kind: 'key_file' }
export const passphrase: KeyStoreChoice = { kind: 'passphrase', passphrase: 'correct horse battery staple' }

/** A stack and a user for all tests of a file, a profile for each; what was started on it is stopped with the test. */
export function authStage() {
  let stack: TestStack
  let user: TestUser
  let profile = ''
  const running: AuthApp[] = []

  beforeAll(async () => {
    stack = await startTestStack()
    user = await stack.createUser()
  })
  afterAll(() => stack.stop())
  beforeEach(async () => {
    profile = await mkdtemp(join(tmpdir(), 'countersign-auth-'))
  })
  afterEach(async () => {
    for (const app of running.splice(0)) app.auth.stop()
    await rm(profile, { recursive: true, force: true })
  })

  return {
    get stack() {
      return stack
    },
    get user() {
      return user
    },
    get profile() {
      return profile
    },
    /** Auth on this test's profile and stack, with a browser that notes what it was asked to open. */
    async startApp({ scheme = true, ...options }: AuthAppOptions & { scheme?: boolean } = {}) {
      const pages: string[] = []
      const browser = { hasScheme: () => scheme, open: (url: string) => Promise.resolve(void pages.push(url)) }
      const app = await startAuthApp({ stack, profile, browser, ...options })
      running.push(app)
      return { ...app, pages }
    },
    async filesHere() {
      const entries = await readdir(profile, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    },
    async sessionsOf(who: TestUser) {
      return (await stack.admin.query('select 1 from auth.sessions where user_id = $1', [who.id])).rowCount
    },
    /** What the server says of a token: its user, or the status of the refusal. */
    async whoIs(token: string) {
      const response = await fetch(`${stack.url}/auth/v1/user`, { headers: { apikey: stack.publishable_key, authorization: `Bearer ${token}` } })
      return response.ok ? ((await response.json()) as { id: string }).id : response.status
    },
  }
}

export const newAddress = (): string => `user-${randomUUID().slice(0, 13)}@example.com`
export const state = (app: AuthApp): string => app.auth.status().state
export function signedInAs(app: AuthApp): string | null {
  const status = app.auth.status()
  return status.state === 'signed_in' ? status.account.email : status.state
}
/** No token and no code of a link may stand in a log: those that do. */
export const logHolds = (app: AuthApp, ...secrets: string[]): string[] => secrets.filter((secret) => app.lines.join('').includes(secret))
