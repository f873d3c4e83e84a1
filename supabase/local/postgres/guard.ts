/**
 * Runs PostgreSQL as its child and ends it when our standard input closes, which happens when the process that
 * started us stops us, fails, or is killed. Argument: the JSON of a GuardOrder.
 */
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'

export interface GuardOrder {
  command: string
  args: string[]
  pg_ctl: string
  data: string
  log: string
  uid?: number
  gid?: number
  /** Folders to remove once the server has ended, and with them the need for an orderly shutdown. */
  discard?: string[]
}

const order = JSON.parse(process.argv[2] ?? 'null') as GuardOrder
const log = openSync(order.log, 'a')
const identity = order.uid === undefined || order.gid === undefined ? {} : { uid: order.uid, gid: order.gid }
const server = spawn(order.command, order.args, { stdio: ['ignore', log, log], cwd: '/', windowsHide: true, ...identity })

server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(70)
})
let ending = false
server.on('exit', (code, signal) => {
  // A server that failed leaves its log for whoever started us.
  if (!ending) process.exit(code ?? 71)
  for (const folder of order.discard ?? []) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(code ?? (signal ? 0 : 71))
})

function end(): void {
  ending = true
  if (process.platform === 'win32') {
    spawn(order.pg_ctl, ['stop', '-D', order.data, '-m', order.discard ? 'immediate' : 'fast'], { stdio: 'ignore' })
    return
  }
  server.kill(order.discard ? 'SIGQUIT' : 'SIGINT')
  // A backend that hangs must not keep the server: after 10 s it ends at once and recovers at the next start.
  setTimeout(() => server.kill('SIGQUIT'), 10_000).unref()
  setTimeout(() => server.kill('SIGKILL'), 15_000).unref()
}

process.stdin.on('end', end).on('error', end).resume()
// The terminal's Ctrl-C is for the process that started us; it closes our input when it is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
