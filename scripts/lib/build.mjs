import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

/** What a build depends on. */
const inputs = ['contract', 'electron', 'renderer', 'electron.vite.config.ts', 'scripts/lib/ascii.mjs', 'package.json', 'package-lock.json', 'tsconfig.json']
const outputs = ['out/main/main.cjs', 'out/preload/preload.cjs', 'out/renderer/index.html']
const stamp = (folder) => join(folder, 'out', '.countersign-build')

/** Relative paths of the files below `path`, in a fixed order on every system. */
function list(folder, path) {
  if (!existsSync(join(folder, path))) return []
  try {
    return readdirSync(join(folder, path), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => list(folder, `${path}/${entry.name}`))
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
}

/** A hash over names and contents of everything that a build depends on. */
export function inputHash(folder = root) {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap((input) => list(folder, input))) {
    const content = readFileSync(join(folder, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** Whether out/ holds the build of these inputs. */
export const isBuilt = (hash, folder = root) =>
  existsSync(stamp(folder)) && readFileSync(stamp(folder), 'utf8') === hash && outputs.every((file) => existsSync(join(folder, file)))

/** Called before a build, so that a failed one is not taken for built. */
export const forgetBuild = (folder = root) => rmSync(stamp(folder), { force: true })

export function recordBuild(hash, folder = root) {
  const missing = outputs.filter((file) => !existsSync(join(folder, file)))
  if (missing.length > 0) throw new Error(`The build made no ${missing.join(', ')}`)
  mkdirSync(join(folder, 'out'), { recursive: true })
  writeFileSync(stamp(folder), hash)
}
