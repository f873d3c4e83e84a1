// npm test: runs the stages asked for (all without names), prints a table of their times, and closes with the line
// `N passed, N failed`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare } from './lib/install.mjs'
import { UserError } from './lib/log.mjs'
import { parseOptions } from './lib/options.mjs'
import { endOnSignals, finishWith } from './lib/processes.mjs'
import { summary, table } from './lib/reports.mjs'
import { runStages, selectStages, stages } from './lib/stages.mjs'

const help = `Usage: npm test -- [stage…] [-- arguments for the stage's runner]

Stages, all in this order without names:
${stages.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join('\n')}

Example: node scripts/test.mjs unit -- test/unit/scripts`

async function main() {
  const { values, words, rest } = parseOptions(process.argv.slice(2), help, {}, { positionals: true })
  if (values.help) {
    process.stdout.write(`${help}\n`)
    return 0
  }
  const selected = selectStages(words)
  if (rest.length > 0 && words.length !== 1) throw new UserError(`Arguments after -- need exactly one stage.\n\n${help}`, 2)
  await prepare(process.argv[1])
  endOnSignals()
  // Set in the terminals of editors that are Electron themselves: ours would then run as a plain Node.
  delete process.env.ELECTRON_RUN_AS_NODE
  const temp = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  process.on('exit', () => rmSync(temp, { recursive: true, force: true }))
  const results = await runStages(selected, { temp, rest }, ({ name }) => process.stdout.write(`\n== ${name}\n`))
  const notes = results.flatMap(({ stage, notes: lines }) => lines.map((line) => `  ${stage}: ${line}`))
  process.stdout.write(`\n${table(results)}\n`)
  if (notes.length > 0) process.stdout.write(`\n${notes.join('\n')}\n`)
  process.stdout.write(`\n${summary(results)}\n`)
  return results.some(({ failed }) => failed > 0) ? 1 : 0
}

await finishWith(main)
