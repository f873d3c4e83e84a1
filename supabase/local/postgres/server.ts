import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isRunning } from '../processes.ts'
import { type Account, serverAccount } from './account.ts'
import { type Binaries, locateBinaries } from './binaries.ts'
import type { GuardOrder } from './guard.ts'

export interface Server {
  port: number
  /** Ends the server and waits until it has ended. May be called more than once. */
  stop(): Promise<void>
  /** Resolves with the exit code when the server has ended, wanted or not. */
  ended: Promise<number>
}

interface ServerOptions {
  /** The cluster's own folder; created by initialise(). */
  data: string
  /** Extra settings, for example {fsync: 'off'}. */
  settings?: Record<string, string>
  /** Remove these folders when the server has ended, however it ended. */
  discard?: string[]
  /** The folder of the programs' package in another version (locateBinaries). */
  programs?: string | undefined
}

export const superuser = 'supabase_admin'

const baseSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // UTC and English, whatever the machine's language: hashes over time stamps and error texts depend on it.
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  jit: 'off',
  log_min_messages: 'warning',
  // Statements hold user content and password hashes; the log shows errors without them.
  log_min_error_statement: 'panic',
  password_encryption: 'scram-sha-256',
}

/** Sorts alike on every machine; known to PostgreSQL 17 and newer. */
const builtinLocale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']

/** Creates a new cluster whose superuser has the password. Leaves nothing behind when it fails. */
export async function initialise(data: string, password: string, { programs, locale = builtinLocale }: { programs?: string | undefined; locale?: string[] } = {}): Promise<void> {
  const account = serverAccount()
  const binaries = await locateBinaries(account, programs)
  mkdirSync(path.dirname(data), { recursive: true })
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const passwordFile = `${data}.${randomBytes(6).toString('hex')}`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account) for (const file of [data, passwordFile]) chownSync(file, account.uid, account.gid)
  try {
    const args = ['-D', data, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
    args.push(...locale, '--no-sync', '--no-instructions')
    await run(binaries.initdb, args, account)
  } catch (error) {
    rmSync(data, { recursive: true, force: true })
    throw error
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** Starts the server on a free port of 127.0.0.1 and resolves when it takes connections. */
export async function start(options: ServerOptions): Promise<Server> {
  const account = serverAccount()
  const binaries = await locateBinaries(account, options.programs)
  await clearStale(options.data)
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const server = launch(binaries, account, options, port)
    const waiting = new AbortController()
    const state = await Promise.race([ready(options.data, port, waiting.signal), server.ended])
    waiting.abort()
    if (state === 'ready') return server
    const log = tail(logFile(options.data))
    // The port went to somebody else in between, or the backends of a killed server have not all ended yet.
    const passing = /Address already in use|could not bind|pre-existing shared memory block/.test(log)
    if (passing && attempt < 10) {
      await delay(200)
      continue
    }
    for (const folder of options.discard ?? []) rmSync(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start (exit code ${String(state)}):\n${log}`)
  }
}

function launch(binaries: Binaries, account: Account | undefined, options: ServerOptions, port: number): Server {
  const settings = { ...baseSettings, ...options.settings }
  const order: GuardOrder = {
    command: binaries.postgres,
    args: ['-D', options.data, '-p', String(port), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    pg_ctl: binaries.pg_ctl,
    data: options.data,
    log: logFile(options.data),
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
    ...(options.discard ? { discard: options.discard } : {}),
  }
  rmSync(order.log, { force: true })
  const guard = spawn(process.execPath, [fileURLToPath(new URL('guard.ts', import.meta.url)), JSON.stringify(order)], {
    // A session of its own: a signal for the terminal's group must not end the server before its clients.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
    cwd: path.parse(process.cwd()).root,
    env: { PATH: process.env.PATH, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' },
  })
  const ended = new Promise<number>((resolve) => {
    guard.once('exit', (code) => resolve(code ?? 71))
    guard.once('error', () => resolve(70))
  })
  // Nothing here keeps our process alive: when it ends, the guard's input closes and the server ends too.
  guard.unref()
  unref(guard)
  guard.stdin?.on('error', () => undefined)
  const stop = async () => {
    guard.ref()
    guard.stdin?.end()
    await ended
    // A guard that was killed has left its server and what it was to remove.
    await clearStale(options.data)
    for (const folder of options.discard ?? []) rmSync(folder, { recursive: true, force: true })
  }
  return { port, stop, ended }
}

function unref(child: ChildProcess): void {
  const input = child.stdin
  if (input instanceof net.Socket) input.unref()
}

/** Waits for the server's own word in its pid file, which is what pg_ctl does. */
async function ready(data: string, port: number, signal: AbortSignal): Promise<'ready'> {
  for (;;) {
    if (!signal.aborted) await delay(10)
    else return new Promise(() => undefined)
    try {
      const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')
      if (lines[3] === String(port) && lines[7]?.trim() === 'ready') return 'ready'
    } catch {
      // Not written yet.
    }
  }
}

/**
 * After a kill -9 of the guard the server may still run, or its pid file may name a number that now belongs to
 * somebody else. The caller holds the data folder's lock, so whoever runs here is nobody's any more.
 */
async function clearStale(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const until = Date.now() + 10_000
  while (isServer(pid, data)) {
    process.kill(pid, 'SIGINT')
    if (Date.now() > until) throw new Error(`PostgreSQL (process ${pid}) still runs in ${data} and does not end`)
    await delay(50)
  }
  rmSync(file, { force: true })
}

function isServer(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !isRunning(pid)) return false
  try {
    if (process.platform !== 'linux') return true
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return commandLine.includes(data) && path.basename(commandLine[0] ?? '') === 'postgres'
  } catch {
    return false
  }
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

const logFile = (data: string) => path.join(path.dirname(data), 'postgres.log')

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n') : '(no log)'
}

function run(command: string, args: string[], account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const identity = account ? { uid: account.uid, gid: account.gid } : {}
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', windowsHide: true, ...identity })
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} failed (exit code ${code}):\n${output}`)),
    )
  })
}
