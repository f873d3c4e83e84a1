/** npm run backend: the development stack alone, until Ctrl-C. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeBackendFile } from './demo/backend-file.ts'
import { type Stack, startStack } from './stack.ts'

const usage = `Usage: npm run backend -- [--demo] [--size N] [--port P] [--data DIR] [--json]

Starts Countersign's development stack: PostgreSQL, the migrations and a gateway that speaks Supabase's protocol,
on 127.0.0.1 only. It is for development, demos and tests; production is a Supabase project.

  --demo      fill an empty database with the demo workspaces and accounts
  --size N    the same with N artifacts
  --port P    the gateway's port (default 54321, or a free one when that is taken)
  --data DIR  where the data is kept (default .local/stack in the repository)
  --json      print one line of JSON when ready, and nothing else on standard output
  --help      this text
`

interface Account {
  email: string
  password: string
  workspace: string
  role: string
}

interface Options {
  demo: boolean
  size?: number
  port?: number
  data: string
  json: boolean
}

const defaultPort = 54321
const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const defaultData = path.join(repository, '.local', 'stack')

await main()

async function main(): Promise<void> {
  const options = readOptions()
  const ended = endingSignal()
  let stack: Stack | undefined
  let forget = () => {}
  try {
    stack = await startOnPort(options)
    // The checkout's own stack says how to reach it, so that `npm run agent` finds it.
    if (options.data === defaultData) forget = writeBackendFile(stack)
    const accounts = options.demo ? await seed(stack, options) : []
    report(stack, accounts, options)
    await Promise.race([ended, stack.failed.then((reason) => fail(reason))])
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  } finally {
    forget()
    await stack?.stop()
  }
  process.exit()
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        demo: { type: 'boolean', default: false },
        size: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string', default: defaultData },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      process.stdout.write(usage)
      process.exit(0)
    }
    const size = number('--size', values.size, 0, 10_000_000)
    const port = number('--port', values.port, 1, 65_535)
    return {
      demo: values.demo || size !== undefined,
      ...(size === undefined ? {} : { size }),
      ...(port === undefined ? {} : { port }),
      data: path.resolve(values.data),
      json: values.json,
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(2)
  }
}

function number(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`${name} takes a whole number from ${least} to ${most}, not "${text}"`)
  }
  return value
}

/** A port that was asked for is used or refused; the default gives way. */
async function startOnPort(options: Options): Promise<Stack> {
  const log = (line: string) => process.stderr.write(`${line}\n`)
  try {
    return await startStack({ dataDir: options.data, port: options.port ?? defaultPort, log })
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    if (!taken) throw error
    if (options.port !== undefined) throw new Error(`Port ${options.port} is taken; choose another with --port`, { cause: error })
    return startStack({ dataDir: options.data, log })
  }
}

async function seed(stack: Stack, { size }: Options): Promise<Account[]> {
  const { seedDemo } = (await import(new URL('demo/seed.ts', import.meta.url).href)) as {
    seedDemo: (stack: Stack, options: { size?: number }) => Promise<Account[]>
  }
  return seedDemo(stack, size === undefined ? {} : { size })
}

function report(stack: Stack, accounts: Account[], { json, data }: Options): void {
  const { url, publishable_key, secret_key, database_url } = stack
  if (json) {
    process.stdout.write(`${JSON.stringify({ url, publishable_key, secret_key, database_url, accounts })}\n`)
    return
  }
  const lines = [
    'Countersign development stack (not for production), on this machine only:',
    '',
    `  URL              ${url}`,
    `  publishable key  ${publishable_key}`,
    `  secret key       ${secret_key}`,
    `  database         ${database_url}`,
    `  data             ${data}`,
    `  mail             ${url}/local/mail?email=…`,
    ...(accounts.length > 0 ? ['', '  accounts (password, workspace, role):'] : []),
    ...accounts.map((account) => `    ${account.email}  ${account.password}  ${account.workspace}  ${account.role}`),
    '',
    'Ctrl-C ends it.',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function endingSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
