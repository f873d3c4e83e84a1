import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Gateway, startGateway } from './gateway/gateway.ts'
import { type Keys, loadOrCreateKeys } from './keys.ts'
import { lockDataDir } from './lock.ts'
import { migrate, runFiles } from './migrate.ts'
import { canReach, serverAccount } from './postgres/account.ts'
import { type Server, initialise, start, superuser } from './postgres/server.ts'

interface StackOptions {
  /** Where everything of this stack is kept: cluster, keys, log. Created when missing. */
  dataDir: string
  /** The gateway's port on 127.0.0.1; by default a free one. */
  port?: number
  /** By default the repository's supabase/migrations. */
  migrationsDir?: string
  /** Extra PostgreSQL settings. */
  settings?: Record<string, string>
  /** Remove dataDir when the stack ends, even when this process is killed. */
  discard?: boolean
  log?: (line: string) => void
}

export interface Stack {
  url: string
  publishable_key: string
  secret_key: string
  /** As the role postgres, which owns the schema as in a Supabase project (and is no superuser). */
  database_url: string
  /** As the superuser. */
  admin_url: string
  gateway: Gateway
  /** Where everything of this stack is kept. */
  dataDir: string
  /** Versions of the migrations that this start applied. */
  migrated: string[]
  /** Resolves with the reason when the database ends without having been asked to. */
  failed: Promise<string>
  /** Ends gateway and database. May be called more than once. */
  stop(): Promise<void>
}

const here = path.dirname(fileURLToPath(import.meta.url))
const platformDir = path.join(here, 'platform')
const defaultMigrationsDir = path.join(here, '..', 'migrations')

/**
 * Starts the development stack: PostgreSQL with the platform's schema and the migrations, and the gateway.
 * It ends with stop(), or when this process ends in whatever way. Throws MigrationError, or an Error that says what
 * to do, having ended what it started.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = path.resolve(options.dataDir)
  const log = options.log ?? (() => undefined)
  mkdirSync(dataDir, { recursive: true })
  const unlock = lockDataDir(dataDir)
  let server: Server | undefined
  try {
    const keys = await loadOrCreateKeys(dataDir)
    server = await startDatabase(dataDir, keys, options)
    const admin_url = databaseUrl(superuser, keys.passwords.supabase_admin, server.port)
    const database_url = databaseUrl('postgres', keys.passwords.postgres, server.port)
    await preparePlatform(admin_url, keys)
    const migrationsDir = options.migrationsDir ?? defaultMigrationsDir
    const migrated = existsSync(migrationsDir) ? await migrate(database_url, migrationsDir) : []
    for (const version of migrated) log(`applied migration ${version}`)
    const gateway = await startGateway({ keys, databasePort: server.port, port: options.port, log })
    let stopping = false
    const failed = new Promise<string>((resolve) => {
      server?.ended.then((code) => {
        if (!stopping) resolve(`PostgreSQL ended unexpectedly (exit code ${code}); see ${path.join(dataDir, 'postgres.log')}`)
      }, undefined)
    })
    const stop = once(async () => {
      stopping = true
      await gateway.stop()
      await server?.stop()
      unlock()
    })
    const { publishable_key, secret_key } = keys
    return { url: gateway.url, publishable_key, secret_key, database_url, admin_url, dataDir, gateway, migrated, failed, stop }
  } catch (error) {
    await server?.stop()
    unlock()
    throw error
  }
}

async function startDatabase(dataDir: string, keys: Keys, options: StackOptions): Promise<Server> {
  const data = clusterDir(dataDir)
  // initdb writes PG_VERSION early; what a killed one left behind has no completed mark and starts over.
  if (!existsSync(path.join(data, 'global', 'pg_control'))) {
    rmSync(data, { recursive: true, force: true })
    await initialise(data, keys.passwords.supabase_admin)
  }
  return start({
    data,
    settings: options.settings ?? {},
    ...(options.discard ? { discard: [dataDir, path.dirname(data)] } : {}),
  })
}

/** Inside dataDir, except where root's server account can't get there (a checkout below /root). */
export function clusterDir(dataDir: string): string {
  const inside = path.join(dataDir, 'postgres')
  const account = serverAccount()
  if (!account || canReach(inside, account)) return inside
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return path.join('/var/lib/countersign', name, 'postgres')
}

/** Supabase's own schema, once per cluster, in one go: a start that was killed half-way begins again. */
async function preparePlatform(adminUrl: string, keys: Keys): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  let ready: boolean
  try {
    const { rows } = await client.query<{ ready: boolean }>(
      `select to_regclass('supabase_migrations.schema_migrations') is not null as ready`,
    )
    ready = rows[0]?.ready === true
  } finally {
    await client.end()
  }
  if (ready) return
  const passwords = Object.entries(keys.passwords).filter(([role]) => role !== superuser)
  const last = passwords.map(([role, password]) => `alter role ${role} password ${pg.escapeLiteral(password)};`).join('\n')
  await runFiles(adminUrl, platformDir, last)
}

const databaseUrl = (user: string, password: string, port: number) =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
