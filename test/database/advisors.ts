/**
 * `npm run test:advisors`: pushes the migrations to an empty, plain PostgreSQL 17 with the Supabase CLI, works with the
 * database for a while, and asks Supabase's advisors (Splinter) for findings of any level. None is accepted.
 * COUNTERSIGN_DATABASE_URL names another empty database instead (PostgreSQL 15 or newer, role postgres).
 *
 * The CLI is fetched on demand from the npm registry; it is no dependency.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { initialise, start, superuser } from '../../supabase/local/postgres/server.ts'
import { useEverything } from './support/workload.ts'

const cli = 'supabase@3.1.0'
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const folder = mkdtempSync(path.join(os.tmpdir(), 'countersign-advisors-'))
chmodSync(folder, 0o755)

/** Only what the CLI reads, in a folder that it may write to. */
function projectFolder(): string {
  const target = path.join(folder, 'project')
  mkdirSync(path.join(target, 'supabase'), { recursive: true })
  cpSync(path.join(root, 'supabase', 'migrations'), path.join(target, 'supabase', 'migrations'), { recursive: true })
  writeFileSync(path.join(target, 'supabase', 'config.toml'), 'project_id = "countersign"\n[db]\nmajor_version = 17\n')
  return target
}

function supabase(project: string, ...args: string[]): string {
  const done = spawnSync('npm', ['exec', '--yes', '--package', cli, '--', 'supabase', ...args, '--workdir', project], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  })
  if (done.error) throw done.error
  if (done.status !== 0) throw new Error(`supabase ${args.slice(0, 2).join(' ')} failed (${String(done.status)}):\n${done.stdout}\n${done.stderr}`)
  return done.stdout
}

interface Finding {
  name: string
  level: string
  detail: string
}

async function startPlain(): Promise<{ url: string; stop: () => Promise<void> }> {
  const data = path.join(folder, 'cluster')
  await initialise(data, 'advisors')
  const server = await start({ data, settings: { fsync: 'off' } })
  const url = (user: string) => `postgresql://${user}:advisors@127.0.0.1:${server.port}/postgres?sslmode=disable`
  // What `initdb` usually calls its superuser; the CLI works as this role.
  await run(url(superuser), `create role postgres superuser login password 'advisors'`)
  return { url: url('postgres'), stop: server.stop }
}

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const given = process.env.COUNTERSIGN_DATABASE_URL
const database = given ? { url: given, stop: () => Promise.resolve() } : await startPlain()
try {
  const project = projectFolder()
  process.stdout.write(supabase(project, 'db', 'push', `--remote=${database.url}`, '--skip-vault', '--yes'))
  const name = new URL(database.url).pathname.slice(1)
  // Advisors look at what the API exposes; on a plain PostgreSQL nobody has told the database what that is. Small tables
  // are read as a whole, however good their indexes are: the workload is to use the indexes.
  await run(database.url, `alter database "${name}" set pgrst.db_schemas = 'public'`, `alter database "${name}" set enable_seqscan = off`)
  await useEverything(database.url)
  const answer = JSON.parse(
    supabase(project, 'db', 'advisors', `--remote=${database.url}`, '--type', 'all', '--level', 'info', '--output-format', 'json'),
  ) as { results: Finding[] }
  for (const finding of answer.results) process.stdout.write(`${finding.level} ${finding.name}: ${finding.detail}\n`)
  process.stdout.write(`${answer.results.length === 0 ? 1 : 0} passed, ${answer.results.length} failed\n`)
  process.exitCode = answer.results.length === 0 ? 0 : 1
} finally {
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
}
