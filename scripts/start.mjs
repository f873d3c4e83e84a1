// npm start: installs what is missing, builds, starts the embedded stack with demo data and opens the app.
// Everything started here ends with it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDisplay } from './lib/display.mjs'
import { electronRuntime } from './lib/electron.mjs'
import { prepare } from './lib/install.mjs'
import { onLines } from './lib/lines.mjs'
import { say, UserError } from './lib/log.mjs'
import { root } from './lib/paths.mjs'
import { endOnSignals, exitCode, finishWith, must, start } from './lib/processes.mjs'
import { startStack } from './lib/stack.mjs'
import { startHelp, startOptions } from './lib/start-options.mjs'
import { ensureSystem } from './lib/system.mjs'

const smokeTimeout = 120_000

/** The app's environment: where it connects, and for the demo as whom it signs itself in. */
function environment(options, stack) {
  const env = { ...process.env, COUNTERSIGN_PROFILE: options.profile }
  // What is left over in the caller's shell must not sign the demo's user in elsewhere.
  delete env.COUNTERSIGN_DEMO_EMAIL
  delete env.COUNTERSIGN_DEMO_PASSWORD
  delete env.ELECTRON_RUN_AS_NODE
  if (options.connection) return { ...env, COUNTERSIGN_URL: options.connection.url, COUNTERSIGN_KEY: options.connection.key }
  const [account] = stack.accounts
  return {
    ...env,
    COUNTERSIGN_URL: stack.url,
    COUNTERSIGN_KEY: stack.publishable_key,
    COUNTERSIGN_DEMO_EMAIL: account.email,
    COUNTERSIGN_DEMO_PASSWORD: account.password,
  }
}

/** What Chromium reports of a machine without a system bus or a graphics card: nothing anybody can act on. */
const chatter = /^\[\d+:[\d/.]+:ERROR:(bus|object_proxy|viz_main_impl|gl_display|gpu_process_host|command_buffer_proxy_impl)\.cc/

/** Opens the app. Resolves to the exit code of the whole command. */
async function open(options, runtime, env) {
  mkdirSync(options.profile, { recursive: true })
  const started = Date.now()
  const app = start(runtime.executable, [...runtime.args, root], {
    name: 'the app',
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onLines(app.stderr, (line) => chatter.test(line) || process.stderr.write(`${line}\n`))
  const ended = exitCode(app)
  let ready = false
  const painted = new Promise((resolve) => {
    onLines(app.stdout, (line) => {
      process.stdout.write(`${line}\n`)
      if (!line.startsWith('ready: ') || ready) return
      ready = true
      say(`The queue was on screen ${((Date.now() - started) / 1_000).toFixed(1)} s after the app's start.`)
      resolve()
    })
  })
  if (!options.smoke) {
    const code = await ended
    if (!ready && code !== 0) throw new UserError(`The app ended before its queue was on screen (exit code ${code}).`)
    return code
  }
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve('late'), smokeTimeout)))
  const outcome = await Promise.race([painted.then(() => 'ready'), ended, late])
  clearTimeout(timer)
  if (outcome === 'ready') return 0
  throw new UserError(
    outcome === 'late'
      ? `The app's queue was not on screen within ${smokeTimeout / 1_000} s.`
      : `The app ended before its queue was on screen (exit code ${outcome}).`,
  )
}

async function main() {
  const options = startOptions(process.argv.slice(2))
  if (options.help) return process.stdout.write(`${startHelp}\n`) && 0
  await prepare(process.argv[1])
  endOnSignals()
  const stackReady = options.connection ? Promise.resolve(undefined) : startStack()
  // Looked at below; until then a failure of it must not end the process.
  stackReady.catch(() => {})
  await must(process.execPath, [join(root, 'scripts', 'build.mjs')], { name: 'the build' }, 'The build failed')
  const runtime = await electronRuntime()
  await ensureSystem(runtime.executable)
  const display = await ensureDisplay()
  const stack = await stackReady
  if (stack) say(`Embedded stack (development only) at ${stack.url}; signing in as ${stack.accounts[0].email}.`)
  say(`Opening Countersign in Electron ${runtime.version} …`)
  return open(options, runtime, { ...environment(options, stack), ...display.env })
}

await finishWith(main)
