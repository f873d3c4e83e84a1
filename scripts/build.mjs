// Builds main, preload and renderer into out/; does nothing when out/ is up to date. `--force` builds anyway.
import { join } from 'node:path'
import { forgetBuild, inputHash, isBuilt, recordBuild } from './lib/build.mjs'
import { prepare } from './lib/install.mjs'
import { withLock } from './lib/lock.mjs'
import { report, say } from './lib/log.mjs'
import { parseOptions } from './lib/options.mjs'
import { root } from './lib/paths.mjs'
import { endOnSignals, must } from './lib/processes.mjs'

const help = `Usage: node scripts/build.mjs [--force]
  --force  build even if nothing has changed`

try {
  const { values } = parseOptions(process.argv.slice(2), help, { force: { type: 'boolean' } })
  if (values.help) process.stdout.write(`${help}\n`)
  else {
    await prepare(process.argv[1])
    endOnSignals()
    await withLock(join(root, '.local', 'build.lock'), async () => {
      const hash = inputHash()
      if (!values.force && isBuilt(hash)) return say('The build is up to date.')
      const started = Date.now()
      forgetBuild()
      const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
      await must(process.execPath, [cli, 'build', '--logLevel', 'warn'], { name: 'electron-vite', cwd: root, stdio: ['ignore', 2, 2] }, 'The build failed')
      recordBuild(hash)
      say(`Built in ${((Date.now() - started) / 1_000).toFixed(1)} s.`)
    })
  }
} catch (error) {
  process.exitCode = report(error)
}
