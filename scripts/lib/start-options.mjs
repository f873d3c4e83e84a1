import { join, resolve } from 'node:path'
import { UserError } from './log.mjs'
import { parseOptions } from './options.mjs'
import { root } from './paths.mjs'

export const startHelp = `Usage: npm start -- [options]

Builds and opens Countersign with a Supabase-compatible stack and demo data on this machine.

  --profile DIR     the app's profile folder (default: .local/profile in the checkout)
  --url U --key K   connect to the Supabase project at U with its publishable key K: no stack, no demo data
  --smoke           end with exit code 0 as soon as the queue is on screen (1 if it is not within 120 s)
  -h, --help        this text`

/** `{help, smoke, profile, connection?: {url, key}}` of a command line. Throws a UserError with the help. */
export function startOptions(argv, folder = process.cwd()) {
  const { values, rest } = parseOptions(argv, startHelp, {
    profile: { type: 'string' },
    url: { type: 'string' },
    key: { type: 'string' },
    smoke: { type: 'boolean' },
  })
  const refuse = (why) => {
    throw new UserError(`${why}\n\n${startHelp}`, 2)
  }
  if (rest.length > 0) refuse(`Unexpected: ${rest.join(' ')}`)
  if ((values.url === undefined) !== (values.key === undefined)) refuse('--url and --key go together.')
  if (values.url !== undefined && !/^https?:\/\/[^/]/.test(values.url)) refuse(`--url takes an http(s) address, not "${values.url}".`)
  if (values.key === '') refuse('--key is empty.')
  if (values.profile === '') refuse('--profile is empty.')
  return {
    help: values.help === true,
    smoke: values.smoke === true,
    profile: values.profile === undefined ? join(root, '.local', 'profile') : resolve(folder, values.profile),
    ...(values.url === undefined ? {} : { connection: { url: values.url, key: values.key } }),
  }
}
