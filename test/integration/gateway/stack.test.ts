import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { isRunning } from '../../../supabase/local/processes.ts'
import { clusterDir, startStack } from '../../../supabase/local/stack.ts'

const cli = fileURLToPath(new URL('../../../supabase/local/cli.ts', import.meta.url))
const isRoot = process.getuid?.() === 0
const noMigrations = '/nonexistent'
const settings = { fsync: 'off' }

const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'countersign-stack-'))
  if (isRoot) chmodSync(made, 0o755)
  ending.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

async function start(options: Parameters<typeof startStack>[0]) {
  const stack = await startStack({ migrationsDir: noMigrations, settings, ...options })
  ending.push(stack.stop)
  return stack
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const serverPid = (dataDir: string) => Number(readFileSync(path.join(clusterDir(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0])
interface Running {
  child: ChildProcess
  output: () => string
  errors: () => string
  exit: Promise<number | null>
}

function runCli(args: string[], identity: { uid: number; gid: number } | undefined = undefined): Running {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: os.tmpdir(), ...identity })
  let output = ''
  let errors = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  ending.push(() => {
    child.kill('SIGTERM')
    return exit
  })
  return { child, output: () => output, errors: () => errors, exit }
}

const ready = (running: Running) => expect.poll(() => running.output() + running.errors(), { timeout: 20_000 }).toContain('"database_url"')

describe('the stack', () => {
  it('keeps data, keys and accounts from start to start', async () => {
    const dataDir = folder()
    const first = await start({ dataDir })
    await query(first.database_url, 'create table kept as select 42 as answer')
    const { publishable_key, secret_key } = first
    await first.stop()
    const second = await start({ dataDir })
    expect(second).toMatchObject({ publishable_key, secret_key })
    expect(await query(second.database_url, 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(statSync(path.join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600)
  })

  it('listens on the loopback address only, and asks for the password', async () => {
    const { admin_url, database_url } = await start({ dataDir: folder() })
    expect(await query(admin_url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    const wrong = new URL(database_url)
    wrong.password = 'wrong'
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('runs the migrations as a role that is no superuser', async () => {
    const { database_url } = await start({ dataDir: folder() })
    const rows = await query(database_url, `select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user`)
    expect(rows).toEqual([{ current_user: 'postgres', rolsuper: false, rolbypassrls: true }])
  })

  it('stops and starts its gateway on the same address while the database runs on', async () => {
    const { url, gateway, database_url } = await start({ dataDir: folder() })
    await gateway.stop()
    await expect(fetch(`${url}/auth/v1/health`)).rejects.toThrow()
    expect(await query(database_url, 'select 1 as one')).toEqual([{ one: 1 }])
    await gateway.start()
    expect(gateway.url).toBe(url)
    expect((await fetch(`${url}/auth/v1/health`)).status).toBe(200)
  })

  it('lets one process at a time have a data folder', async () => {
    const dataDir = folder()
    const stack = await start({ dataDir })
    await expect(startStack({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`)
    await stack.stop()
    await start({ dataDir })
  })

  it('removes what it may discard', async () => {
    const dataDir = folder()
    const stack = await start({ dataDir, discard: true })
    await stack.stop()
    expect(existsSync(dataDir)).toBe(false)
  })

  it('recovers from a server that was killed', async () => {
    const dataDir = folder()
    const stack = await start({ dataDir })
    await query(stack.database_url, 'create table kept as select 42 as answer')
    const file = path.join(clusterDir(dataDir), 'postmaster.pid')
    const stale = readFileSync(file, 'utf8')
    process.kill(serverPid(dataDir), 'SIGKILL')
    expect(await stack.failed).toContain('ended unexpectedly')
    await stack.stop()
    // As after a power cut, when the number belongs to another process by now.
    writeFileSync(file, stale.replace(/^\d+/, String(process.pid)))
    const again = await start({ dataDir })
    expect(await query(again.database_url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it.runIf(process.platform === 'linux')('ends a server whose guard was killed', async () => {
    const dataDir = folder()
    const stack = await start({ dataDir })
    const pid = serverPid(dataDir)
    const guard = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    process.kill(guard, 'SIGKILL')
    await stack.failed
    expect(isRunning(pid)).toBe(true)
    await stack.stop()
    expect(isRunning(pid)).toBe(false)
  })

  it.runIf(isRoot)('finds another place for the cluster when its account can’t reach the folder', async () => {
    const dataDir = folder()
    chmodSync(dataDir, 0o700)
    const stack = await start({ dataDir, discard: true })
    const cluster = clusterDir(dataDir)
    expect(path.relative(dataDir, cluster)).toMatch(/^\.\./)
    expect(await query(stack.database_url, 'select 1 as one')).toEqual([{ one: 1 }])
    await stack.stop()
    expect(existsSync(path.dirname(cluster))).toBe(false)
  })
})

describe('migrations', () => {
  const write = (dir: string, name: string, sql: string) => {
    mkdirSync(dir, { recursive: true })
    writeFileSync(path.join(dir, name), sql)
  }

  it('are applied once, in order, and recorded', async () => {
    const dataDir = folder()
    const migrationsDir = path.join(dataDir, 'migrations')
    write(migrationsDir, '20260102000000_two.sql', 'alter table one add column b int')
    write(migrationsDir, '20260101000000_one.sql', 'create table one (a int)')
    const first = await start({ dataDir, migrationsDir })
    expect(first.migrated).toEqual(['20260101000000', '20260102000000'])
    const rows = await query(first.database_url, 'select version, name, statements from supabase_migrations.schema_migrations order by version')
    expect(rows[0]).toEqual({ version: '20260101000000', name: 'one', statements: ['create table one (a int)'] })
    await first.stop()
    write(migrationsDir, '20260103000000_three.sql', 'alter table one add column c int')
    expect((await start({ dataDir, migrationsDir })).migrated).toEqual(['20260103000000'])
  })

  it('that were changed after they had been applied are refused', async () => {
    const dataDir = folder()
    const migrationsDir = path.join(dataDir, 'migrations')
    write(migrationsDir, '1_one.sql', 'create table one (a int)')
    await (await start({ dataDir, migrationsDir })).stop()
    write(migrationsDir, '1_one.sql', 'create table one (a bigint)')
    await expect(startStack({ dataDir, migrationsDir, settings })).rejects.toThrow(/1_one\.sql was changed after it was applied/)
  })

  it('name the file and place of a failure, and leave nothing of it behind', async () => {
    const dataDir = folder()
    const migrationsDir = path.join(dataDir, 'migrations')
    write(migrationsDir, '1_fine.sql', 'create table fine (a int);')
    write(migrationsDir, '2_broken.sql', '-- a comment\ncreate table half (a int);\nselect nope from fine;\n')
    await expect(startStack({ dataDir, migrationsDir, settings })).rejects.toThrow(/2_broken\.sql:3:8: column "nope" does not exist \(42703\)/)
    write(migrationsDir, '2_broken.sql', 'create table half (a int)')
    expect((await start({ dataDir, migrationsDir })).migrated).toEqual(['2'])
  })
})

describe('the command', () => {
  it('prints one line of JSON and ends everything on SIGTERM', async () => {
    const dataDir = folder()
    const running = runCli(['--json', '--data', dataDir])
    await ready(running)
    const line = JSON.parse(running.output()) as Record<string, string>
    expect(Object.keys(line)).toEqual(['url', 'publishable_key', 'secret_key', 'database_url', 'accounts'])
    expect(running.output().trimEnd().split('\n')).toHaveLength(1)
    expect((await fetch(`${line.url}/auth/v1/health`)).status).toBe(200)
    const pid = serverPid(dataDir)
    running.child.kill('SIGTERM')
    expect(await running.exit).toBe(0)
    expect(isRunning(pid)).toBe(false)
  })

  it('leaves no server behind when it is killed, and starts again', async () => {
    const dataDir = folder()
    const running = runCli(['--json', '--data', dataDir])
    await ready(running)
    const pid = serverPid(dataDir)
    running.child.kill('SIGKILL')
    await running.exit
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
    const again = runCli(['--json', '--data', dataDir])
    await ready(again)
  })

  it.runIf(isRoot)('works for an ordinary user', async () => {
    const dataDir = path.join(folder(), 'data')
    mkdirSync(dataDir)
    const nobody = { uid: 65534, gid: 65534 }
    chownSync(dataDir, nobody.uid, nobody.gid)
    const running = runCli(['--json', '--data', dataDir], nobody)
    await ready(running)
    expect(statSync(path.join(dataDir, 'postgres')).uid).toBe(nobody.uid)
  })

  it.each([
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--size', 'many'], '--size takes a whole number'],
    [['--port', '0'], '--port takes a whole number'],
    [['stray'], 'Unexpected argument'],
  ])('refuses %j with its usage', async (args, message) => {
    const running = runCli(args)
    expect(await running.exit).toBe(2)
    expect(running.errors()).toContain(message)
    expect(running.errors()).toContain('Usage: npm run backend')
    expect(running.output()).toBe('')
  })

  it('says so when the port it was given is taken', async () => {
    const { gateway } = await start({ dataDir: folder() })
    const running = runCli(['--data', folder(), '--port', String(gateway.port)])
    expect(await running.exit).toBe(1)
    expect(running.errors()).toContain(`Port ${gateway.port} is taken`)
  })
})
