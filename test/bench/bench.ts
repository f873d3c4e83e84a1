import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { bulk } from './bulk.ts'
import { coldStart } from './cold-start.ts'
import { commands } from './commands.ts'
import { decideNext } from './decide-next.ts'
import { fastKeys } from './fast-keys.ts'
import { initialSync } from './initial-sync.ts'
import { insights } from './insights.ts'
import { mainThread } from './main-thread.ts'
import { memory } from './memory.ts'
import { table, type Measurement } from './measurement.ts'
import { endDataSets } from './million.ts'
import { pullBench } from './pull.ts'
import { rls } from './rls.ts'
import { wrongItem } from './wrong-item.ts'
import { scroll } from './scroll.ts'
import { search } from './search.ts'

/** Each bench measures its parts side by side in one run and answers with measurements. */
const benches: Record<string, () => Promise<Measurement[]>> = {
  'cold-start': coldStart,
  'decide-next': decideNext,
  'fast-keys': fastKeys,
  'wrong-item': wrongItem,
  search,
  bulk,
  scroll,
  'initial-sync': initialSync,
  'main-thread': mainThread,
  insights,
  memory,
  rls,
  pull: pullBench,
  commands,
}

const usage = `npm run bench -- [--only NAME,…] [--json FILE]
benches: ${Object.keys(benches).join(', ')}`

function options() {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } } })
    const names = values.only?.split(',') ?? Object.keys(benches)
    const unknown = names.filter((name) => !(name in benches))
    if (unknown.length > 0) throw new Error(`no bench is named ${unknown.join(', ')}`)
    return { ...values, names }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}

const { names, json, help } = options()
if (help) {
  console.log(usage)
  process.exit(0)
}

const measurements: Measurement[] = []
for (const name of names) {
  console.log(`\n${name}`)
  const measured = (await benches[name]?.()) ?? []
  console.log(table(measured))
  measurements.push(...measured)
}
await endDataSets()
if (json) await writeFile(json, `${JSON.stringify(measurements, null, 2)}\n`)
const missed = measurements.filter((one) => !one.ok)
console.log(missed.length === 0 ? '\nevery bar was reached' : `\nmissed: ${missed.map((one) => `${one.bench} ${one.metric}`).join(', ')}`)
process.exit(missed.length === 0 ? 0 : 1)
