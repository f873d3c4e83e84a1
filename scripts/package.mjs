// npm run package: the unpacked app and an archive of it under dist/, made from the chosen Electron, and
// dist/package.json that says where they are. From the fallback Electron they are marked -testonly.
// Tried on Linux only; macOS and Windows differ in the folder's name and the place of the executable.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { electronRuntime } from './lib/electron.mjs'
import { copyDistribution } from './lib/fallback.mjs'
import { prepare } from './lib/install.mjs'
import { report, say, UserError } from './lib/log.mjs'
import { artifactName, packageHelp, packageOptions } from './lib/package-options.mjs'
import { root } from './lib/paths.mjs'
import { endOnSignals, must } from './lib/processes.mjs'

const dist = join(root, 'dist')
const { platform, arch } = process

/** Where electron-builder leaves the unpacked app, and the executable in it. */
const unpacked = {
  linux: [arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`, 'countersign'],
  darwin: [arch === 'x64' ? 'mac' : `mac-${arch}`, 'Countersign.app/Contents/MacOS/Countersign'],
  win32: [arch === 'x64' ? 'win-unpacked' : `win-${arch}-unpacked`, 'Countersign.exe'],
}[platform]

const system = { linux: 'linux', darwin: 'mac', win32: 'win' }[platform]

/** electron-builder with this runtime and name; `args` say what to make. */
const builder = (runtime, name, args) =>
  must(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'), `--${system}`, ...args, `--${arch}`,
      '--config', 'electron-builder.yml', '--publish', 'never',
      `-c.electronVersion=${runtime.version}`, `-c.${system}.artifactName=${name}.\${ext}`,
    ],
    { name: 'electron-builder', cwd: root, stdio: ['ignore', 2, 2] },
    'electron-builder failed',
  )

/** The unpacked app, from a copy of the runtime: ours may hold a loader that is not part of the app. */
async function build(runtime, name) {
  const electron = join(dist, '.electron')
  await copyDistribution(runtime.folder, electron)
  try {
    await builder(runtime, name, ['dir', `-c.electronDist=${electron}`])
  } finally {
    await rm(electron, { recursive: true, force: true })
  }
}

/** The app's folder as NAME.tar.gz with the system's tar, which Windows 10 and macOS have too. */
async function archive(folder, name) {
  const file = join(dist, `${name}.tar.gz`)
  const renamed = platform === 'linux' ? ['--transform', `s,^${folder},${name},`] : []
  await must('tar', ['-czf', `${file}.part`, '-C', dist, ...renamed, folder], { name: 'tar' }, 'The archive could not be made')
  await rename(`${file}.part`, file)
  return file
}

async function main() {
  const options = packageOptions(process.argv.slice(2))
  if (options.help) return process.stdout.write(`${packageHelp}\n`)
  await prepare(process.argv[1])
  if (!unpacked) throw new UserError(`There is no packaging for ${platform}.`)
  endOnSignals()
  const started = Date.now()
  await must(process.execPath, [join(root, 'scripts', 'build.mjs')], { name: 'the build' }, 'The build failed')
  const runtime = await electronRuntime()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const name = artifactName({ version, platform, arch, fallback: runtime.fallback })
  const [folder, program] = unpacked
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  await build(runtime, name)
  const executable = join(dist, folder, program)
  if (!existsSync(executable)) throw new UserError(`electron-builder left no ${executable}`)
  const file = await archive(folder, name)
  const made = { executable, archive: file, version, electron: runtime.version, testonly: runtime.fallback }
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(made, null, 2)}\n`)
  say(
    `Packaged with Electron ${runtime.version}${runtime.fallback ? ', for tests only,' : ''} in ${((Date.now() - started) / 1_000).toFixed(0)} s:\n` +
      `  ${executable}\n  ${file} (${(statSync(file).size / 1e6).toFixed(0)} MB)`,
  )
  // Last, because electron-builder downloads tools for them: where it can't, app and archive are there all the same.
  if (options.installers) await builder(runtime, name, ['--prepackaged', join(dist, folder)])
}

try {
  await main()
} catch (error) {
  process.exitCode = report(error)
}
