// Runs a TypeScript or ESM file of the repository: installs what is missing, under the right Node, with the caller's
// arguments, terminal, signals and exit code.
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { prepare } from './lib/install.mjs'
import { report, UserError } from './lib/log.mjs'
import { root } from './lib/paths.mjs'
import { endOnSignals, exitCode, finish, start } from './lib/processes.mjs'

try {
  const [file, ...args] = process.argv.slice(2)
  if (!file) throw new UserError('Usage: node scripts/run.mjs FILE [arguments]', 2)
  const path = resolve(root, file)
  if (!existsSync(path)) throw new UserError(`There is no ${relative(root, path)} in this repository.`, 2)
  await prepare(process.argv[1])
  endOnSignals()
  const child = start(process.execPath, [path, ...args], { name: file, stdio: 'inherit', cwd: root, grace: 30_000 })
  await finish(await exitCode(child))
} catch (error) {
  process.exitCode = report(error)
}
