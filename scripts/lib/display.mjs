import { say, UserError } from './log.mjs'
import { start, stop } from './processes.mjs'

/** Whether windows need a display of ours: only on Linux, and only where none is offered. */
export const needsDisplay = (env = process.env, platform = process.platform) =>
  platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY

/**
 * A virtual display (Xvfb) that ends with this process; nothing where there is a display already.
 * Resolves to the environment additions for programs with windows, and `stop`.
 */
export async function ensureDisplay(env = process.env) {
  if (!needsDisplay(env)) return { env: {}, stop: async () => {} }
  const server = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    name: 'Xvfb',
    grace: 3_000,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  server.stderr.on('data', (data) => (errors += data))
  const number = await new Promise((resolve, reject) => {
    let text = ''
    const fail = (why) => reject(new UserError(`The virtual display (Xvfb) did not start: ${why}`))
    const timer = setTimeout(() => fail('it said nothing for 30 s'), 30_000)
    server.stdio[3].on('data', (data) => {
      text += data
      // Xvfb writes the number and the line's end separately.
      if (!text.includes('\n')) return
      clearTimeout(timer)
      resolve(text.trim())
    })
    server.once('error', (error) => (clearTimeout(timer), fail(error.message)))
    server.once('exit', (code) => (clearTimeout(timer), fail(`exit code ${code}. ${errors.trim()}`)))
  })
  say(`No display here: using a virtual one (:${number}).`)
  return { env: { DISPLAY: `:${number}` }, stop: () => stop(server) }
}
