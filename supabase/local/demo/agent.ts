/** npm run agent: a simulated agent that keeps adding work to the running stack, until Ctrl-C. */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { backendFile, readBackendFile } from './backend-file.ts'
import { mainWorkspace } from './ids.ts'
import { simulate } from './simulation.ts'

const usage = `Usage: npm run agent -- [--url U --key SECRET] [--workspace ID] [--every SECONDS] [--count N]

Adds sessions, artifacts and checkpoints with the service role, as an agents' backend does, and answers what reviewers
ask for: it follows instructions, goes on after a checkpoint, and writes new revisions.

  --url U --key K   the Supabase project and its secret key; by default the stack that runs from this repository
                    (${backendFile})
  --workspace ID    where to work; by default the demo's workspace, or else the one of the oldest project
  --every SECONDS   pause between two steps, default 5
  --count N         end after N steps
  --help            this text
`

interface Options {
  url: string
  key: string
  workspace?: string
  every: number
  count: number
}

class UsageError extends Error {}

process.exitCode = await main()

async function main(): Promise<number> {
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
  try {
    const options = readOptions(process.argv.slice(2))
    if (!options) return 0
    await work(options, stopped.signal)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof UsageError) process.stderr.write(`\n${usage}`)
    return error instanceof UsageError ? 2 : 1
  }
}

function readOptions(args: string[]): Options | undefined {
  const values = parse(args)
  if (values.help) {
    process.stdout.write(usage)
    return undefined
  }
  if ((values.url === undefined) !== (values.key === undefined)) throw new UsageError('--url and --key belong together.')
  const connection =
    values.url !== undefined && values.key !== undefined ? { url: values.url, key: values.key } : runningStack()
  return {
    ...connection,
    ...(values.workspace === undefined ? {} : { workspace: values.workspace }),
    every: number('--every', values.every, 0, 86_400) ?? 5,
    count: number('--count', values.count, 1, Number.MAX_SAFE_INTEGER) ?? Infinity,
  }
}

function parse(args: string[]) {
  const option = { type: 'string' } as const
  try {
    return parseArgs({
      args,
      options: { url: option, key: option, workspace: option, every: option, count: option, help: { type: 'boolean', default: false } },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function number(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most)) throw new UsageError(`${name} takes a number from ${least}, not “${text}”.`)
  return value
}

function runningStack(): { url: string; key: string } {
  const stack = readBackendFile()
  if (!stack) throw new Error('No development stack runs from this repository. Start one with npm start or npm run backend -- --demo, or give --url and --key.')
  return { url: stack.url, key: stack.secret_key }
}

async function work(options: Options, stopped: AbortSignal): Promise<void> {
  const client = createClient(options.url, options.key, { auth: { persistSession: false, autoRefreshToken: false } })
  const { places, agents } = await lookAround(client, options)
  const simulation = simulate(client, places, agents, `agent ${Date.now()}`)
  say(`working in ${places.length} projects at ${options.url}, every ${options.every} s; Ctrl-C ends it`)
  let steps = 0
  while (steps < options.count && !stopped.aborted) {
    say(await simulation.step())
    steps += 1
    if (steps < options.count) await delay(options.every * 1_000, undefined, { signal: stopped }).catch(() => undefined)
  }
  say(`ended after ${steps} ${steps === 1 ? 'step' : 'steps'}`)
}

async function lookAround(client: SupabaseClient, options: Options) {
  const projects = client.from('projects').select('id, workspace_id, basket_id, name').order('created_at').limit(500)
  const wanted = options.workspace ?? (await hasDemo(client))
  const found = await (wanted === undefined ? projects : projects.eq('workspace_id', wanted))
  if (found.error) throw new Error(`${options.url} can’t be worked with: ${found.error.message}`)
  const workspace = found.data[0]?.workspace_id as string | undefined
  if (workspace === undefined) throw new Error('There is no project to work in. Create one in the app, or start the stack with --demo.')
  const agents = await client.from('agents').select('id, name').eq('workspace_id', workspace).order('created_at').limit(100)
  if (agents.error) throw new Error(`${options.url} can’t be worked with: ${agents.error.message}`)
  return { places: found.data.filter(({ workspace_id }) => workspace_id === workspace), agents: agents.data }
}

async function hasDemo(client: SupabaseClient): Promise<string | undefined> {
  const { data } = await client.from('workspaces').select('id').eq('id', mainWorkspace)
  return data?.length === 1 ? mainWorkspace : undefined
}

function say(line: string): void {
  process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${line}\n`)
}
