import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Stack, startStack } from '../../supabase/local/stack.ts'
import { load } from './million-rows.ts'

/** How much is in a data set. Workspace 1 is the largest, user 1 belongs to all workspaces, every other user to one. */
export interface Sizes {
  workspaces: number
  users: number
  artifacts: number
  /** part of the artifacts (per cent) that belongs to workspace 1; the others share the rest evenly */
  largest: number
}

export interface DataSet {
  stack: Stack
  sizes: Sizes
  /** for `conditions` of a measurement */
  described: string
  /** A connection as the superuser; close it with end(). */
  connect(): Promise<pg.Client>
  workspace(n: number): string
  user(n: number): string
  /** Reviewers of workspace 1 who belong to no other. */
  reviewers: string[]
}

const count = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)

const millionSizes: Sizes = {
  workspaces: count('BENCH_WORKSPACES', 1_000),
  users: count('BENCH_USERS', 5_000),
  artifacts: count('BENCH_ARTIFACTS', 1_000_000),
  largest: count('BENCH_LARGEST', 5),
}
const smallSizes: Sizes = { workspaces: 10, users: 50, artifacts: 12_000, largest: 80 }

/** Durable as in production: the figures include what a commit costs. */
const durable = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '15min' }
const whileLoading = { ...durable, max_wal_size: '256MB', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', maintenance_work_mem: '256MB', work_mem: '128MB' }

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '..', '..')
const started = new Map<Sizes, Promise<DataSet>>()

/** The large data set, started once per run; what one bench changes, the next finds changed. */
export const million = () => once(millionSizes)
/** The same in small, to compare with. */
export const small = () => once(smallSizes)

export async function endDataSets(): Promise<void> {
  for (const each of started.values()) await (await each.catch(() => undefined))?.stack.stop()
  started.clear()
}

function once(sizes: Sizes): Promise<DataSet> {
  const running = started.get(sizes) ?? start(sizes)
  started.set(sizes, running)
  return running
}

/** The id of the nth of its kind, as million-rows.ts gives it. */
const idOf = (kind: string, n: number) => {
  const hex = createHash('md5').update(`${kind}-${n}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}

async function start(sizes: Sizes): Promise<DataSet> {
  if (sizes.users < 2 * sizes.workspaces + 1) throw new Error('BENCH_USERS has to be more than twice BENCH_WORKSPACES: each has an owner and a reviewer.')
  const template = await ensureTemplate(sizes)
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'countersign-bench-'))
  copy(template, dataDir)
  const stack = await startStack({ dataDir, settings: durable, discard: true })
  const connect = async () => {
    const client = new pg.Client({ connectionString: stack.admin_url })
    await client.connect()
    return client
  }
  const number = new Intl.NumberFormat('en')
  const reviewers: string[] = []
  for (let n = 2 + sizes.workspaces; n <= sizes.users; n += sizes.workspaces) reviewers.push(idOf('user', n))
  return {
    stack,
    sizes,
    connect,
    reviewers,
    workspace: (n) => idOf('workspace', n),
    user: (n) => idOf('user', n),
    described: `${number.format(sizes.workspaces)} workspaces, ${number.format(sizes.users)} users, ${number.format(sizes.artifacts)} artifacts`,
  }
}

/** A loaded data folder for this schema and these sizes; loading takes minutes, copying seconds. */
async function ensureTemplate(sizes: Sizes): Promise<string> {
  const cache = path.join(os.tmpdir(), `countersign-bench-cache-${process.getuid?.() ?? 'user'}`)
  mkdirSync(cache, { recursive: true, mode: 0o755 })
  const template = path.join(cache, `${sizes.artifacts}-${keyOf(sizes)}`)
  if (existsSync(template)) return template
  // They are large: one per number of artifacts, that of the present schema.
  for (const name of readdirSync(cache)) {
    if (name.startsWith(`${sizes.artifacts}-`)) rmSync(path.join(cache, name), { recursive: true, force: true })
  }
  const partial = `${template}.${process.pid}`
  try {
    const begun = Date.now()
    const stack = await startStack({ dataDir: partial, settings: whileLoading })
    try {
      await load(stack.admin_url, sizes)
    } finally {
      await stack.stop()
    }
    renameSync(partial, template)
    console.log(`loaded ${sizes.artifacts} artifacts in ${Math.round((Date.now() - begun) / 1_000)} s`)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return template
}

function keyOf(sizes: Sizes): string {
  const hash = createHash('sha256').update(JSON.stringify(sizes)).update(readFileSync(path.join(here, 'million-rows.ts')))
  for (const folder of ['supabase/local/platform', 'supabase/migrations']) {
    for (const name of readdirSync(path.join(root, folder)).sort()) hash.update(name).update(readFileSync(path.join(root, folder, name)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** With owners and modes: as root, the cluster belongs to the account that runs PostgreSQL. */
function copy(from: string, to: string): void {
  if (process.platform === 'win32') cpSync(from, to, { recursive: true })
  else execFileSync('cp', ['-Rp', `${from}/.`, to])
  if (process.getuid?.() === 0) chmodSync(to, 0o755)
}
