import { join } from 'node:path'
import { onLines } from './lines.mjs'
import { UserError } from './log.mjs'
import { root } from './paths.mjs'
import { start } from './processes.mjs'

/** The connection in a line of the backend's stdout, or undefined when the line is something else. */
export function parseConnection(line) {
  if (!line.startsWith('{')) return undefined
  try {
    const value = JSON.parse(line)
    return typeof value.url === 'string' && typeof value.publishable_key === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Starts the embedded stack with demo data and resolves, once it answers, to what it printed: `{url,
 * publishable_key, secret_key, database_url, accounts}`. Rejects with its reason when it ends before.
 */
export function startStack({ timeout = 180_000, args = ['--json', '--demo'] } = {}) {
  const child = start(process.execPath, [join(root, 'supabase', 'local', 'cli.ts'), ...args], {
    name: 'the embedded stack',
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    grace: 20_000,
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new UserError(`The embedded stack was not ready within ${timeout / 1_000} s.`)),
      timeout,
    )
    onLines(child.stdout, (line) => {
      const connection = parseConnection(line)
      if (!connection) return process.stderr.write(`${line}\n`)
      clearTimeout(timer)
      resolve({ ...connection, child })
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new UserError(`The embedded stack ended before it was ready (${signal ?? `exit code ${code}`}).`))
    })
  })
}
