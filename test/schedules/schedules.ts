import { parseArgs } from 'node:util'
import { runSchedule } from './schedule.ts'

const help = `Usage: npm run schedules -- [--count N] [--seed S]

Runs N (10000) random interleavings of two devices, a server and two networks in simulated time, and asks after each
whether all converged and every decision that was called saved is in the audit exactly once, or in its device's tray.
A schedule that fails is told with its seed; --count 1 --seed S repeats it and tells its story.`

const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean', short: 'h' } } })
if (values.help) {
  process.stdout.write(`${help}\n`)
  process.exit(0)
}
const [count, first] = [Number(values.count), Number(values.seed)]
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(first)) {
  process.stderr.write(`${help}\n`)
  process.exit(2)
}
const began = performance.now()
let acknowledged = 0
let failed = 0
for (let seed = first; seed < first + count; seed++) {
  const outcome = await runSchedule(seed)
  acknowledged += outcome.acknowledged
  if (outcome.problems.length > 0) {
    failed += 1
    process.stderr.write(`seed ${seed}: ${outcome.problems.join('; ')}\n`)
    if (count === 1) process.stderr.write(`${outcome.story.join('\n')}\n`)
  }
  if ((seed - first + 1) % 1_000 === 0) process.stdout.write(`${seed - first + 1} schedules, ${failed} failed\n`)
}
const seconds = (performance.now() - began) / 1_000
process.stdout.write(`${count} schedules in ${seconds.toFixed(0)} s, ${acknowledged} decisions called saved, ${failed} schedules failed\n`)
process.exitCode = failed > 0 ? 1 : 0
