import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { report, say, UserError } from './log.mjs'

const windows = process.platform === 'win32'
const owned = []

/** On Linux the kernel ends a child of ours even when we are killed with SIGKILL, if util-linux's setpriv is there. */
let parentDeath
function guarded(command, args) {
  if (process.platform !== 'linux') return [command, args]
  parentDeath ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0
  return parentDeath ? ['setpriv', ['--pdeathsig', 'TERM', '--', command, ...args]] : [command, args]
}

const ended = (child) => child.exitCode !== null || child.signalCode !== null

/**
 * Starts a process that ends with this one: by stopAll(), at exit, on a signal.
 * `group` gives it a process group of its own, so that what it starts in turn is ended too.
 */
export function start(command, args, { name = command, group = false, grace = 10_000, ...options } = {}) {
  const [program, list] = guarded(command, args)
  const child = spawn(program, list, { ...options, detached: group && !windows })
  const entry = { child, name, group: group && !windows, grace }
  owned.push(entry)
  child.once('error', (error) => {
    forget(entry)
    say(`${name} could not be started: ${error.message}`)
  })
  child.once('exit', () => forget(entry))
  return child
}

function forget(entry) {
  const at = owned.indexOf(entry)
  if (at >= 0) owned.splice(at, 1)
}

function signal({ child, group }, name) {
  if (child.pid === undefined || ended(child)) return
  try {
    // Not tried on Windows: it has no signals and no groups; /T takes the tree.
    if (windows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'])
    else process.kill(group ? -child.pid : child.pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** Ends one process started here and resolves when it is gone: SIGTERM once, and SIGKILL after its grace (ms). */
export function stop(child) {
  const entry = owned.find((one) => one.child === child)
  if (!entry || ended(child)) return Promise.resolve()
  entry.stopping ??= new Promise((resolve) => {
    const timer = setTimeout(() => {
      say(`${entry.name} does not end by itself; it is killed.`)
      signal(entry, 'SIGKILL')
    }, entry.grace)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    signal(entry, 'SIGTERM')
  })
  return entry.stopping
}

/** Ends everything started here, the last first: the app before its backend, the display at the end. */
async function stopAll() {
  while (owned.length > 0) {
    const entry = owned[owned.length - 1]
    await stop(entry.child)
    forget(entry)
  }
}

let signalled

/** From now on Ctrl-C, SIGTERM and SIGHUP end everything started here, then this process with 128 + signal. */
export function endOnSignals() {
  for (const name of windows ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (signalled !== undefined) {
        for (const entry of owned) signal(entry, 'SIGKILL')
        process.exit(signalled)
      }
      signalled = 128 + constants.signals[name]
      void finish(signalled)
    })
  }
}

/** Ends what was started here and then this process, when its last lines are out. A signal's exit code wins. */
export async function finish(code) {
  await stopAll()
  process.stdout.write('', () => process.exit(signalled ?? code))
}

/** The same with the exit code that `main` resolves to, or that of the error that ended it, which is reported. */
export async function finishWith(main) {
  let code
  try {
    code = await main()
  } catch (error) {
    code = report(error)
  }
  await finish(code)
}

process.on('exit', () => {
  for (const entry of [...owned].reverse()) signal(entry, 'SIGTERM')
})

/** Exit code of a child as a shell would give it; 127 when it could not be started. */
export function exitCode(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code, name) => resolve(code ?? 128 + (constants.signals[name] ?? 0)))
  })
}

/** Runs a command to its end with our terminal. Resolves to its exit code. */
export async function run(command, args, options = {}) {
  return exitCode(start(command, args, { stdio: 'inherit', ...options }))
}

/** Runs a short command and returns its stdout, or undefined when it fails or does not exist. */
export function ask(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', ...options })
  return status === 0 ? stdout : undefined
}

/** npm as [command, arguments, options]. Not tried on Windows: npm is a .cmd there, which only a shell starts. */
export function npm(args, env = process.env) {
  const cli = env.npm_execpath
  if (cli && /[\\/]npm-cli\.js$/.test(cli)) return [env.npm_node_execpath ?? process.execPath, [cli, ...args], {}]
  return windows ? ['npm.cmd', args, { shell: true }] : ['npm', args, {}]
}

/** Throws when a command of ours that must succeed did not. */
export async function must(command, args, options, message) {
  const code = await run(command, args, options)
  if (code !== 0) throw new UserError(`${message} (exit code ${code})`, code)
}
