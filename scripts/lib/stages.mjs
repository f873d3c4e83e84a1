import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDisplay } from './display.mjs'
import { electronRuntime } from './electron.mjs'
import { UserError } from './log.mjs'
import { root } from './paths.mjs'
import { run } from './processes.mjs'
import { conclude, countPlaywright, countVitest } from './reports.mjs'
import { ensureSystem } from './system.mjs'

const module = (...path) => join(root, 'node_modules', ...path)
const none = { passed: 0, failed: 0, skipped: 0, notes: [] }

/** Runs a tool under this Node, in a group of its own so that its workers end with it. */
const tool = (name, file, args, env = {}) =>
  run(process.execPath, [file, ...args], { name, cwd: root, group: true, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] })

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs tools of which each counts as one test. */
async function each(commands) {
  const counts = { ...none, notes: [] }
  for (const [name, file, args] of commands) {
    process.stdout.write(`· ${name}\n`)
    const code = await tool(name, file, args)
    if (code === 0) counts.passed++
    else {
      counts.failed++
      counts.notes.push(`${name}: exit code ${code}`)
    }
  }
  return counts
}

const check = () =>
  each([
    ['tsc', module('typescript', 'bin', 'tsc'), ['--noEmit', '-p', 'tsconfig.json']],
    ['tsc against Electron 33', module('typescript', 'bin', 'tsc'), ['--noEmit', '-p', 'tsconfig.electron33.json']],
    ['eslint', module('eslint', 'bin', 'eslint.js'), ['.']],
  ])

const vitest = (project) => async ({ temp, rest }) => {
  const file = join(temp, `${project}.json`)
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...rest]
  const code = await tool(`vitest (${project})`, module('vitest', 'vitest.mjs'), args)
  return conclude(countVitest(readReport(file)), code)
}

/** What windows need: the runtime, its libraries, a display. The runtime is chosen once and handed on. */
async function windows() {
  const runtime = await electronRuntime()
  await ensureSystem(runtime.executable, { desktop: true })
  const display = await ensureDisplay()
  return { env: { ELECTRON_EXECUTABLE: runtime.executable, ...display.env }, stop: display.stop }
}

async function playwright(config, { temp, rest }, extra = {}) {
  if (!existsSync(join(root, config))) throw new UserError(`${config} is missing`)
  const { env, stop } = await windows()
  const file = join(temp, `${config.replaceAll('/', '-')}.json`)
  try {
    const args = ['test', '-c', config, '--reporter=list,json', ...rest]
    const code = await tool('playwright', module('playwright', 'cli.js'), args, { ...env, ...extra, PLAYWRIGHT_JSON_OUTPUT_NAME: file })
    return conclude(countPlaywright(readReport(file)), code)
  } finally {
    await stop()
  }
}

const build = () => each([['build', join(root, 'scripts', 'build.mjs'), []]])

async function packaged(context) {
  const made = await each([['package', join(root, 'scripts', 'package.mjs'), []]])
  const config = 'test/e2e/packaged.config.ts'
  if (made.failed > 0 || !existsSync(join(root, config))) return made
  const { executable } = JSON.parse(readFileSync(join(root, 'dist', 'package.json'), 'utf8'))
  const tests = await playwright(config, context, { COUNTERSIGN_PACKAGED: executable })
  return { ...tests, passed: made.passed + tests.passed }
}

/** The stages in their order. `needs`: a stage without which this one makes no sense. */
export const stages = [
  { name: 'check', what: 'types (also against Electron 33) and lint', run: check },
  { name: 'unit', what: 'test/unit', run: vitest('unit') },
  { name: 'database', what: 'test/database, on PostgreSQL', run: vitest('database') },
  { name: 'integration', what: 'test/integration, on the embedded stack', run: vitest('integration') },
  { name: 'build', what: 'main, preload and renderer into out/', run: build },
  { name: 'e2e', what: 'test/e2e, in real Electron', run: (context) => playwright('test/e2e/playwright.config.ts', context), needs: 'build' },
  { name: 'package', what: 'the packaged app and its tests', run: packaged, needs: 'build' },
]

/** The stages asked for, in order, with what they need before them. All without names. */
export function selectStages(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) throw new UserError(`There is no stage ${unknown.join(', ')}. Stages: ${stages.map((stage) => stage.name).join(', ')}.`, 2)
  if (names.length === 0) return stages
  const wanted = new Set(names)
  for (const stage of stages) if (stage.needs && wanted.has(stage.name)) wanted.add(stage.needs)
  return stages.filter((stage) => wanted.has(stage.name))
}

/** Runs stages one after the other; one that fails or throws stops only those that need it. */
export async function runStages(selected, context, onStage = () => {}) {
  const results = []
  for (const stage of selected) {
    const failed = results.find((result) => result.stage === stage.needs && (result.failed > 0 || result.notRun))
    if (failed) {
      results.push({ stage: stage.name, seconds: 0, ...none, notRun: `${stage.needs} failed` })
      continue
    }
    onStage(stage)
    const started = performance.now()
    let counts
    try {
      counts = await stage.run(context)
    } catch (error) {
      counts = { ...none, failed: 1, notes: [error instanceof UserError ? error.message : (error?.stack ?? String(error))] }
    }
    results.push({ stage: stage.name, seconds: (performance.now() - started) / 1_000, ...counts })
  }
  return results
}
