import { createProfile, launchApp } from '../support/app.ts'
import { onlyArtifacts, typeFast } from '../support/fast-keys.ts'
import { startTestStack } from '../support/stack.ts'
import { round, type Measurement } from './measurement.ts'

const decisions = Number(process.env['BENCH_DECISIONS'] ?? 1_000)
const paceMs = 30

/** A thousand decisions typed 30 ms apart, and what arrived of them in PostgreSQL. */
export async function fastKeys(): Promise<Measurement[]> {
  const stack = await startTestStack({ demo: { size: Math.ceil(decisions * 1.6) } })
  const profile = await createProfile()
  const app = await launchApp({ profile: profile.folder, connection: stack })
  try {
    await onlyArtifacts(stack)
    const person = stack.accounts[0]
    if (!person) throw new Error('the demo has no accounts')
    const { decided, mistakes, pace } = await typeFast(app, stack, person, decisions, paceMs)
    for (const mistake of mistakes.slice(0, 20)) console.log(mistake)
    const common = { bench: 'fast-keys', baseline: null, n: decided, conditions: `${decided} decisions, feedback in every tenth` }
    return [
      { ...common, metric: 'wrong, lost or doubled decisions', value: mistakes.length, unit: '', bar: '0', ok: mistakes.length === 0 },
      { ...common, metric: 'time per decision', value: round(pace), unit: 'ms', bar: '≤ 33', ok: pace <= 33 },
    ]
  } finally {
    await app.kill()
    await stack.stop()
    await profile.remove()
  }
}
