import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDisplay } from '../../scripts/lib/display.mjs'
import { runCrash } from './harness.ts'
import { plants, type Plant } from './orders.ts'
import { canCutPower } from './power.ts'

const help = `Usage: npm run crash -- [--rounds N] [--seed S] [--json FILE] [--plant FAULT] [--point NAME]…
                             [--jobs N] [--apps none|some|all]

Kills the reviewer's side with SIGKILL, N times (100), at named points and at random instants, while decisions flow and
a colleague competes, and compares after each kill what was called saved with what the server and the outbox have.
Ends with 1 when a decision was lost, took effect twice, or an outbox was corrupt. docs/crash.md says more.

  --plant FAULT  build a fault in on purpose: ${plants.join(', ')}
  --point NAME   kill at this point only; may be repeated
  --jobs N       profiles that live at the same time (as many as there are cores)
  --apps WHICH   profiles whose rounds are lived in the whole app, in Electron, and where a decision counts as saved when
                 its window has said so: none, some (one in fifty; the default) or all`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    json: { type: 'string' },
    plant: { type: 'string' },
    point: { type: 'string', multiple: true },
    jobs: { type: 'string', default: String(availableParallelism()) },
    apps: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})

function fail(problem: string): never {
  process.stderr.write(`${problem}\n\n${help}\n`)
  process.exit(2)
}

if (values.help) {
  process.stdout.write(`${help}\n`)
  process.exit(0)
}
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds ${values.rounds} is not a number of rounds.`)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (!Number.isInteger(seed)) fail(`--seed ${String(values.seed)} is not a whole number.`)
const plant = values.plant ?? null
if (plant !== null && !plants.includes(plant as Plant)) fail(`There is no fault named ${plant}.`)
if (plant === 'synchronous-off' && !canCutPower()) fail('This fault shows only when power is cut, which needs Linux, root, loop devices and mkfs.ext4.')

const jobs = Number(values.jobs)
if (!Number.isInteger(jobs) || jobs < 1) fail(`--jobs ${values.jobs} is not a number of jobs.`)
// Named points and built-in faults are in the code that runs under Node.
const apps = values.apps ?? (plant === null && values.point === undefined ? 'some' : 'none')
if (apps !== 'none' && apps !== 'some' && apps !== 'all') fail(`--apps ${apps} is none of none, some, all.`)

let display: Awaited<ReturnType<typeof ensureDisplay>> | null = null
if (apps !== 'none') {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/build.mjs')], { stdio: 'inherit' })
  display = await ensureDisplay()
  Object.assign(process.env, display.env)
}

const began = performance.now()
const report = await runCrash({
  rounds,
  seed,
  plant: plant as Plant | null,
  jobs,
  apps,
  ...(values.point ? { points: values.point } : {}),
  onRound: (so_far) => {
    if (so_far.rounds % 50 === 0) process.stdout.write(`${so_far.rounds} rounds, lost ${so_far.lost}, duplicated ${so_far.duplicated}, corrupt ${so_far.corrupt}\n`)
  },
  onFinding: (kind, text) => process.stderr.write(`${kind}: ${text}\n`),
})
await display?.stop()
const seconds = (performance.now() - began) / 1_000
for (const [point, count] of Object.entries(report.kills_by_point).sort(([, one], [, other]) => other - one)) {
  process.stdout.write(`${String(count).padStart(6)}  ${point}\n`)
}
const { acknowledged, lost, duplicated, corrupt } = report
process.stdout.write(
  `${rounds} rounds in ${seconds.toFixed(0)} s (${((seconds * 1_000) / rounds).toFixed(0)} ms each), seed ${seed}: ` +
    `${acknowledged} decisions called saved, ${lost} lost, ${duplicated} duplicated, ${corrupt} corrupt\n`,
)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report)}\n`)
process.exitCode = lost + duplicated + corrupt > 0 ? 1 : 0
