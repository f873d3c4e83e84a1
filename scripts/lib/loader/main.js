// Stands in for Electron's default_app.asar, which the fallback runtime lacks: starts the app in the folder that is
// the first argument. Everything is awaited at top level: Electron holds `ready` back for it, so that the app can
// still call protocol.registerSchemesAsPrivileged.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const require = createRequire(import.meta.url)
let folder
for (let i = 1; i < process.argv.length && folder === undefined; ) {
  const argument = process.argv[i]
  if (argument === '-r' || argument === '--require') {
    // Playwright passes `-r FILE` when it chooses the executable itself; that file shortens process.argv.
    const before = process.argv.length
    require(resolve(process.argv[i + 1]))
    i = process.argv.length < before ? 1 : i + 2
  } else if (argument.startsWith('-')) i++
  else folder = resolve(argument)
}

if (folder === undefined) {
  process.stderr.write('Usage: electron [switches] FOLDER, a folder with the package.json of an app\n')
  app.exit(2)
} else {
  let manifest
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch (error) {
    process.stderr.write(`There is no app in ${folder}: ${error.message}\n`)
    app.exit(2)
  }
  if (manifest) {
    Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
    app.name = manifest.productName ?? manifest.name ?? app.name
    if (manifest.version) app.setVersion(manifest.version)
    if (process.platform === 'linux') app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`)
    app.setAppPath(folder)
    if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), app.name))
    try {
      await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href)
    } catch (error) {
      process.stderr.write(`The app in ${folder} did not start:\n${error?.stack ?? error}\n`)
      app.exit(1)
    }
  }
}
