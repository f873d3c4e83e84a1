import { createStoreInProcess } from '../../../electron/store/in-process.ts'
import type { StoreLocation } from '../../../electron/store/api.ts'
import { approve, artifact } from './fixtures.ts'

/**
 * Adds decisions and says on its output which ones are durable; at the given point of the given round it stops for good,
 * so that the parent can kill it there.
 */
interface Orders {
  location: StoreLocation
  stopAt: string
  round: number
}

const orders = JSON.parse(process.argv[2] ?? '', (name, value: unknown) =>
  ['replica', 'outbox', 'hmac'].includes(name) ? Buffer.from(String(value), 'hex') : value,
) as Orders
const say = (line: string) => process.stdout.write(`${line}\n`)
/** Until the parent kills it; without a parent it ends by itself. */
function stopForGood(): never {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)
  process.exit(1)
}
let round = 0
const store = createStoreInProcess({
  onPoint(name) {
    if (name !== orders.stopAt || round !== orders.round) return
    say(`at ${name}`)
    stopForGood()
  },
})

await store.open(orders.location)
for (round = 1; round <= 5; round++) {
  const command = approve(artifact(), { feedback: 'kept?' })
  say(`adding ${command.command_id}`)
  await store.addCommand(command, 0)
  say(`saved ${command.command_id}`)
  const { commands } = await store.takeBatch(10)
  say(`taken ${commands.length}`)
  if (orders.stopAt === 'sending' && round === orders.round) {
    say('at sending')
    stopForGood()
  }
  await store.returnBatch(commands.map(({ command_id }) => command_id))
}
