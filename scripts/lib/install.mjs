import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { say } from './log.mjs'
import { ensureNode, pathWithoutModules } from './node.mjs'
import { root } from './paths.mjs'
import { must, npm } from './processes.mjs'

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

/** Packages that every machine needs, as path → version: those for some platforms only are marked optional. */
const required = (lock) =>
  Object.entries(lock.packages ?? {}).filter(([path, entry]) => path !== '' && !entry.optional && !entry.link)

/**
 * Whether what npm says it installed (node_modules/.package-lock.json) is what package-lock.json asks for:
 * an install made by hand is taken over instead of being made again.
 */
export function installedAsLocked(lockText, installedText) {
  if (lockText === undefined || installedText === undefined) return false
  const [lock, installed] = [JSON.parse(lockText), JSON.parse(installedText)]
  const known = lock.packages ?? {}
  return (
    required(lock).every(([path, { version }]) => installed.packages?.[path]?.version === version) &&
    Object.entries(installed.packages ?? {}).every(([path, { version }]) => known[path]?.version === version)
  )
}

/** 'stamped', 'adoptable' (installed by hand) or 'needed'. */
export function installState(folder = root) {
  const lock = read(join(folder, 'package-lock.json'))
  if (lock === undefined) return 'needed'
  const hash = createHash('sha256').update(lock).digest('hex')
  if (read(join(folder, 'node_modules', '.countersign-lock')) === hash) return 'stamped'
  return installedAsLocked(lock, read(join(folder, 'node_modules', '.package-lock.json'))) ? 'adoptable' : 'needed'
}

function stamp(folder) {
  const hash = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex')
  writeFileSync(join(folder, 'node_modules', '.countersign-lock'), hash)
}

/** Installs the dependencies when they are missing or package-lock.json has changed. */
async function ensureInstalled(folder = root) {
  const state = installState(folder)
  if (state === 'stamped') return
  if (state === 'adoptable') return stamp(folder)
  await withLock(join(folder, '.local', 'install.lock'), async () => {
    if (installState(folder) === 'stamped') return
    say('Installing the dependencies (npm ci) …')
    const env = { ...process.env, PATH: pathWithoutModules(process.env.PATH ?? '') }
    const [command, args, options] = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], env)
    // npm's own summary would stand on stdout among results that others read.
    await must(command, args, { ...options, cwd: folder, env, name: 'npm ci', stdio: ['ignore', 2, 2] }, 'npm ci failed')
    stamp(folder)
  })
}

/** What every script does first: dependencies, then the right Node. Returns under that Node only. */
export async function prepare(script) {
  await ensureInstalled()
  await ensureNode(script)
}
