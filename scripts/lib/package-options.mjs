import { UserError } from './log.mjs'
import { parseOptions } from './options.mjs'

export const packageHelp = `Usage: npm run package -- [--installers]

Makes the unpacked app and an archive of it under dist/.
  --installers  also this system's installers (AppImage and deb, dmg, nsis); electron-builder downloads tools for them
  -h, --help    this text`

/** `{help, installers}`. Publishing is not for this command, whatever is asked. */
export function packageOptions(argv) {
  if (argv.some((argument) => /^(--publish|-p)(=|$)/.test(argument))) {
    throw new UserError(`This command publishes nothing.\n\n${packageHelp}`, 2)
  }
  const { values, rest } = parseOptions(argv, packageHelp, { installers: { type: 'boolean' } })
  if (rest.length > 0) throw new UserError(`Unexpected: ${rest.join(' ')}\n\n${packageHelp}`, 2)
  return { help: values.help === true, installers: values.installers === true }
}

/** File names start with it: `countersign-0.1.0-linux-x64`, with `-testonly` when made from the fallback Electron. */
export const artifactName = ({ version, platform, arch, fallback }) =>
  `countersign-${version}-${{ linux: 'linux', darwin: 'mac', win32: 'win' }[platform] ?? platform}-${arch}${fallback ? '-testonly' : ''}`
