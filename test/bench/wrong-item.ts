import { createProfile, launchApp } from '../support/app.ts'
import { createRandom } from '../support/random.ts'
import { startTestStack } from '../support/stack.ts'
import { pressAmidChanges } from '../support/wrong-item.ts'
import type { Measurement } from './measurement.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 1_000)
const seed = Number(process.env['BENCH_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** A thousand rounds of a key amid changes, and whether any decision was about something that was not on screen. */
export async function wrongItem(): Promise<Measurement[]> {
  const stack = await startTestStack({ demo: { size: rounds * 2 } })
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    const result = await pressAmidChanges(app, stack, stack.accounts, rounds, createRandom(seed))
    for (const mistake of result.mistakes.slice(0, 20)) console.log(mistake)
    const kinds = Object.entries(result.changes).map(([what, times]) => `${times} × ${what}`)
    const conditions = `${result.presses} keys, ${result.decided} decisions, ${kinds.join(', ')}, seed ${seed}`
    const value = result.mistakes.length
    return [{ bench: 'wrong-item', metric: 'decisions on what was not on screen', value, unit: '', baseline: null, bar: '0', ok: value === 0, n: rounds, conditions }]
  } finally {
    await app.kill()
    await stack.stop()
    await profile.remove()
  }
}
