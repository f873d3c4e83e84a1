import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fallbackFolder, fallbackRuns, fallbackVersion, isFallback } from './fallback.mjs'
import { say, UserError } from './log.mjs'
import { cacheFolder, root } from './paths.mjs'
import { ask, run } from './processes.mjs'

const day = 24 * 3_600_000
const probeTimeout = 10_000
const electronPackage = join(root, 'node_modules', 'electron')

/** Where the electron package puts its executable (as in its install.js), below its dist folder. */
const executableIn = (platform = process.platform) =>
  platform === 'win32' ? 'electron.exe' : platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'

/** The distribution folder of an executable: on macOS that around Electron.app. */
const distribution = (executable) =>
  process.platform === 'darwin' ? resolve(dirname(executable), '..', '..', '..') : dirname(executable)

function versionOf(executable) {
  const file = join(distribution(executable), 'version')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim().replace(/^v/, '')
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const answer = ask(executable, ['-p', 'process.versions.electron'], { env, timeout: 20_000 })?.trim()
  if (!/^\d+\.\d+\.\d+/.test(answer ?? '')) throw new UserError(`${executable} does not answer as Electron does`)
  return answer
}

/** Whether Chromium's sandbox can work: through user namespaces or a helper that belongs to root with its bit set. */
function sandboxWorks(folder) {
  if (ask('unshare', ['--user', '--map-root-user', 'true']) !== undefined) return true
  const listing = ask('stat', ['-c', '%u %a', join(folder, 'chrome-sandbox')])?.trim()
  return listing === '0 4755'
}

let warned = false
function sandboxArguments(folder) {
  if (process.platform !== 'linux') return []
  if (process.getuid() === 0) return ['--no-sandbox']
  if (sandboxWorks(folder)) return []
  const helper = join(folder, 'chrome-sandbox')
  if (!warned) {
    say(
      'Chromium’s sandbox cannot start here (no user namespaces); going on without it. To have it:\n' +
        `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
    )
  }
  warned = true
  return ['--no-sandbox']
}

function runtime(executable) {
  const real = realpathSync(executable)
  const folder = distribution(real)
  return { executable: real, folder, version: versionOf(real), fallback: isFallback(folder), args: sandboxArguments(folder) }
}

const ownVersion = () => JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version

/** The electron package's own executable, if it is there and of the package's version. */
function ownExecutable() {
  const dist = join(electronPackage, 'dist')
  const executable = join(dist, executableIn())
  const version = join(dist, 'version')
  const complete = existsSync(executable) && existsSync(version) && existsSync(join(electronPackage, 'path.txt'))
  return complete && readFileSync(version, 'utf8').trim().replace(/^v/, '') === ownVersion() ? executable : undefined
}

/** The address that the electron package downloads from, with the mirror settings that it knows. */
export function downloadAddress(version, env = process.env, platform = process.platform, arch = process.arch) {
  const setting = (name) => {
    const names = [`npm_config_electron_${name}`, `npm_package_config_electron_${name}`, `electron_${name}`]
    const key = names.flatMap((one) => Object.keys(env).filter((other) => other.toLowerCase() === one))[0]
    return key === undefined ? undefined : env[key]
  }
  const base = setting('mirror') || 'https://github.com/electron/electron/releases/download/'
  const folder = (setting('custom_dir') || `v${version}`).replace('{{ version }}', version)
  return `${base}${folder}/electron-v${version}-${platform}-${arch}.zip`
}

/** Why an address cannot be downloaded from, or undefined if it can. Gives up after ten seconds. */
async function unreachable(address) {
  try {
    // One byte, not HEAD: signed addresses behind the redirect allow GET only.
    const answer = await fetch(address, { headers: { range: 'bytes=0-0' }, signal: AbortSignal.timeout(probeTimeout) })
    await answer.body?.cancel()
    return answer.ok ? undefined : `it answers ${answer.status}`
  } catch (error) {
    if (error.name === 'TimeoutError') return `no answer within ${probeTimeout / 1_000} s`
    return error.cause?.code ?? error.cause?.message ?? error.message
  }
}

/** Whether the electron package has the download in its own cache already. */
function downloadCached(version) {
  const home = homedir()
  const folder =
    process.env.electron_config_cache ??
    { win32: join(process.env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'electron', 'Cache'), darwin: join(home, 'Library', 'Caches', 'electron') }[process.platform] ??
    join(process.env.XDG_CACHE_HOME ?? join(home, '.cache'), 'electron')
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`
  if (!existsSync(folder)) return false
  return readdirSync(folder, { withFileTypes: true }).some(
    (entry) => entry.name === name || (entry.isDirectory() && existsSync(join(folder, entry.name, name))),
  )
}

/** What is remembered of a failed download: it is not tried again for a day, nor from another address in that time. */
export function rememberedFailure(file, address, now = Date.now()) {
  try {
    const failure = JSON.parse(readFileSync(file, 'utf8'))
    return failure.address === address && now - failure.at < day && now >= failure.at ? failure : undefined
  } catch {
    return undefined
  }
}

/** Lets the electron package download its executable. Returns it, or undefined with the reason told. */
async function download() {
  const version = ownVersion()
  const address = downloadAddress(version)
  const stamp = join(cacheFolder(), 'electron-download-failed.json')
  const cached = downloadCached(version)
  if (!cached && rememberedFailure(stamp, address)) return undefined
  let why = cached ? undefined : await unreachable(address)
  if (why === undefined) {
    say(`Fetching Electron ${version} …`)
    // The electron package's script says on stdout what is progress: ours is for results.
    const code = await run(process.execPath, [join(electronPackage, 'install.js')], { name: 'the download of Electron', stdio: ['ignore', 2, 2] })
    const executable = ownExecutable()
    if (code === 0 && executable) {
      rmSync(stamp, { force: true })
      return executable
    }
    why = `its download ended with exit code ${code}`
  }
  const next = fallbackRuns() ? `; using ${fallbackVersion} from npm instead` : ''
  say(
    `Electron ${version} cannot be had from ${new URL(address).host} (${why})${next}. ` +
      'Not tried again for a day; by hand: node node_modules/electron/install.js',
  )
  try {
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, JSON.stringify({ address, at: Date.now(), why }))
  } catch {
    // Only a memory: without it the next start tries again.
  }
  return undefined
}

/**
 * The Electron to run: ELECTRON_EXECUTABLE; the electron package's own; its download; on Linux x64 the fallback
 * from npm. Never fetches what it has. Throws a UserError that says what to do when there is none.
 */
export async function electronRuntime() {
  const chosen = process.env.ELECTRON_EXECUTABLE
  if (chosen) {
    if (!existsSync(chosen)) throw new UserError(`ELECTRON_EXECUTABLE names ${chosen}, which does not exist.`)
    return runtime(chosen)
  }
  const own = ownExecutable() ?? (await download())
  if (own) return runtime(own)
  if (fallbackRuns()) return runtime(join(await fallbackFolder(), executableIn()))
  throw new UserError(
    `Electron ${ownVersion()} could not be downloaded and there is no other for ${process.platform} ${process.arch}. ` +
      'Set ELECTRON_MIRROR to a mirror, or ELECTRON_EXECUTABLE to an Electron on this machine (33 or newer).\n' +
      'To try the download again now: node node_modules/electron/install.js',
  )
}
