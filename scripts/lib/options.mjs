import { parseArgs } from 'node:util'
import { UserError } from './log.mjs'

/**
 * Reads a command line strictly: an unknown option, a missing value or a stray argument is refused with the help.
 * `spec` is that of node:util's parseArgs. `--help` is always there. What follows `--` comes back as `rest`.
 */
export function parseOptions(argv, help, spec = {}, { positionals = false } = {}) {
  const end = argv.indexOf('--')
  const own = end < 0 ? argv : argv.slice(0, end)
  const rest = end < 0 ? [] : argv.slice(end + 1)
  try {
    const { values, positionals: words } = parseArgs({
      args: own,
      options: { help: { type: 'boolean', short: 'h' }, ...spec },
      strict: true,
      allowPositionals: positionals,
    })
    return { values, words: words ?? [], rest }
  } catch (error) {
    // parseArgs adds advice on positional arguments after its first sentence that our commands don't follow.
    throw new UserError(`${error.message.split('. ')[0]}.\n\n${help}`, 2)
  }
}
