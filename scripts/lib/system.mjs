import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { needsDisplay } from './display.mjs'
import { say, UserError } from './log.mjs'
import { ask, must } from './processes.mjs'

/** Debian's package of each library that Electron links. Newer releases append t64 to some of the names. */
const packages = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libdrm.so.2': 'libdrm2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libXss.so.1': 'libxss1',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libexpat.so.1': 'libexpat1',
  'libudev.so.1': 'libudev1',
}

/** Names of the libraries that ldd did not find. */
const missingLibraries = (ldd) => [...new Set([...ldd.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]))]

/** What is missing, as packages by Debian's names, and libraries that no known package stands for. */
export function missingPackages({ ldd, programs = [], hasFonts }) {
  const libraries = missingLibraries(ldd)
  const names = [...libraries.map((library) => packages[library]).filter((name) => name !== undefined), ...programs]
  if (!hasFonts) names.push('fonts-dejavu-core')
  return { names: [...new Set(names)].sort(), unknown: libraries.filter((library) => packages[library] === undefined) }
}

const inPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)))

const hasFonts = () =>
  ['/usr/share/fonts', '/usr/local/share/fonts', join(process.env.HOME ?? '/', '.fonts'), join(process.env.HOME ?? '/', '.local/share/fonts')].some(
    (folder) => existsSync(folder) && readdirSync(folder).length > 0,
  )

/** Debian's package of each program that a test's keychain and desktop are made of (test/support/keychain.ts, desktop.ts). */
const desktopPrograms = { 'dbus-daemon': 'dbus', 'dbus-send': 'dbus', 'gnome-keyring-daemon': 'gnome-keyring' }

/** Electron loads it when it notifies; without it nothing is shown, and nothing said. */
const notifies = () => (ask('ldconfig', ['-p']) ?? ask('/sbin/ldconfig', ['-p']) ?? '').includes('libnotify.so.4')

function missing(executable, desktop) {
  const wanted = { ...(needsDisplay() ? { Xvfb: 'xvfb' } : {}), ...(desktop ? desktopPrograms : {}) }
  const programs = Object.keys(wanted).filter((name) => !inPath(name)).map((name) => wanted[name])
  if (desktop && !notifies()) programs.push('libnotify4')
  return missingPackages({
    ldd: ask('ldd', [executable]) ?? '',
    programs,
    hasFonts: hasFonts(),
  })
}

/** The names as this release of the distribution has them. */
const released = (names) => {
  const known = (name) => Boolean(ask('apt-cache', ['show', '--no-all-versions', name])?.trim())
  return names.map((name) => (!known(name) && known(`${name}t64`) ? `${name}t64` : name))
}

const aptGet = async (args) =>
  must('apt-get', args, { name: 'apt-get', stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }, `apt-get ${args[0]} failed`)

/**
 * Linux: makes sure that Electron finds its libraries, a font and, without a display, Xvfb. Root on Debian and its
 * kin gets them installed; others one line to copy. Nothing to do on Windows and macOS. With `desktop` also what the
 * tests make a keychain and a desktop of.
 */
export async function ensureSystem(executable, { desktop = false } = {}) {
  if (process.platform !== 'linux') return
  const { names, unknown } = missing(executable, desktop)
  if (names.length === 0 && unknown.length === 0) return
  const what = [...names, ...unknown].join(', ')
  if (!inPath('apt-get')) throw new UserError(`Electron needs what this system lacks: ${what} (Debian’s names). Install it with the system’s package manager.`)
  if (process.getuid() !== 0) {
    throw new UserError(
      `Electron needs what this system lacks: ${what}. Please run:\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${released(names).join(' ')}`,
    )
  }
  say(`Installing what Electron needs: ${what} …`)
  await aptGet(['update', '-q'])
  await aptGet(['install', '-y', '-q', '--no-install-recommends', ...released(names)])
  const still = missing(executable, desktop)
  if (still.names.length + still.unknown.length > 0) {
    throw new UserError(`After the installation Electron still lacks: ${[...still.names, ...still.unknown].join(', ')}`)
  }
}
